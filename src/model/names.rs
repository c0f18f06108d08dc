use std::collections::HashMap;

use super::Item;

/// Items by what users call them: their ids, and [`Item::place_id`] for ids that several items have.
#[derive(Debug)]
pub struct Names(HashMap<String, Vec<usize>>);

impl Names {
    /// The names of `items`. One item that was read twice counts once. Linear.
    pub fn of(items: &[Item]) -> Self {
        let mut names: HashMap<String, Vec<usize>> = HashMap::new();
        for (i, item) in items.iter().enumerate() {
            let called = names.entry(item.id.clone()).or_default();
            if called.last().is_none_or(|&last| items[last].place_id() != item.place_id()) {
                called.push(i);
            }
        }
        for (i, item) in items.iter().enumerate() {
            names.entry(item.place_id()).or_insert_with(|| vec![i]);
        }
        Names(names)
    }

    /// Positions of the items called `name`: none, one, or those that share an id.
    pub fn get(&self, name: &str) -> &[usize] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }
}
