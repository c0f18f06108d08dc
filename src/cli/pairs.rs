use std::time::Instant;

use clap::Args as ClapArgs;
use serde_json::json;

use crate::error::Error;
use crate::model::Report;
use crate::pipeline::{self, corpus};
use crate::render::rows::RowLayout;

use super::Status;
use super::files::Files;
use super::matching::{Closing, Texts, counted};
use super::output::{Session, Show};

/// List pairs of items that belong together.
///
/// Each pair has a relation (identical, edited, excerpt, follow-up), a score and its reasons. With --measure, --shingle,
/// --threshold or --method whole texts are compared by what they have in common, and all pairs from the threshold on are listed.
#[derive(ClapArgs, Debug)]
#[command(after_help = "Examples:\n  nochmal pairs newsletters/ --format csv > pairs.csv\n  \
nochmal pairs corpus.jsonl.zst --measure jaccard --threshold 0.7 --format csv > pairs.csv")]
pub(crate) struct Args {
    #[command(flatten)]
    texts: Texts,
}

impl Args {
    pub fn files(&self, session: &Session) -> Files {
        Files::default().compared(&self.texts.compared, session).writes("--report", self.texts.matching.report.as_ref())
    }

    pub fn run(&self, session: &Session) -> Result<Status, Error> {
        if self.texts.matching.asked() {
            return self.whole(session);
        }
        let config = self.texts.items(session)?;
        let report = pipeline::pairs(self.texts.compared.files(), &config, &session.observer())?;
        let found = !report.pairs.is_empty();
        session.finish(&Report::Pairs(report), Show::default(), found)
    }

    /// Pairs of whole texts.
    fn whole(&self, session: &Session) -> Result<Status, Error> {
        let started = Instant::now();
        let layout = RowLayout::named(session.format())?;
        let config = self.texts.config(session)?;
        let observer = session.observer();
        let mut loaded = corpus::load(self.texts.compared.files(), &config, &observer)?;
        let pairs = corpus::pairs(&mut loaded, &config, &observer)?;
        drop(observer);
        session.write(|out| {
            layout.pairs_head(out)?;
            pairs.for_each(&loaded, |a, b, relation, score| {
                layout.pair(out, &loaded.name(a), &loaded.name(b), relation, score)
            })
        })?;
        let count = pairs.count();
        let found = counted(count, "pair");
        let numbers = json!({"pairs": count});
        let closing = Closing { config: &config, loaded: &loaded, started, found, numbers, any: count > 0 };
        closing.say(session, self.texts.matching.report.as_ref())
    }
}
