//! Records by the million: pairs, clusters and a corpus without its duplicates, by what texts have in common.
//!
//! [`load`] streams the records and keeps of each its shingle set, its name and where it stands, but not its text;
//! [`pairs`], [`clusters`] and [`dedupe`] work on that, and [`write()`](write::write) streams the records once more to let each go
//! its way as it came. What can't be read is one problem each, and the rest goes on.

mod cluster;
mod clusters;
#[cfg(feature = "parquet")]
mod columns;
mod decided;
mod dedupe;
mod folder;
mod load;
mod pairs;
mod records;
pub mod write;

use std::fmt;
use std::io;
use std::str::FromStr;

use crate::compare::decisions::Decisions;
use crate::error::{Error, ErrorKind, Result};
use crate::fingerprint::Shingle;
use crate::join::{Measure, Similarity};
use crate::model::Relation;
use crate::read::corpus::Options;

pub use cluster::{Cluster, Member};
pub use clusters::clusters;
pub use dedupe::{Deduped, Removed, dedupe};
pub use folder::write_folder;
pub use load::{Loaded, load};
pub use pairs::{Pairs, pairs};
pub use records::{Kind as RecordKind, Records};

/// What to do with a corpus, and how.
#[derive(Clone, Debug)]
pub struct Config {
    /// How records are read.
    pub read: Options,
    /// What texts are cut into.
    pub shingle: Shingle,
    /// From when on two texts are similar.
    pub similarity: Similarity,
    /// How similar texts are found.
    pub method: Method,
    /// What holds a cluster together.
    pub linkage: Linkage,
    /// Which record stands for the others.
    pub keep: Keep,
    /// Bytes of memory to stay within.
    pub memory: Option<u64>,
    /// What a person decided; clusters and what is removed keep to it.
    pub decisions: Decisions,
}

impl Config {
    /// Word 5-grams, Jaccard at 0.7, exact, representatives, the first one kept.
    ///
    /// 0.7 is where five-word shingles part edited copies from texts on the same matter in most corpora.
    pub fn new() -> Result<Self> {
        Ok(Config {
            read: Options::default(),
            shingle: Shingle::default(),
            similarity: Similarity::new(Measure::Jaccard, 0.7)?,
            method: Method::Exact,
            linkage: Linkage::Representative,
            keep: Keep::First,
            memory: None,
            decisions: Decisions::default(),
        })
    }

    /// The relation of two similar texts that are not equal.
    fn relation(&self) -> Relation {
        match self.similarity.measure() {
            Measure::Jaccard => Relation::Edited,
            Measure::Containment => Relation::Excerpt,
        }
    }
}

/// An enum that is written as one of a few words.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $what:literal { $($(#[$about:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$about])* $variant,)+ }

        impl FromStr for $name {
            type Err = Error;

            fn from_str(text: &str) -> Result<Self> {
                match text {
                    $($word => Ok($name::$variant),)+
                    _ => Err(Error::usage(format!(concat!("'{}' is no ", $what), text))
                        .way_out(format!("take one of {}", [$($word),+].join(", ")))),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(match self { $($name::$variant => $word,)+ })
            }
        }
    };
}

words! {
    /// How similar texts are found.
    Method, "method" {
        /// All of them.
        Exact = "exact",
        /// By MinHash signatures: most of them; what is found is verified.
        Lsh = "lsh",
        /// Only texts that are equal after normalization, by BLAKE3.
        Digest = "digest",
    }
}

words! {
    /// What holds a cluster together.
    Linkage, "linkage" {
        /// Each member is similar to the one that stands for them.
        Representative = "representative",
        /// Each member is similar to some other member: connected components.
        Single = "single",
    }
}

words! {
    /// Which record stands for the others; among equals the first.
    Keep, "rule" {
        /// The first in the input.
        First = "first",
        /// The one with the longest text, in bytes.
        Longest = "longest",
        /// The one with the latest date; those without one come last.
        Newest = "newest",
        /// The one with the most fields that hold something, then the longest text, then the latest date.
        Best = "best",
    }
}

/// Clusters from this size on whose weakest link is [`CHAIN_SLACK`] of the threshold or closer are called chained: large
/// enough that no person looks through them.
const CHAIN_SIZE: usize = 100;
/// See [`CHAIN_SIZE`]: a link in the lowest tenth of the range between threshold and 1.
const CHAIN_SLACK: f64 = 0.1;

/// Why `what` could not be written; a reader who has gone ends the run quietly.
fn failed(what: &str, why: &io::Error) -> Error {
    if why.kind() == io::ErrorKind::BrokenPipe {
        return Error::new(ErrorKind::Cancelled, "the reader of the output has gone");
    }
    Error::io(what, why)
}

#[cfg(test)]
mod tests;
