use std::collections::BTreeSet;

use crate::model::{Field, Item};

/// A field of a canonical item: one of the item's own or a record's further one.
pub(super) enum Column {
    Own(Field),
    Further(String),
}

/// All fields that some member may have, own ones first.
pub(super) fn of(members: &[&Item]) -> Vec<Column> {
    let further: BTreeSet<&String> = members.iter().flat_map(|item| item.fields.keys()).collect();
    Field::ALL.into_iter().map(Column::Own).chain(further.into_iter().cloned().map(Column::Further)).collect()
}

impl Column {
    pub(super) fn name(&self) -> &str {
        match self {
            Column::Own(field) => field.name(),
            Column::Further(name) => name,
        }
    }

    /// The value of the field, `None` where it is unknown or empty.
    pub(super) fn get(&self, item: &Item) -> Option<String> {
        match self {
            Column::Own(field) => item.get(*field),
            Column::Further(name) => item.fields.get(name).cloned(),
        }
        .filter(|value| !value.trim().is_empty())
    }

    pub(super) fn clear(&self, item: &mut Item) {
        self.copy(&Item { kind: item.kind, ..Item::default() }, item);
    }

    /// Takes the field's value from `from` to `to`.
    pub(super) fn copy(&self, from: &Item, to: &mut Item) {
        match self {
            Column::Own(Field::Kind) => to.kind = from.kind,
            Column::Own(Field::Topic) => to.topic.clone_from(&from.topic),
            Column::Own(Field::Title) => to.title.clone_from(&from.title),
            Column::Own(Field::Body) => to.body.clone_from(&from.body),
            Column::Own(Field::Date) => to.date = from.date,
            Column::Own(Field::EndDate) => to.end_date = from.end_date,
            Column::Own(Field::Place) => to.place.clone_from(&from.place),
            Column::Own(Field::Url) => to.url.clone_from(&from.url),
            Column::Further(name) => match from.fields.get(name) {
                Some(value) => {
                    to.fields.insert(name.clone(), value.clone());
                }
                None => {
                    to.fields.remove(name);
                }
            },
        }
    }
}
