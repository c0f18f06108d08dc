//! HTML → lines, through a real tokenizer, with spans. No tree is built and nothing recurses.

mod draft;
pub(super) mod flow;
mod frame;
pub(super) mod open;
mod style;
mod tags;
mod units;

use html5gum::{DefaultEmitter, Spanned, StartTag, Token, Tokenizer};

use self::flow::Flow;
use self::frame::is_frame;
use self::open::Attributes;
use self::style::{Sheet, Style};
use super::charset::{declared, decode, mark_len};
use super::limits::reached;
use super::links::clean;
use super::reader::Fit;
use super::{Limits, Options, Raw, Sink, document};
use crate::error::Result;
use crate::model::{Document, Format, Line};

/// HTML says so in its first tag; fragments as mails and editors write them begin with a usual one.
pub(super) fn sniff(head: &[u8]) -> Fit {
    let text = String::from_utf8_lossy(&head[..head.len().min(2048)]).to_ascii_lowercase();
    let mut text = text.trim_start_matches('\u{feff}').trim_start();
    while let Some(rest) = text.strip_prefix("<!--").and_then(|t| t.split_once("-->")) {
        text = rest.1.trim_start();
    }
    let xml = text.starts_with("<?xml");
    let typical = [
        "<head", "<body", "<table", "<div", "<p>", "<p ", "<style", "<meta", "<center", "<h1", "<h2", "<article",
        "<ul", "<span",
    ];
    if text.starts_with("<!doctype html") || text.starts_with("<html") || xml && text.contains("<html") {
        Fit::Certain
    } else if typical.iter().any(|tag| text.starts_with(tag)) {
        Fit::Likely
    } else {
        Fit::No
    }
}

pub(super) fn read(raw: Raw, options: &Options, sink: &mut Sink) -> Result<()> {
    let charset = declared(&raw.bytes);
    let (source, text) = decode(raw, charset.as_deref(), options)?;
    sink.documents.push(parse(source, text, Format::Html, &options.limits)?);
    Ok(())
}

/// `text` as a document of lines.
pub(super) fn parse(source: String, text: String, format: Format, limits: &Limits) -> Result<Document> {
    let mut page = Page::new(Flow::new(&text, limits));
    let start = mark_len(&text);
    page.tokens(&text[start..], start);
    let title = page.title.split_whitespace().collect::<Vec<_>>().join(" ");
    let lines: Vec<Line> =
        page.flow.finish().ok_or_else(|| reached(&source, "lines", format!("has more than {} lines", limits.lines)))?;
    let title = (!title.is_empty()).then_some(title);
    Ok(Document { title, ..document(source, format, text, lines) })
}

/// The text that the HTML fragment `html` shows: one line a line, captions and rules left out.
pub(super) fn plain(html: &str) -> String {
    if !html.contains(['<', '&', '\n', '\u{a0}']) {
        return html.trim().to_owned();
    }
    let limits = Limits::default();
    let mut page = Page::new(Flow::new(html, &limits));
    page.tokens(html, 0);
    let lines = page.flow.finish().unwrap_or_default();
    let shown =
        |line: &Line| line.shown.as_deref().unwrap_or_else(|| html.get(line.span.clone()).unwrap_or("")).to_owned();
    lines.iter().filter(|l| !l.marks.caption && !l.marks.rule).map(shown).collect::<Vec<_>>().join("\n")
}

/// Tokens on their way into a flow.
pub(super) struct Page<'a> {
    pub(super) flow: Flow<'a>,
    pub(super) title: String,
    sheet: Sheet,
    /// The element whose content is dropped, and how often it is open in itself.
    dropping: Option<(&'static str, usize)>,
}

impl<'a> Page<'a> {
    pub(super) fn new(flow: Flow<'a>) -> Self {
        Page { flow, title: String::new(), sheet: Sheet::default(), dropping: None }
    }

    /// Feeds the markup `html`, which stands at the byte `base` of the flow's text.
    pub(super) fn tokens(&mut self, html: &str, base: usize) {
        let mut emitter = DefaultEmitter::<usize>::new_with_span();
        emitter.naively_switch_states(true);
        for token in Tokenizer::new_with_emitter(html, emitter) {
            let Ok(token) = token;
            match token {
                Token::StartTag(tag) => self.start(&tag, base),
                Token::EndTag(tag) => self.end(tags::known(&tag.name)),
                Token::String(text) => self.string(&text, base),
                Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
            }
        }
    }

    fn start(&mut self, tag: &StartTag<usize>, base: usize) {
        let name = tags::known(&tag.name);
        if let Some((dropped, open)) = &mut self.dropping {
            *open += usize::from(*dropped == name && !tag.self_closing);
            return;
        }
        if tags::is_dropped(name) {
            self.dropping = (!tag.self_closing || matches!(name, "script" | "style" | "title")).then_some((name, 1));
            return;
        }
        let (from, to) = (base + tag.span.start, base + tag.span.end);
        match name {
            "br" => self.flow.end_line(),
            "hr" => self.flow.rule(from, to),
            "img" => self.image(tag, from, to),
            _ if tags::is_void(name) => {}
            _ => self.flow.open(name, self.attributes(name, tag)),
        }
    }

    fn end(&mut self, name: &'static str) {
        match &mut self.dropping {
            Some((dropped, open)) if *dropped == name => {
                *open -= 1;
                if *open == 0 {
                    self.dropping = None;
                }
            }
            Some(_) => {}
            None if name == "br" => self.flow.end_line(),
            None if matches!(name, "body" | "html") => {}
            None => self.flow.close(name),
        }
    }

    fn string(&mut self, text: &Spanned<html5gum::HtmlString, usize>, base: usize) {
        let value = String::from_utf8_lossy(text);
        match self.dropping {
            Some(("title", _)) => self.title.push_str(&value),
            Some(("style", _)) => self.sheet.add(&value),
            Some(_) => {}
            None => self.flow.text(base + text.span.start, base + text.span.end, &value),
        }
    }

    fn image(&mut self, tag: &StartTag<usize>, from: usize, to: usize) {
        let attributes = self.attributes("img", tag);
        let side = |name: &str| attribute(tag, name).and_then(|v| v.trim().trim_end_matches("px").parse::<f32>().ok());
        if !attributes.look.hidden {
            self.flow.image(from, to, &attribute(tag, "alt").unwrap_or_default(), [side("width"), side("height")]);
        }
    }

    fn attributes(&self, name: &'static str, tag: &StartTag<usize>) -> Attributes {
        let parent = self.flow.look();
        let mut look = parent.child(name);
        if let Some(size) = attribute(tag, "size").filter(|_| name == "font").and_then(|v| style::font_tag_size(&v)) {
            look.size = size;
        }
        let styles = attribute(tag, "style").unwrap_or_default();
        let classes = attribute(tag, "class").unwrap_or_default();
        let id = attribute(tag, "id").unwrap_or_default();
        let ruled = self.sheet.style(name, &classes, &id);
        look = look.styled(ruled.then(Style::parse(&styles)), parent.size);
        look.hidden |= tag.attributes.contains_key(b"hidden".as_slice());
        look.hidden |= attribute(tag, "aria-hidden").is_some_and(|v| v.eq_ignore_ascii_case("true"));
        let href = attribute(tag, "href")
            .map(|url| clean(&url))
            .filter(|url| !url.is_empty() && !url.starts_with("javascript:"));
        let mut signature = class_signature(&classes);
        for (name, value) in style::declarations(&styles) {
            if matches!(name.as_str(), "font-size" | "font-weight" | "font-style" | "font" | "text-transform" | "color")
            {
                signature += &format!(";{name}:{value}");
            }
        }
        let frame = !matches!(name, "body" | "main" | "article")
            && (is_frame(&classes, &attribute(tag, "role").unwrap_or_default()) || is_frame(&id, ""));
        Attributes { href, look, signature, frame }
    }
}

fn attribute(tag: &StartTag<usize>, name: &str) -> Option<String> {
    tag.attributes.get(name.as_bytes()).map(|v| String::from_utf8_lossy(v).into_owned())
}

/// Class names in order, without digits and without those that number or alternate siblings.
fn class_signature(classes: &str) -> String {
    let mut names: Vec<String> = classes
        .split_ascii_whitespace()
        .map(|name| name.chars().filter(|c| !c.is_ascii_digit()).collect::<String>().to_ascii_lowercase())
        .filter(|name| !matches!(name.as_str(), "" | "odd" | "even" | "first" | "last" | "active"))
        .collect();
    names.sort_unstable();
    names.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(html: &str) -> Vec<(String, crate::model::Marks)> {
        let doc = parse("a.html".into(), html.into(), Format::Html, &Limits::default()).unwrap();
        doc.lines().iter().map(|l| (doc.shown(l).to_owned(), l.marks.clone())).collect()
    }

    #[test]
    fn the_pages_frame_is_marked() {
        let html = "<nav><a href=/>Home</a></nav><article>A<footer>by Ada</footer></article><footer>Imprint</footer>";
        let framed: Vec<_> = marks(html).into_iter().filter(|(_, m)| m.frame).map(|(shown, _)| shown).collect();
        assert_eq!(framed, ["Home", "Imprint"]);
        let html = "<body class=sidebar><p>A</p><aside>Search</aside><div id=comments><p>Well said</p></div>";
        let framed: Vec<_> = marks(html).into_iter().filter(|(_, m)| m.frame).map(|(shown, _)| shown).collect();
        assert_eq!(framed, ["Search", "Well said"]);
    }

    #[test]
    fn words_in_bold_lead_a_line() {
        let leads = |html| marks(html).into_iter().map(|(shown, m)| shown[m.lead].to_owned()).collect::<Vec<_>>();
        assert_eq!(leads("<p>· <b>New</b> <strong>bridge.</strong> It is <b>wide</b>.</p>"), ["New bridge."]);
        assert_eq!(leads("<p>It is <b>wide</b>.</p><p><b>Wide</b></p>"), ["", "Wide"]);
    }

    #[test]
    fn small_words_below_a_picture_are_its_caption() {
        let long = "The bridge is wide, and many people walk across it every single day of the year.";
        let page = |words: &str| format!("<img src=a.jpg alt=''><p style='font-size:10px'>{words}</p><p>{long}</p>");
        let captions = |words: &str| marks(&page(words)).iter().filter(|(_, m)| m.caption).count();
        assert_eq!(captions("The bridge before it was built"), 1);
        assert_eq!((captions("On bridges"), captions("Notes on bridges, 3 May 2026")), (0, 0));
    }
}
