//! Shingle sets → all pairs whose similarity reaches a threshold.
//!
//! [`self_join`] and [`join`] are exact and fast, [`all_pairs`] is the oracle they are held against.
//! Sets come in [`SetBlock`]s, as threads make them; texts are numbered through the blocks in order.

mod all_pairs;
mod components;
mod exact;
mod filter;
mod lsh;
mod measure;
mod memory;
mod prefix;
mod probe;
mod recent;
mod representatives;
mod sets;
mod sketch;
mod survivors;
mod table;

pub use all_pairs::all_pairs;
pub use components::{Forest, components};
pub use exact::{join, self_join};
pub use lsh::{lsh_bands, lsh_join, verify};
pub use measure::{Measure, Similarity};
pub use memory::Memory;
pub use representatives::{Stands, representatives, representatives_of};
pub use sets::{Groups, SetBlock};

/// Two similar sets, by their numbers; `a < b`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Match {
    /// The one that comes first.
    pub a: u32,
    /// The one that comes later.
    pub b: u32,
    /// Their score, at or above the threshold.
    pub score: f64,
}

#[cfg(test)]
mod tests;
