//! What became of items that should have been found, and what those are made of that should not.

use std::collections::BTreeMap;

use nochmal::model::Item;

use super::gold::{Gold, bare, pair};

const MISSED: [&str; 5] = ["itself", "another kind", "titled otherwise", "part of another item", "no item"];
const MADE: [&str; 4] = ["title of an item", "text of an item", "topic", "none of an item"];

/// Counts of items over many issues.
#[derive(Default)]
pub struct Confusion {
    kinds: BTreeMap<String, [usize; 5]>,
    made: BTreeMap<String, [usize; 4]>,
}

impl Confusion {
    /// Counts what was found of one issue.
    pub fn add(&mut self, items: &[Item], gold: &[Gold]) {
        let paired = pair(items, gold);
        let is_paired = |item: &Item| paired.iter().flatten().any(|p| std::ptr::eq(*p, item));
        let free: Vec<&Item> = items.iter().filter(|item| !is_paired(item)).collect();
        let title = |item: &Item| bare(item.title.as_deref().unwrap_or(""));
        let overlap = |a: &str, b: &str| !a.is_empty() && !b.is_empty() && (a.contains(b) || b.contains(a));
        for (found, g) in paired.iter().zip(gold) {
            let became = match found {
                Some(item) if item.kind.to_string() == g.kind => 0,
                Some(_) => 1,
                None if free.iter().any(|item| overlap(&title(item), &g.title)) => 2,
                None if items.iter().any(|item| bare(&item.body).contains(&g.title)) => 3,
                None => 4,
            };
            self.kinds.entry(g.kind.clone()).or_default()[became] += 1;
        }
        for item in free {
            let title = title(item);
            let made = if gold.iter().any(|g| overlap(&title, &g.title)) {
                0
            } else if gold.iter().any(|g| bare(&g.body).contains(&title)) {
                1
            } else if gold.iter().any(|g| bare(&g.topic) == title) {
                2
            } else {
                3
            };
            self.made.entry(item.kind.to_string()).or_default()[made] += 1;
        }
    }
}

impl std::fmt::Display for Confusion {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        writeln!(f, "| written down as | {} |", MISSED.join(" | "))?;
        for (kind, counts) in &self.kinds {
            writeln!(f, "| {kind} | {} |", counts.map(|n| n.to_string()).join(" | "))?;
        }
        writeln!(f, "| too many: found as | {} |", MADE.join(" | "))?;
        for (kind, counts) in &self.made {
            writeln!(f, "| {kind} | {} |", counts.map(|n| n.to_string()).join(" | "))?;
        }
        Ok(())
    }
}
