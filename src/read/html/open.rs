use std::collections::HashMap;

use super::style::Look;
use super::tags;

/// Attributes of a start tag that lines care for.
#[derive(Debug, Default)]
pub(in crate::read) struct Attributes {
    /// The address of a link, cleaned.
    pub(in crate::read) href: Option<String>,
    /// The look that attributes give to the element, over that of its parent.
    pub(in crate::read) look: Look,
    /// Class names and styles, normalised so that they are equal for elements of one kind.
    pub(in crate::read) signature: String,
    /// It calls itself something that stands around a page's content.
    pub(in crate::read) frame: bool,
}

/// An open element.
pub(super) struct Open {
    pub(super) tag: &'static str,
    pub(super) look: Look,
    /// Hash of the tags and signatures from the root to here.
    pub(super) path: u64,
    pub(super) heading: u8,
    pub(super) list_item: bool,
    pub(super) caption: bool,
    /// In what stands around the page's content: its navigation, foot, side column, comments.
    pub(super) frame: bool,
    /// In an article, whose foot is not the page's.
    article: bool,
    pub(super) pre: bool,
    /// Ends the line when it closes.
    pub(super) block: bool,
    /// The innermost unit at or around this element.
    pub(super) unit: Option<u32>,
    /// Group number of each kind of unit among the children.
    pub(super) children: HashMap<u64, u32>,
    pub(super) href: Option<String>,
}

impl Open {
    /// The element `tag` inside `around`.
    pub(super) fn inside(around: Option<&Open>, tag: &'static str, attributes: Attributes, block: bool) -> Self {
        let around_path = around.map_or(0, |o| o.path);
        // Without a style of its own, whether a line begins with a link says nothing of the line's place.
        let plain = matches!(tag, "a" | "span" | "font" | "other") && attributes.signature.is_empty();
        let level = tags::heading(tag);
        let article = around.is_some_and(|o| o.article);
        Open {
            tag,
            look: attributes.look,
            path: if plain { around_path } else { tags::mix(around_path, tag, &attributes.signature) },
            heading: if level > 0 { level } else { around.map_or(0, |o| o.heading) },
            list_item: tag == "li" || tag != "td" && around.is_some_and(|o| o.list_item),
            caption: matches!(tag, "figcaption" | "caption") || around.is_some_and(|o| o.caption),
            frame: attributes.frame
                || tag == "nav"
                || matches!(tag, "footer" | "aside") && !article
                || around.is_some_and(|o| o.frame),
            article: article || matches!(tag, "article" | "section" | "blockquote" | "li"),
            pre: matches!(tag, "pre" | "listing") || around.is_some_and(|o| o.pre),
            block,
            unit: around.and_then(|o| o.unit),
            children: HashMap::new(),
            href: attributes.href.filter(|_| tag == "a"),
        }
    }
}
