//! What the HTML standard says of tags, as far as lines care.

use rapidhash::v3::{RapidSecrets, rapidhash_v3_seeded};

/// The tags that mean something here; all others are alike.
const KNOWN: [&str; 89] = [
    "a",
    "address",
    "area",
    "article",
    "aside",
    "b",
    "base",
    "big",
    "blockquote",
    "body",
    "br",
    "button",
    "canvas",
    "caption",
    "center",
    "col",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "frame",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "legend",
    "li",
    "link",
    "listing",
    "main",
    "math",
    "menu",
    "meta",
    "nav",
    "object",
    "ol",
    "option",
    "p",
    "param",
    "pre",
    "script",
    "search",
    "section",
    "select",
    "small",
    "source",
    "span",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "track",
    "u",
    "ul",
    "wbr",
];

/// The tag's name; unknown ones share one.
pub(super) fn known(name: &[u8]) -> &'static str {
    KNOWN.binary_search_by(|k| k.as_bytes().cmp(name)).map_or("other", |i| KNOWN[i])
}

/// Without content and end tag.
pub(super) fn is_void(tag: &str) -> bool {
    matches!(
        tag,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "frame"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// With content that is no text of the page.
pub(super) fn is_dropped(tag: &str) -> bool {
    matches!(
        tag,
        "script"
            | "style"
            | "title"
            | "template"
            | "textarea"
            | "select"
            | "svg"
            | "math"
            | "iframe"
            | "object"
            | "canvas"
    )
}

/// Begins and ends a line.
pub(super) fn is_block(tag: &str) -> bool {
    matches!(
        tag,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "head"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "listing"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "option"
            | "p"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
    )
}

/// Counted where it repeats among its siblings: what layouts set one item in.
pub(super) fn is_unit(tag: &str) -> bool {
    matches!(tag, "article" | "div" | "li" | "section" | "table" | "td" | "tr" | "dt" | "dd")
}

/// Heading level 1 to 6, else 0.
pub(super) fn heading(tag: &str) -> u8 {
    match tag.as_bytes() {
        [b'h', level @ b'1'..=b'6'] => level - b'0',
        _ => 0,
    }
}

/// The open element that a start tag ends without an end tag, if it is open inside the returned borders.
pub(super) fn implied_end(tag: &str) -> &'static [&'static str] {
    match tag {
        "li" => &["li"],
        "dt" | "dd" => &["dt", "dd"],
        "td" | "th" => &["td", "th"],
        "tr" => &["tr"],
        "tbody" | "thead" | "tfoot" => &["tbody", "thead", "tfoot"],
        "option" => &["option"],
        "a" => &["a"],
        "body" => &["head"],
        _ if is_block(tag) => &["p"],
        _ => &[],
    }
}

/// True where an open `element` keeps the end of `tag` from reaching what is around it.
pub(super) fn is_border(element: &str, tag: &str) -> bool {
    match tag {
        "table" | "body" | "html" => false,
        "tr" | "td" | "th" | "tbody" | "thead" | "tfoot" | "caption" => element == "table",
        "li" => matches!(element, "ul" | "ol" | "menu" | "dir" | "td" | "th" | "table"),
        "dt" | "dd" => matches!(element, "dl" | "td" | "th" | "table"),
        _ => matches!(element, "td" | "th" | "table" | "caption"),
    }
}

/// The hash of a path: that of the path around it, the tag and its signature. Frozen seeds: equal in every run.
pub(super) fn mix(around: u64, tag: &str, signature: &str) -> u64 {
    let secrets = RapidSecrets::seed(around);
    rapidhash_v3_seeded(tag.as_bytes(), &secrets) ^ rapidhash_v3_seeded(signature.as_bytes(), &secrets).rotate_left(32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_sorted_and_known() {
        assert!(KNOWN.is_sorted());
        assert_eq!(known(b"td"), "td");
        assert_eq!(known(b"o:p"), "other");
        assert_eq!(heading("h3"), 3);
        assert_eq!(heading("hr"), 0);
    }
}
