//! Field names of records → the names that items have.

/// Own names and those that tables and feeds use for them, German and English, best first.
const NAMES: [(&str, &[&str]); 9] = [
    ("id", &["id", "guid", "uuid", "item_id", "_id"]),
    ("kind", &["kind", "type", "art"]),
    ("topic", &["topic", "category", "rubrik", "section", "ressort", "thema", "kategorie", "chapter"]),
    ("title", &["title", "headline", "überschrift", "ueberschrift", "titel", "betreff", "subject"]),
    (
        "date",
        &[
            "date",
            "published",
            "date_published",
            "pubdate",
            "published_at",
            "datum",
            "veröffentlicht",
            "timestamp",
            "created_at",
            "time",
        ],
    ),
    ("end_date", &["end_date", "enddatum", "bis"]),
    ("place", &["place", "location", "ort", "venue"]),
    ("url", &["url", "link", "href", "external_url", "permalink"]),
    (
        "body",
        &[
            "body",
            "text",
            "content",
            "content_text",
            "inhalt",
            "description",
            "beschreibung",
            "teaser",
            "abstract",
            "summary",
            "snippet",
        ],
    ),
];

/// Renames the columns of one shape of records; made once a table, or once a record where each has its own names.
#[derive(Clone, Debug)]
pub struct Names {
    wished: Vec<(String, String)>,
}

impl Names {
    /// Names with the user's wishes: pairs of own and input's name, which go before the common ones.
    pub fn new(wished: &[(String, String)]) -> Self {
        Names { wished: wished.to_vec() }
    }

    /// The names for `columns`, in the same order. Each own name is given once, to the wished column or else the best
    /// known one, whatever its case; other columns keep their names, with `_2` where that name was given away.
    pub fn map(&self, columns: &[&str]) -> Vec<String> {
        let mut names: Vec<Option<&str>> = vec![None; columns.len()];
        for (own, theirs) in &self.wished {
            if let Some(i) = columns.iter().position(|c| c == theirs) {
                names[i] = Some(own);
            }
        }
        for (own, known) in NAMES {
            if self.wished.iter().any(|(wished, theirs)| wished == own && columns.contains(&theirs.as_str())) {
                continue;
            }
            let column =
                known.iter().find_map(|k| (0..columns.len()).find(|&i| names[i].is_none() && same(columns[i], k)));
            if let Some(i) = column {
                names[i] = Some(own);
            }
        }
        let given = |name: &str| names.iter().flatten().any(|n| *n == name);
        let keep = |column: &&str| if given(column) { format!("{column}_2") } else { (*column).to_owned() };
        names.iter().zip(columns).map(|(name, column)| name.map_or_else(|| keep(column), str::to_owned)).collect()
    }
}

fn same(column: &str, known: &str) -> bool {
    let column = column.trim();
    column.eq_ignore_ascii_case(known) || !column.is_ascii() && column.to_lowercase() == known
}

/// True where one of `columns` has a name that is known here: a header, most likely.
pub fn any_known<'a>(columns: impl IntoIterator<Item = &'a str>) -> bool {
    columns.into_iter().any(|c| NAMES.iter().any(|(_, known)| known.iter().any(|k| same(c, k))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_each_own_name_once_to_the_best() {
        let names = Names::new(&[]);
        assert_eq!(names.map(&["Überschrift", "teaser", "Text", "Farbe"]), ["title", "teaser", "body", "Farbe"]);
        assert_eq!(names.map(&["headline", "title"]), ["headline", "title"]);
        assert_eq!(names.map(&["LINK", "published"]), ["url", "date"]);
    }

    #[test]
    fn wishes_go_first() {
        let names = Names::new(&[("title".into(), "headline".into()), ("farbe".into(), "f".into())]);
        assert_eq!(names.map(&["title", "headline", "f"]), ["title_2", "title", "farbe"]);
        assert_eq!(names.map(&["title"]), ["title"]);
    }
}
