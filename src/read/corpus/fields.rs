//! Which fields of a record hold its text, its name and its date.

use encoding_rs::Encoding;

use crate::read::records::Names;

/// What to take from records.
#[derive(Clone, Debug, Default)]
pub struct Wishes {
    /// Fields whose values make up the text, by the input's names; empty: topic, title and body as
    /// [`Names`](crate::read::records::Names) recognises them.
    pub text: Vec<String>,
    /// The field that holds the record's name; `None`: `id` as recognised.
    pub id: Option<String>,
    /// Pairs of own and input's field names, which go before the recognised ones.
    pub renamed: Vec<(String, String)>,
    /// Fields that some record must have, by the input's names.
    pub required: Vec<String>,
    /// Fields that are never part of the text, by own or input's name.
    pub ignored: Vec<String>,
    /// What records are in that are not UTF-8. An encoding in which line ends and delimiters are the bytes they are in
    /// ASCII; `None` rejects such records.
    pub encoding: Option<&'static Encoding>,
}

/// Positions of the fields that matter among a record's fields. Made once for records of one shape.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Roles {
    /// Fields of the text, in the order in which they are joined.
    pub text: Vec<usize>,
    /// The name.
    pub id: Option<usize>,
    /// The date.
    pub date: Option<usize>,
}

impl Roles {
    /// The roles of `columns`; of columns with equal names the last one counts, as JSON readers have it.
    pub fn new(columns: &[&str], wishes: &Wishes) -> Self {
        let own = Names::new(&wishes.renamed).map(columns);
        let at = |name: &str| columns.iter().rposition(|c| *c == name);
        let known = |name: &str| own.iter().position(|n| n == name).and_then(|i| at(columns[i]));
        let seen = |i: &usize| !wishes.ignored.iter().any(|name| *name == own[*i] || name == columns[*i]);
        let text: Vec<usize> = if wishes.text.is_empty() {
            ["topic", "title", "body"].into_iter().filter_map(known).filter(seen).collect()
        } else {
            wishes.text.iter().filter_map(|name| at(name)).filter(seen).collect()
        };
        let id = wishes.id.as_ref().map_or_else(|| known("id"), |name| at(name));
        Roles { text, id, date: known("date") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_text_name_and_date() {
        let columns = ["id", "headline", "text", "rubrik", "published", "text"];
        let roles = Roles::new(&columns, &Wishes::default());
        assert_eq!(roles, Roles { text: vec![3, 1, 5], id: Some(0), date: Some(4) });
        let wishes = Wishes { text: vec!["text".into()], id: Some("headline".into()), ..Wishes::default() };
        assert_eq!(Roles::new(&columns, &wishes), Roles { text: vec![5], id: Some(1), date: Some(4) });
        let wishes = Wishes { ignored: vec!["topic".into(), "headline".into()], ..Wishes::default() };
        assert_eq!(Roles::new(&columns, &wishes).text, [5]);
    }
}
