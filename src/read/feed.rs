//! RSS 2.0, RSS 1.0 and Atom: one entry an `<item>` or `<entry>`, with the bytes it stands in.
//!
//! One pass over the events of a pull parser gives fields and spans at once; nesting is only counted.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::resolve_html5_entity;
use quick_xml::events::{BytesStart, Event};

use super::charset::{declared, decode, mark_len};
use super::dates::day;
use super::html::plain;
use super::limits::reached;
use super::reader::Fit;
use super::{Options, Raw, Sink, document};
use crate::error::{Error, Result};
use crate::model::{Content, Document, Entry, Format};

/// The root element says it.
pub(super) fn sniff(head: &[u8]) -> Fit {
    let text = String::from_utf8_lossy(&head[..head.len().min(4096)]);
    let roots = ["<rss", "<rdf:RDF", "<feed", "<atom:feed"];
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if start.starts_with('<') && !start.starts_with("<!DOCTYPE html") && roots.iter().any(|root| text.contains(root)) {
        Fit::Certain
    } else {
        Fit::No
    }
}

pub(super) fn read(raw: Raw, options: &Options, sink: &mut Sink) -> Result<()> {
    let charset = declared(&raw.bytes);
    let (source, text) = decode(raw, charset.as_deref(), options)?;
    let mut feed = Feed::new(&text, options);
    let stopped = feed.events();
    if feed.entries.is_empty() && feed.title.is_none() && stopped.is_ok() {
        return Err(Error::input(source, "holds no feed").way_out("force another format with --from"));
    }
    sink.errors.extend(stopped.err().map(|e| e.in_source(&source)));
    let Feed { title, date, entries, .. } = feed;
    let content = Content::Entries(entries);
    let date = date.as_deref().and_then(day);
    sink.documents.push(Document { title, date, content, ..document(source, Format::Feed, text, Vec::new()) });
    Ok(())
}

/// A feed's elements and the fields they are read as, best first where several stand for one field.
const FIELDS: [(&str, &str); 16] = [
    ("guid", "id"),
    ("id", "id"),
    ("title", "title"),
    ("link", "url"),
    ("pubDate", "date"),
    ("published", "date"),
    ("dc:date", "date"),
    ("updated", "date"),
    ("lastBuildDate", "date"),
    ("description", "body"),
    ("summary", "body"),
    ("content:encoded", "body"),
    ("content", "body"),
    ("category", "topic"),
    ("dc:subject", "topic"),
    ("dcterms:subject", "topic"),
];

/// The item that is open.
struct Item {
    start: usize,
    depth: usize,
    /// Rank in [`FIELDS`] and value of what was found.
    found: Vec<(usize, String)>,
    permalink: bool,
}

/// The field that is open: its rank, where its content begins, how deep it stands, and its text so far.
struct Value {
    rank: usize,
    from: usize,
    depth: usize,
    text: String,
    /// It holds elements: XHTML inside Atom.
    markup: bool,
}

struct Feed<'a> {
    text: &'a str,
    options: &'a Options,
    title: Option<String>,
    date: Option<String>,
    entries: Vec<Entry>,
    item: Option<Item>,
    value: Option<Value>,
    depth: usize,
    counted: (usize, u32),
}

impl<'a> Feed<'a> {
    fn new(text: &'a str, options: &'a Options) -> Self {
        let (title, date, item, value) = (None, None, None, None);
        Feed { text, options, title, date, entries: Vec::new(), item, value, depth: 0, counted: (0, 1) }
    }

    /// Goes through all events. An error ends the feed; what came before it is kept.
    fn events(&mut self) -> Result<()> {
        let start = mark_len(self.text);
        let mut reader = Reader::from_str(&self.text[start..]);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        loop {
            let from = start + reader.buffer_position() as usize;
            let event = reader.read_event();
            let to = start + reader.buffer_position() as usize;
            match event {
                Ok(Event::Start(tag)) => {
                    self.depth += 1;
                    self.start(&tag, from, to);
                }
                Ok(Event::Empty(tag)) => self.empty(&tag),
                Ok(Event::End(tag)) => {
                    self.end(tag.local_name().as_ref(), from, to)?;
                    self.depth = self.depth.saturating_sub(1);
                }
                Ok(Event::Text(text)) => self.push(&text.xml10_content()),
                Ok(Event::CData(text)) => self.push(&text.xml10_content()),
                Ok(Event::GeneralRef(name)) => {
                    let character = name.resolve_char_ref().ok().flatten().map(|c| Cow::Owned(c.to_string()));
                    let raw = name.xml10_content();
                    let known = || resolve_html5_entity(&raw).map(Cow::Borrowed);
                    self.push(&character.or_else(known).unwrap_or_else(|| Cow::Owned(format!("&{raw};"))));
                }
                Ok(Event::Eof) => return self.unfinished(),
                Ok(_) => {}
                Err(why) => {
                    let at = start + reader.error_position() as usize;
                    let line = self.line(at.min(self.text.len()));
                    return Err(Error::record("", format!("the feed breaks off: {why}")).at_line(u64::from(line)));
                }
            }
        }
    }

    fn unfinished(&self) -> Result<()> {
        match &self.item {
            Some(_) => Err(Error::record("", "the feed ends inside an item").way_out("fetch it again")),
            None => Ok(()),
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>, from: usize, to: usize) {
        if let Some(value) = &mut self.value {
            value.markup = true;
            return;
        }
        if matches!(tag.local_name().as_ref(), "item" | "entry") && self.item.is_none() {
            let about = attribute(tag, "rdf:about").map(|id| (0, id));
            self.item =
                Some(Item { start: from, depth: self.depth, found: about.into_iter().collect(), permalink: true });
            return;
        }
        // The fields of an item stand in it; those of a feed in <channel> or <feed>, so at most two deep.
        let place = self.item.as_ref().map_or(self.depth <= 3, |item| self.depth == item.depth + 1);
        if let Some(rank) = rank(tag).filter(|_| place) {
            if tag.name().as_ref() == "guid" && attribute(tag, "isPermaLink").is_some_and(|v| v == "false") {
                self.item.iter_mut().for_each(|item| item.permalink = false);
            }
            self.empty(tag);
            self.value = Some(Value { rank, from: to, depth: self.depth, text: String::new(), markup: false });
        }
    }

    /// Fields that stand in attributes: Atom's links and categories.
    fn empty(&mut self, tag: &BytesStart<'_>) {
        let Some(item) = self.item.as_mut().filter(|_| self.value.is_none()) else { return };
        let Some(rank) = rank(tag) else { return };
        let value = match FIELDS[rank].1 {
            "url" if attribute(tag, "rel").is_none_or(|rel| rel == "alternate") => attribute(tag, "href"),
            "topic" => attribute(tag, "label").or_else(|| attribute(tag, "term")),
            _ => None,
        };
        item.found.extend(value.map(|v| (rank, v)));
    }

    fn push(&mut self, text: &str) {
        if let Some(value) = &mut self.value {
            value.text.push_str(text);
        }
    }

    fn end(&mut self, local: &str, from: usize, to: usize) -> Result<()> {
        if let Some(value) = self.value.take_if(|v| v.depth >= self.depth) {
            let text = if value.markup { self.text.get(value.from..from).unwrap_or("").to_owned() } else { value.text };
            self.take(value.rank, text);
        }
        if matches!(local, "item" | "entry")
            && let Some(item) = self.item.take()
        {
            self.value = None;
            self.depth = item.depth;
            self.finish(item, to)?;
        }
        Ok(())
    }

    fn take(&mut self, rank: usize, text: String) {
        if text.trim().is_empty() {
            return;
        }
        match (&mut self.item, FIELDS[rank].1) {
            (Some(item), _) => item.found.push((rank, text)),
            (None, "title") if self.title.is_none() => self.title = Some(one_line(&text)),
            (None, "date") => self.date = Some(text),
            (None, _) => {}
        }
    }

    fn finish(&mut self, item: Item, end: usize) -> Result<()> {
        let most = self.options.limits.records;
        let lines = (self.line(item.start), self.line(end));
        if self.entries.len() == most {
            return Err(reached("", "records", format!("has more than {most} entries")).at_line(u64::from(lines.0)));
        }
        let mut fields: Vec<(String, String)> = Vec::new();
        for name in ["id", "title", "url", "date", "body", "topic"] {
            let best = item.found.iter().filter(|(rank, _)| FIELDS[*rank].1 == name).min_by_key(|(rank, _)| *rank);
            if let Some((_, value)) = best {
                fields.push((name.to_owned(), readable(name, value)));
            }
        }
        if item.permalink
            && !fields.iter().any(|(name, _)| name == "url")
            && let Some((_, id)) = fields.iter().find(|(name, id)| name == "id" && id.starts_with("http"))
        {
            fields.push(("url".to_owned(), super::links::clean(id)));
        }
        let number = self.entries.len() as u32 + 1;
        self.entries.push(Entry { span: item.start..end, lines, number, fields });
        Ok(())
    }

    /// The line of the byte `at`, which hardly ever goes back.
    fn line(&mut self, at: usize) -> u32 {
        let (from, line) = if at < self.counted.0 { (0, 1) } else { self.counted };
        let between = self.text.as_bytes().get(from..at).unwrap_or(&[]);
        self.counted = (at, line + memchr::memchr_iter(b'\n', between).count() as u32);
        self.counted.1
    }
}

/// The field that an element is, by its name; prefixes other than those in the table belong to other vocabularies.
fn rank(tag: &BytesStart<'_>) -> Option<usize> {
    let name = tag.name();
    let name = name.as_ref();
    let name = name.strip_prefix("atom:").filter(|n| *n != "link").unwrap_or(name);
    FIELDS.iter().position(|(known, _)| *known == name)
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let raw = tag.html_attributes().with_checks(false).flatten().find(|a| a.key.as_ref() == name)?;
    Some(plain(&raw.value))
}

/// A field's value as a person reads it.
fn readable(name: &str, value: &str) -> String {
    match name {
        "url" => super::links::clean(value),
        "date" => day(value).map_or_else(|| value.trim().to_owned(), |d| d.to_string()),
        "body" => plain(value),
        "id" => value.trim().to_owned(),
        _ => one_line(value),
    }
}

fn one_line(value: &str) -> String {
    plain(value).replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use crate::model::{Content, Document, Format};
    use crate::read::{Options, read_bytes};

    fn feed(text: &str) -> (Document, Vec<String>) {
        let (mut documents, errors) = read_bytes("-", text.as_bytes().to_vec(), &Options::default());
        assert_eq!(documents[0].format, Format::Feed);
        (documents.remove(0), errors.iter().map(ToString::to_string).collect())
    }

    fn seen(text: &str) -> String {
        let (document, errors) = feed(text);
        let Content::Entries(entries) = &document.content else { panic!("no entries") };
        let mut seen = format!("{:?} {:?}\n", document.title, document.date.map(|d| d.to_string()));
        for entry in entries {
            let raw = &document.text[entry.span.clone()];
            assert!(raw.starts_with('<') && raw.ends_with('>') && !entry.fields.is_empty());
            seen += &format!("{:?}", entry.lines);
            entry.fields.iter().for_each(|(name, value)| seen += &format!(" {name}={value:?}"));
            seen.push('\n');
        }
        seen + &errors.join("\n")
    }

    #[test]
    fn rss_2() {
        let text = "<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel><title>Amt &amp; Blatt</title><link>https://a.de</link>\n<pubDate>Mon, 02 Jun 2025 08:00:00 GMT</pubDate>\n<item><title><![CDATA[Bad öffnet]]></title><description>&lt;p&gt;Am &lt;b&gt;Montag&lt;/b&gt;.&lt;/p&gt;&lt;p&gt;Um acht.&lt;/p&gt;</description><media:title xmlns:media=\"m\">Bild</media:title>\n<guid isPermaLink=\"true\">https://a.de/1?utm_source=x</guid><category>Sport</category><category>Ort</category></item>\n<item><title>Zwei</title><link>https://a.de/2</link><guid isPermaLink=\"false\">nr-2</guid><pubDate>Fri, 18 Jul 2025 00:00:00 GMT</pubDate><content:encoded><![CDATA[Voll]]></content:encoded></item>\n</channel></rss>";
        insta::assert_snapshot!(seen(text), @r#"
        Some("Amt & Blatt") Some("2025-06-02")
        (4, 5) id="https://a.de/1?utm_source=x" title="Bad öffnet" body="Am Montag.\nUm acht." topic="Sport" url="https://a.de/1"
        (6, 6) id="nr-2" title="Zwei" url="https://a.de/2" date="2025-07-18" body="Voll"
        "#);
    }

    #[test]
    fn atom_and_rss_1() {
        let atom = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title type=\"html\">Rat &amp;amp; Haus</title><updated>2025-06-02T08:00:00Z</updated><entry><id>urn:1</id><title>Eins</title><link rel=\"self\" href=\"https://a.de/self\"/><link href=\"https://a.de/1?a=1&amp;b=2\"/><published>2025-06-01T08:00:00Z</published><updated>2025-06-02T08:00:00Z</updated><content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Ein <b>Satz</b>.</p></div></content><category term=\"ort\" label=\"Ort\"/><source><id>urn:other</id><title>Fremd</title></source></entry></feed>";
        let rss1 = "<rdf:RDF xmlns:rdf=\"r\" xmlns:dc=\"d\"><channel rdf:about=\"c\"><title>Kanal</title></channel>\n<item rdf:about=\"https://a.de/9\"><title>Neun</title><link>https://a.de/9</link><dc:date>2025-03-01</dc:date></item></rdf:RDF>";
        insta::assert_snapshot!(seen(atom) + "\n" + &seen(rss1), @r#"
        Some("Rat & Haus") Some("2025-06-02")
        (1, 1) id="urn:1" title="Eins" url="https://a.de/1?a=1&b=2" date="2025-06-01" body="Ein Satz." topic="Ort"

        Some("Kanal") None
        (2, 2) id="https://a.de/9" title="Neun" url="https://a.de/9" date="2025-03-01"
        "#);
    }

    #[test]
    fn what_stands_before_a_break_is_kept() {
        let text = "<rss><channel><title>T</title><item><title>Eins</title></item>\n<item><title>Zwei</title><link <</item></channel></rss>";
        let (document, errors) = feed(text);
        assert!(matches!(&document.content, Content::Entries(e) if !e.is_empty()));
        assert_eq!(errors.len(), 1, "{errors:?}");
        let (document, errors) = feed("<rss><channel><item><title>Eins</title></item><item><title>Zw");
        assert!(matches!(&document.content, Content::Entries(e) if e.len() == 1));
        assert_eq!(errors.len(), 1, "{errors:?}");
    }
}
