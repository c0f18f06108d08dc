//! Markdown → lines: each block one line, a paragraph's lines joined as they are when it is set.
//!
//! Events go through the same flow of elements as HTML, so that inline HTML needs no rules of its own.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Options as Syntax, Parser, Tag, TagEnd};

use super::charset::{decode, mark_len};
use super::html::Page;
use super::html::flow::Flow;
use super::html::open::Attributes;
use super::limits::reached;
use super::links::clean;
use super::reader::Fit;
use super::{Options, Raw, Sink, document};
use crate::error::Result;
use crate::model::{Document, Format};

/// Front matter, or at least two different signs of Markdown: any text is valid Markdown, and many a plain text has one.
pub(super) fn sniff(head: &[u8]) -> Fit {
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start_matches('\u{feff}');
    let heading = opening(text, "#").any(|l| l.trim_start_matches('#').starts_with(' '));
    let fenced = opening(text, "```").next().is_some();
    let signs = [heading, fenced, text.contains("](http"), text.matches("**").count() > 3];
    if front_matter(text).is_some() || signs.iter().filter(|s| **s).count() > 1 { Fit::Likely } else { Fit::Possible }
}

/// The lines of `text` that begin with `sign`, each with all that stands behind it.
fn opening<'t>(text: &'t str, sign: &str) -> impl Iterator<Item = &'t str> {
    let begins = |at: &usize| *at == 0 || text.as_bytes()[at - 1] == b'\n';
    memchr::memmem::find_iter(text.as_bytes(), sign.as_bytes()).filter(begins).map(|at| &text[at..])
}

pub(super) fn read(raw: Raw, options: &Options, sink: &mut Sink) -> Result<()> {
    let (source, text) = decode(raw, None, options)?;
    let start = mark_len(&text);
    let head = front_matter(&text[start..]);
    let body = start + head.as_ref().map_or(0, |h| h.len);
    let mut setter =
        Setter { page: Page::new(Flow::new(&text, &options.limits)), text: &text, base: body, image: None };
    let syntax = Syntax::ENABLE_TABLES
        | Syntax::ENABLE_STRIKETHROUGH
        | Syntax::ENABLE_TASKLISTS
        | Syntax::ENABLE_HEADING_ATTRIBUTES;
    for (event, range) in Parser::new_ext(&text[body..], syntax).into_offset_iter() {
        setter.event(event, range.start + body..range.end + body);
    }
    let most = options.limits.lines;
    let lines =
        setter.page.flow.finish().ok_or_else(|| reached(&source, "lines", format!("has more than {most} lines")))?;
    let (title, date) = head.map_or((None, None), |h| (h.title, h.date));
    let date = date.and_then(|d| d.parse().ok());
    sink.documents.push(Document { title, date, ..document(source, Format::Markdown, text, lines) });
    Ok(())
}

/// What stands between two `---` lines (YAML) or two `+++` lines (TOML) at the start.
struct FrontMatter {
    len: usize,
    title: Option<String>,
    date: Option<String>,
}

/// The front matter at the start of `text`: `key: value` or `key = value` lines. What is nested in them is passed over.
fn front_matter(text: &str) -> Option<FrontMatter> {
    let mut found = FrontMatter { len: 0, title: None, date: None };
    let toml = text.starts_with("+++");
    for (i, line) in text.split_inclusive('\n').enumerate() {
        found.len += line.len();
        let line = line.trim_end();
        match (i, line) {
            (0, "---" | "+++") => {}
            (0, _) | (1, "") => return None,
            (_, "---" | "...") if !toml => return (i > 1).then_some(found),
            (_, "+++") if toml => return (i > 1).then_some(found),
            _ => {
                if let Some((key, value)) = line.split_once(if toml { '=' } else { ':' }) {
                    let value = Some(unquoted(value.trim())).filter(|v| !v.is_empty());
                    match key.trim_end() {
                        "title" => found.title = value,
                        "date" => found.date = value,
                        _ => {}
                    }
                }
            }
        }
    }
    None
}

fn unquoted(value: &str) -> String {
    let quoted = |q: char| value.strip_prefix(q).and_then(|v| v.strip_suffix(q));
    quoted('"').or_else(|| quoted('\'')).unwrap_or(value).to_owned()
}

/// Sets events into lines.
struct Setter<'a> {
    page: Page<'a>,
    text: &'a str,
    /// Where the Markdown begins in the text.
    base: usize,
    /// The replacement text of the image that is open.
    image: Option<String>,
}

impl Setter<'_> {
    fn event(&mut self, event: Event<'_>, at: Range<usize>) {
        if let Some(alt) = &mut self.image {
            match event {
                Event::Text(text) | Event::Code(text) => alt.push_str(&text),
                Event::SoftBreak | Event::HardBreak => alt.push(' '),
                Event::End(TagEnd::Image) => {
                    let alt = self.image.take().unwrap_or_default();
                    self.page.flow.image(at.start, at.end, &alt, [None, None]);
                }
                _ => {}
            }
            return;
        }
        match event {
            Event::Start(Tag::HtmlBlock) => self.html(at),
            Event::Start(Tag::Image { .. }) => self.image = Some(String::new()),
            Event::Start(tag) => self.start(tag),
            Event::End(end) => {
                if let Some(name) = element(&end) {
                    self.page.flow.close(name);
                }
            }
            Event::Text(text) if is_instruction(&text) => {}
            Event::Text(text) => self.page.flow.text(at.start, at.end, &text),
            Event::Code(text) => self.page.flow.text(at.start, at.end, &text),
            Event::InlineHtml(_) => self.html(at),
            // A strong line over others is a title that the author did not part from its text.
            Event::SoftBreak if self.page.flow.strong_so_far() => self.page.flow.end_line(),
            Event::SoftBreak => self.page.flow.text(at.start, at.end, " "),
            Event::HardBreak => self.page.flow.end_line(),
            Event::Rule => self.page.flow.rule(at.start, at.end),
            // The lines of an HTML block came with its start; the rest has no text.
            _ => {}
        }
    }

    fn html(&mut self, at: Range<usize>) {
        let text = self.text;
        self.page.tokens(&text[at.clone()], at.start.max(self.base));
    }

    fn start(&mut self, tag: Tag<'_>) {
        let href = match &tag {
            Tag::Link { dest_url, .. } => address(dest_url),
            _ => None,
        };
        if let Some(name) = element(&tag.to_end()) {
            let look = self.page.flow.look().child(name);
            self.page.flow.open(name, Attributes { href, look, ..Attributes::default() });
        }
    }
}

/// Attributes and commands for the program that sets the page: "{: .button }", "{% include a.md %}".
fn is_instruction(text: &str) -> bool {
    let text = text.trim();
    text.starts_with("{:") && text.ends_with('}') || text.starts_with("{%") && text.ends_with("%}")
}

fn address(url: &CowStr<'_>) -> Option<String> {
    Some(clean(url)).filter(|url| !url.is_empty())
}

/// The HTML element that stands for a Markdown one.
fn element(tag: &TagEnd) -> Option<&'static str> {
    Some(match tag {
        TagEnd::Paragraph => "p",
        TagEnd::Heading(level) => ["h1", "h2", "h3", "h4", "h5", "h6"][*level as usize - 1],
        TagEnd::BlockQuote(_) => "blockquote",
        TagEnd::CodeBlock => "pre",
        TagEnd::List(true) => "ol",
        TagEnd::List(false) => "ul",
        TagEnd::Item => "li",
        TagEnd::Table => "table",
        TagEnd::TableHead | TagEnd::TableRow => "tr",
        TagEnd::TableCell => "td",
        TagEnd::Emphasis => "em",
        TagEnd::Strong => "strong",
        TagEnd::Link => "a",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::read_bytes;

    fn lines(text: &str) -> Vec<String> {
        let options = Options { from: Some(Format::Markdown), ..Options::default() };
        let (documents, errors) = read_bytes("a.md", text.as_bytes().to_vec(), &options);
        assert!(errors.is_empty(), "{errors:?}");
        let mark = |on: bool, name: &str| if on { format!(" {name}") } else { String::new() };
        let d = &documents[0];
        d.lines()
            .iter()
            .map(|l| {
                let links: String =
                    l.marks.links.iter().map(|k| format!(" [{}→{}]", &d.shown(l)[k.range.clone()], k.url)).collect();
                let m = &l.marks;
                let marks = mark(m.list_item, "li")
                    + &mark(m.strong, "strong")
                    + &mark(m.rule, "rule")
                    + &mark(m.caption, "caption");
                format!("{} h{}{marks}: {}{links}", l.number, m.heading, d.shown(l))
            })
            .collect()
    }

    #[test]
    fn blocks_are_lines() {
        let text = "---\ntitle: \"Rathaus: aktuell\"\n---\n# Brief\n\nHallo\nWelt &amp; *alle*.  \nNeu\n\n* eins\n* <a href=\"https://a.de/?utm_source=x\">zwei</a> drei\n\n---\n\n### [Titel](https://b.de)von X [![Bild](c.png)](d)\n**Kopf**\nText\n\n![Ein Rathaus](r.png)\n";
        insta::assert_snapshot!(lines(text).join("\n"), @r"
        4 h1: Brief
        6 h0: Hallo Welt & alle.
        8 h0: Neu
        10 h0 li: eins
        11 h0 li: zwei drei [zwei→https://a.de/]
        13 h0 rule: 
        15 h3: Titelvon X [Titel→https://b.de]
        16 h0 strong: Kopf
        17 h0: Text
        19 h0 caption: Ein Rathaus
        ");
    }

    #[test]
    fn reads_front_matter_only_at_the_start() {
        let matter = front_matter("---\ntitle: 'x'\ndate: 2025-06-05\n---\nrest").unwrap();
        assert_eq!((matter.title.as_deref(), matter.date.as_deref(), matter.len), (Some("x"), Some("2025-06-05"), 36));
        assert!(front_matter("---\n\nText\n---\n").is_none());
        assert!(front_matter("---\ntitle: x\n").is_none());
        assert!(front_matter("Text\n---\n").is_none());
    }
}
