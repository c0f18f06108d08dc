//! What the commands for corpora share: options, the closing summary, the report.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use serde_json::json;

use crate::error::Error;
use crate::fingerprint::Shingle;
use crate::join::{Measure, Similarity, lsh_bands};
use crate::pipeline::corpus::{Config, Keep, Linkage, Loaded, Method, RecordKind};
use crate::read::corpus::{Options, Wishes};

use super::Status;
use super::inputs::{Compared, score};
use super::output::Session;
use super::target::Target;

/// How whole texts are compared.
#[derive(Args, Debug)]
#[command(next_help_heading = "Comparing whole texts")]
pub(crate) struct Matching {
    /// jaccard or containment, on the shingles of the whole text
    #[arg(long, value_name = "MEASURE")]
    pub measure: Option<Measure>,
    /// What texts are cut into: word:N or char:N [default: word:5]
    #[arg(long, value_name = "UNIT:N")]
    pub shingle: Option<Shingle>,
    /// From which score on two texts are similar, above 0 up to 1 [default: 0.7]
    #[arg(long, value_name = "SCORE", value_parser = score)]
    pub threshold: Option<f64>,
    /// exact (all pairs), lsh (MinHash: most pairs) or digest (equal texts only) [default: exact]
    #[arg(long, value_name = "METHOD")]
    pub method: Option<Method>,
    /// Field that holds the text; several are joined [default: topic, title and body, as recognised]
    #[arg(long, value_name = "NAME")]
    pub text_field: Vec<String>,
    /// Field that holds the record's name [default: id, as recognised]
    #[arg(long, value_name = "NAME")]
    pub id_field: Option<String>,
    /// Write a report as JSON to FILE
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
}

/// Records or items that are compared as whole texts.
#[derive(Args, Debug)]
pub(crate) struct Texts {
    #[command(flatten)]
    pub compared: Compared,
    #[command(flatten)]
    pub matching: Matching,
}

/// What holds clusters together and which record stands for them.
#[derive(Args, Debug)]
pub(crate) struct Choosing {
    /// representative (each member is similar to the kept one) or single (chains)
    #[arg(long, value_name = "LINKAGE")]
    pub linkage: Option<Linkage>,
    /// Which record stands for the others: first, longest, newest or best [default: first]
    #[arg(long, value_name = "RULE")]
    pub keep: Option<Keep>,
}

/// What compares whole texts.
const WHOLE: &str = "it is for whole texts: add --measure, --shingle, --threshold or --method";

/// An error where an option was given that would change nothing.
fn unless(given: bool, option: &str, way_out: &str) -> Result<(), Error> {
    match given {
        true => Err(Error::usage(format!("{option} changes nothing here")).way_out(way_out)),
        false => Ok(()),
    }
}

impl Choosing {
    /// An error where items are compared, which know no such choice.
    pub fn refuse(&self) -> Result<(), Error> {
        unless(self.linkage.is_some(), "--linkage", WHOLE)?;
        unless(self.keep.is_some(), "--keep", WHOLE)
    }
}

impl Matching {
    /// Whether whole texts are to be compared, rather than items.
    pub fn asked(&self) -> bool {
        self.measure.is_some() || self.shingle.is_some() || self.threshold.is_some() || self.method.is_some()
    }
}

impl Texts {
    /// The settings where items are compared; an error where an option is given that only whole texts know.
    pub fn items(&self, session: &Session) -> Result<crate::pipeline::Config, Error> {
        unless(!self.matching.text_field.is_empty(), "--text-field", WHOLE)?;
        unless(self.matching.id_field.is_some(), "--id-field", WHOLE)?;
        unless(self.matching.report.is_some(), "--report", WHOLE)?;
        session.config.compared(&self.compared)
    }

    /// The engine's settings; an error where an option is given that only items know.
    pub fn config(&self, session: &Session) -> Result<Config, Error> {
        unless(
            self.compared.comparing.min_score.is_some(),
            "--min-score",
            "it is for items; whole texts have --threshold",
        )?;
        let Matching { measure, shingle, threshold, method, .. } = &self.matching;
        if *method == Some(Method::Digest) {
            let way_out = "--method digest finds equal texts only; leave one of the two out";
            unless(measure.is_some(), "--measure", way_out)?;
            unless(shingle.is_some(), "--shingle", way_out)?;
            unless(threshold.is_some(), "--threshold", way_out)?;
        }
        let (items, matching) = (session.config.compared(&self.compared)?, &self.matching);
        let renamed: Vec<String> =
            self.compared.inputs.reading.fields.iter().map(|(_, theirs)| theirs.clone()).collect();
        let wishes = Wishes {
            text: matching.text_field.clone(),
            id: matching.id_field.clone(),
            required: [&matching.text_field[..], matching.id_field.as_slice(), &renamed].concat(),
            renamed: items.read.fields,
            ignored: items.compare.ignore.clone(),
            encoding: items.read.encoding.as_deref().map(by_lines).transpose()?,
        };
        let default = Config::new()?;
        let measure = matching.measure.unwrap_or(Measure::Jaccard);
        let threshold = matching.threshold.unwrap_or(default.similarity.threshold());
        Ok(Config {
            read: Options { from: items.read.from, wishes, limits: items.read.limits },
            shingle: matching.shingle.unwrap_or_default(),
            similarity: Similarity::new(measure, threshold)?,
            method: matching.method.unwrap_or(Method::Exact),
            memory: session.memory,
            decisions: items.compare.decisions,
            ..default
        })
    }
}

/// The encoding called `label`, if its line ends are those of ASCII.
pub(super) fn by_lines(label: &str) -> Result<&'static encoding_rs::Encoding, Error> {
    let encoding = crate::read::encoding_named(label)?;
    if encoding.is_ascii_compatible() {
        return Ok(encoding);
    }
    let what = format!("--encoding {label}: records can't be divided in {}", encoding.name());
    Err(Error::usage(what).way_out("convert the file to UTF-8"))
}

/// One run's closing words.
pub(crate) struct Closing<'a> {
    pub config: &'a Config,
    pub loaded: &'a Loaded,
    pub started: Instant,
    /// What was found, in words, behind the number of records that were read.
    pub found: String,
    /// The same for the report.
    pub numbers: serde_json::Value,
    pub any: bool,
}

impl Closing<'_> {
    /// Names the problems, writes the report, says in one line what came of it, and gives the exit status.
    pub fn say(self, session: &Session, report: Option<&PathBuf>) -> Result<Status, Error> {
        let Closing { config, loaded, .. } = self;
        session.complain_all(&loaded.problems)?;
        let seconds = self.started.elapsed().as_secs_f64();
        let peak = peak_memory();
        let recall =
            (config.method == Method::Lsh).then(|| lsh_bands(config.similarity).recall(config.similarity.threshold()));
        if let Some(path) = report {
            let records = &loaded.records;
            let problems: Vec<String> = loaded.problems.iter().map(ToString::to_string).collect();
            let report = json!({
                "records": records.len(),
                "without_text": records.without_text(),
                "rejected": records.count(RecordKind::Rejected),
                "bytes": loaded.bytes,
                "found": self.numbers,
                "settings": {
                    "measure": config.similarity.measure().to_string(),
                    "threshold": config.similarity.threshold(),
                    "shingle": config.shingle.to_string(),
                    "method": config.method.to_string(),
                    "linkage": config.linkage.to_string(),
                    "keep": config.keep.to_string(),
                },
                "predicted_recall": recall,
                "seconds": seconds,
                "peak_memory_bytes": peak,
                "problems": problems,
            });
            let mut target = Target::create(Some(path), session.threads())?;
            serde_json::to_writer_pretty(&mut target, &report)
                .map_err(|e| Error::io(path.display().to_string(), &e.into()))?;
            target.finish()?;
        }
        let recall =
            recall.map_or(String::new(), |r| format!("; predicted recall at the threshold {:.1} %", 100.0 * r));
        let rejected = match loaded.records.count(RecordKind::Rejected) {
            0 => String::new(),
            n => format!(", {} rejected", grouped(n as u64)),
        };
        let without = match loaded.records.without_text() {
            0 => String::new(),
            n => format!(", {} without text", grouped(n as u64)),
        };
        let memory = peak.map_or(String::new(), |bytes| format!(", {} MiB at most", bytes >> 20));
        let read = counted(loaded.records.len() as u64, "record");
        session.say(&format!("{read} read{rejected}{without}: {}{recall}; {seconds:.1} s{memory}", self.found));
        if let Some((asked, taken)) = config.memory.zip(peak).filter(|(asked, taken)| taken > asked) {
            session.say(&over_budget(config, asked, taken));
        }
        Ok(session.status(&loaded.problems, self.any))
    }
}

/// Why a run took more memory than it was given.
fn over_budget(config: &Config, asked: u64, taken: u64) -> String {
    let why = match (config.method, config.linkage) {
        (Method::Lsh, _) => "--method lsh holds all sets; take --method exact",
        (_, Linkage::Single) => "--linkage single holds its index whole; take --linkage representative",
        _ => "names and numbers of the records and one chunk for each thread do not fit; give more, or fewer --threads",
    };
    // Rounded up: never the same figure as what was asked.
    format!("--memory {} MiB was not enough, {} MiB were taken: {why}", asked >> 20, taken.div_ceil(1 << 20))
}

/// "1 record", "2,000 records".
pub(crate) fn counted(n: u64, one: &str) -> String {
    format!("{} {one}{}", grouped(n), if n == 1 { "" } else { "s" })
}

/// `n` with a comma for every three digits.
pub(crate) fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let parts: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|p| std::str::from_utf8(p).ok()).collect();
    parts.join(",")
}

/// The most memory that the process has held so far, in bytes, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<u64>().ok()? << 10)
}

#[cfg(test)]
mod tests {
    #[test]
    fn numbers_are_grouped() {
        let shown = [0, 999, 1000, 107_809, 1_000_000].map(super::grouped);
        assert_eq!(shown, ["0", "999", "1,000", "107,809", "1,000,000"]);
        assert_eq!([0, 1, 2000].map(|n| super::counted(n, "pair")), ["0 pairs", "1 pair", "2,000 pairs"]);
    }
}
