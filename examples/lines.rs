//! Prints the lines that a file is read as, with their marks: `cargo run --example lines -- FILE`.

use nochmal::model::Content;
use nochmal::read::{Options, read};

fn main() {
    let inputs: Vec<String> = std::env::args().skip(1).collect();
    let (documents, errors) = read(&inputs, &Options::default());
    for document in &documents {
        println!("== {} {:?} {:?} {:?}", document.source, document.format, document.title, document.date);
        if let Content::Entries(entries) = &document.content {
            for entry in entries {
                println!("{:?} {:?} {:?}", entry.lines, entry.span, entry.fields);
            }
        }
        for line in document.lines() {
            let m = &line.marks;
            let kinds = [(m.strong, "strong"), (m.list_item, "list"), (m.rule, "rule"), (m.caption, "caption")];
            let kinds: String = kinds.iter().filter(|k| k.0).map(|k| format!(" {}", k.1)).collect();
            let blocks: String = m.blocks.iter().map(|(s, n)| format!(" {:03x}/{n}", s & 0xfff)).collect();
            let links: String =
                m.links.iter().map(|l| format!(" <{} {}>", &document.shown(line)[l.range.clone()], l.url)).collect();
            println!(
                "{:>5} h{} {:03x}@{}{kinds} [{}]: {}{links}",
                line.number,
                m.heading,
                m.path & 0xfff,
                m.depth,
                blocks.trim(),
                document.shown(line)
            );
        }
    }
    for error in &errors {
        eprintln!("{error}");
    }
}
