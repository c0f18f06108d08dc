//! One set as a small hash table, against which others are counted.

/// Open addressing over one set's hashes, refilled for set after set.
#[derive(Debug, Default)]
pub(super) struct HashTable {
    slots: Vec<u64>,
    /// Zero marks a free slot, so the one hash that is zero is remembered apart.
    zero: bool,
}

impl HashTable {
    /// Holds `hashes` and nothing else.
    pub(super) fn fill(&mut self, hashes: &[u64]) {
        self.slots.clear();
        self.slots.resize((hashes.len() * 2).next_power_of_two(), 0);
        self.zero = false;
        let mask = self.slots.len() - 1;
        for &hash in hashes {
            self.zero |= hash == 0;
            let mut at = hash as usize & mask;
            while self.slots[at] != 0 && self.slots[at] != hash {
                at = (at + 1) & mask;
            }
            self.slots[at] = hash;
        }
    }

    #[inline]
    fn holds(&self, hash: u64) -> bool {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while self.slots[at] != 0 && self.slots[at] != hash {
            at = (at + 1) & mask;
        }
        if hash == 0 { self.zero } else { self.slots[at] == hash }
    }

    /// How many of the distinct `hashes` are held; `None`, early where possible, where they are fewer than `needed`.
    pub(super) fn common(&self, hashes: &[u64], needed: u32) -> Option<u32> {
        let mut may_miss = (hashes.len() as u32).checked_sub(needed)?;
        for batch in hashes.chunks(super::filter::BATCH) {
            let missed = batch.iter().filter(|&&hash| !self.holds(hash)).count() as u32;
            may_miss = may_miss.checked_sub(missed)?;
        }
        Some(needed + may_miss)
    }
}
