use std::time::Instant;

use clap::Args as ClapArgs;
use serde_json::json;

use crate::error::Error;
use crate::model::Report;
use crate::pipeline;
use crate::pipeline::corpus::{self, Cluster, Linkage};
use crate::render::rows::{ClusterRows, MemberRow, RowLayout};

use super::Status;
use super::dedupe::warn;
use super::files::Files;
use super::matching::{Choosing, Closing, Texts, counted};
use super::output::{Session, Show};

/// Show which items recur, where, when, and what differs.
///
/// A cluster holds the items that are identical, edited or cut from one another. Follow-ups link clusters to stories. With
/// --measure, --shingle, --threshold or --method whole texts are compared by what they have in common.
#[derive(ClapArgs, Debug)]
#[command(after_help = "Examples:\n  nochmal clusters newsletters/2025-*.txt\n  \
nochmal clusters corpus.jsonl.zst --measure jaccard --threshold 0.7 --format csv > clusters.csv")]
pub(crate) struct Args {
    #[command(flatten)]
    texts: Texts,
    #[command(flatten)]
    choosing: Choosing,
    #[cfg(feature = "index")]
    #[command(flatten)]
    seeing: super::index::Seeing,
}

impl Args {
    pub fn files(&self, session: &Session) -> Files {
        let files = Files::default()
            .compared(&self.texts.compared, session)
            .writes("--report", self.texts.matching.report.as_ref());
        #[cfg(feature = "index")]
        let files = files.reads(&self.seeing.index);
        files
    }

    pub fn run(&self, session: &Session) -> Result<Status, Error> {
        #[cfg(feature = "index")]
        if let Some(folder) = &self.seeing.index {
            self.choosing.refuse()?;
            if session.format() == "csv" {
                let what = "--format csv has no column for what was seen before";
                return Err(Error::usage(what).way_out("take text, md, html or jsonl"));
            }
            let report = self.seeing.clusters(session, &self.texts, folder.clone())?;
            let found = !report.clusters.is_empty() || !report.seen.is_empty();
            return session.finish(&Report::Clusters(report), Show::default(), found);
        }
        if self.texts.matching.asked() {
            return self.whole(session);
        }
        self.choosing.refuse()?;
        let config = self.texts.items(session)?;
        let report = pipeline::clusters(self.texts.compared.files(), &config, &session.observer())?;
        let found = !report.clusters.is_empty();
        session.finish(&Report::Clusters(report), Show::default(), found)
    }

    /// Clusters of whole texts; connected components, unless told otherwise.
    fn whole(&self, session: &Session) -> Result<Status, Error> {
        let started = Instant::now();
        let layout = RowLayout::named(session.format())?;
        let mut config = self.texts.config(session)?;
        config.keep = self.choosing.keep.unwrap_or(config.keep);
        config.linkage = self.choosing.linkage.unwrap_or(Linkage::Single);
        let observer = session.observer();
        let mut loaded = corpus::load(self.texts.compared.files(), &config, &observer)?;
        let clusters = corpus::clusters(&mut loaded, &config, &observer)?;
        drop(observer);
        session.write(|out| {
            layout.clusters_head(out)?;
            clusters.iter().try_for_each(|cluster| layout.cluster(out, &rows(cluster, &loaded)))
        })?;
        for cluster in &clusters {
            if let Some(weakest) = cluster.chained(&config) {
                warn(session, &loaded, &(cluster.canonical, cluster.members.len(), weakest));
            }
        }
        let members: usize = clusters.iter().map(|cluster| cluster.members.len()).sum();
        let largest = clusters.iter().map(|cluster| cluster.members.len()).max().unwrap_or(0);
        let weakest = clusters.iter().map(|cluster| cluster.weakest).reduce(f64::min);
        let mut found = counted(clusters.len() as u64, "cluster");
        if largest > 0 {
            found += &format!(" of {}, the largest of {largest}", counted(members as u64, "record"));
        }
        let numbers =
            json!({"clusters": clusters.len(), "members": members, "largest": largest, "weakest_link": weakest});
        let any = !clusters.is_empty();
        let closing = Closing { config: &config, loaded: &loaded, started, found, numbers, any };
        closing.say(session, self.texts.matching.report.as_ref())
    }
}

fn rows<'a>(cluster: &'a Cluster, loaded: &'a corpus::Loaded) -> ClusterRows<'a> {
    let member = |member: &corpus::Member| MemberRow {
        id: loaded.name(member.record),
        source: loaded.source(member.record),
        relation: member.relation,
        score: member.score,
    };
    let canonical = cluster.members.iter().position(|member| member.record == cluster.canonical).unwrap_or(0);
    let id = &cluster.id;
    ClusterRows { id, members: cluster.members.iter().map(member).collect(), canonical, weakest: cluster.weakest }
}
