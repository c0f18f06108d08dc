//! A JSON array of records, as `jq` and many interfaces of the web give it: one entry an object.

use serde_json::value::RawValue;

use super::charset::{decode, mark_len};
use super::reader::Fit;
use super::{Options, Raw, Sink, document, jsonfeed};
use crate::error::{Error, Result};
use crate::model::{Content, Document, Format};

/// An array that begins with an object.
pub(super) fn sniff(head: &[u8]) -> Fit {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let inner = head.trim_ascii_start().strip_prefix(b"[").map(<[u8]>::trim_ascii_start);
    let object = inner.and_then(|i| i.strip_prefix(b"{")).map(<[u8]>::trim_ascii_start);
    if object.is_some_and(|o| o.starts_with(b"\"") || o.starts_with(b"}")) { Fit::Certain } else { Fit::No }
}

pub(super) fn read(raw: Raw, options: &Options, sink: &mut Sink) -> Result<()> {
    let (source, text) = decode(raw, None, options)?;
    let items: Vec<&RawValue> = serde_json::from_str(&text[mark_len(&text)..]).map_err(|why| {
        Error::input(&source, format!("is not a JSON array of objects: {why}"))
            .at_line(why.line() as u64)
            .way_out("mend it or force --from")
    })?;
    let content = Content::Entries(jsonfeed::entries(&source, &text, &items, options, sink));
    sink.documents.push(Document { content, ..document(source, Format::Json, text, Vec::new()) });
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::model::{Content, Format};
    use crate::read::{Options, read_bytes};

    #[test]
    fn objects_of_an_array_are_entries() {
        let text = "[\n  {\"headline\": \"Eins\", \"n\": 1},\n  7,\n  {\"title\": \"Zwei\"}\n]\n";
        let (documents, errors) = read_bytes("a.txt", text.as_bytes().to_vec(), &Options::default());
        assert_eq!(documents[0].format, Format::Json);
        let Content::Entries(entries) = &documents[0].content else { panic!("no entries") };
        let titles: Vec<_> = entries.iter().map(|e| (e.get("title"), e.lines)).collect();
        assert_eq!(titles, [(Some("Eins"), (2, 2)), (Some("Zwei"), (4, 4))]);
        assert_eq!(&text[entries[1].span.clone()], "{\"title\": \"Zwei\"}");
        assert_eq!(errors[0].to_string(), "a.txt:3: the item is no JSON object");
        let (_, errors) = read_bytes("a.json", b"[{\"title\": \"Eins\"},\n".to_vec(), &Options::default());
        assert!(errors[0].to_string().starts_with("a.json:2: is not a JSON array of objects"), "{}", errors[0]);
    }

    #[test]
    fn a_text_in_brackets_is_no_array() {
        let (documents, _) =
            read_bytes("a.txt", b"[03.05.2026] In Ulm\n[{] und so weiter".to_vec(), &Options::default());
        assert_eq!(documents[0].format, Format::Text);
    }
}
