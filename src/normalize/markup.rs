/// HTML elements whose tags are dropped. Other words in angles stay: "a <x and c> d" is no tag.
const INLINE: [&str; 14] =
    ["a", "abbr", "b", "code", "em", "font", "i", "small", "span", "strong", "sub", "sup", "u", "wbr"];

/// HTML elements whose tags part words.
const BLOCK: [&str; 22] = [
    "article",
    "blockquote",
    "br",
    "div",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "td",
    "tr",
    "ul",
];

/// Entities that survive in feeds and mails that were escaped twice.
const ENTITIES: [(&str, &str); 7] =
    [("&amp", "&"), ("&lt", "<"), ("&gt", ">"), ("&quot", "\""), ("&#39", "'"), ("&apos", "'"), ("&nbsp", " ")];

/// The longest tag that is looked for, in bytes: guards against quadratic time on "<a <a <a".
const LONGEST_TAG: usize = 2048;

/// Drops HTML tags and entities, Markdown emphasis, link targets, and marks at the head of a line.
pub(super) fn markup(text: &str) -> String {
    super::settle(text.to_owned(), |text| line_marks(&underscores(&links(&emphasis(&tags(text))))))
}

/// Whether there is anything for [`markup`] to do.
pub(super) fn has_marks(text: &str) -> bool {
    text.contains(['<', '&', '*', '`', '_', '[', '#', '>', '-', '+', '~'])
}

/// Reads left to right and, at each `>` or `;`, takes back a tag or an entity that ends there. What a reduction brings
/// together is reduced when its own end comes, so the result holds none.
fn tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        push(&mut out, c);
    }
    out
}

fn push(out: &mut String, c: char) {
    match c {
        ';' => {
            if let Some((name, plain)) = ENTITIES.iter().find(|(name, _)| out.ends_with(name)) {
                out.truncate(out.len() - name.len());
                // At most one level: the plain text of an entity is one character.
                for c in plain.chars() {
                    push(out, c);
                }
                return;
            }
        }
        '>' => {
            let tail = out.len().saturating_sub(LONGEST_TAG);
            if let Some(at) = out.as_bytes()[tail..].iter().rposition(|&b| b == b'<' || b == b'>')
                && out.as_bytes()[tail + at] == b'<'
                && let Some(plain) = tag(&out[tail + at + 1..])
            {
                out.truncate(tail + at);
                out.push_str(plain);
                return;
            }
        }
        _ => {}
    }
    out.push(c);
}

/// What a tag is replaced by; `inner` is what stands between the angles.
fn tag(inner: &str) -> Option<&'static str> {
    let inner = inner.trim_start_matches('/').trim_end_matches('/');
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
    let (name, rest) = inner.split_at(end);
    if !rest.is_empty() && !rest.starts_with(char::is_whitespace) {
        return None;
    }
    INLINE.contains(&name).then_some("").or_else(|| BLOCK.contains(&name).then_some(" "))
}

fn emphasis(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '*' | '`' | '~')).collect()
}

/// `[text](target)` → `text`. Innermost links first, as they end first.
fn links(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Where each bracket that is still open stands, and where the target of the last text begins.
    let mut open: Vec<usize> = Vec::new();
    let mut target: Option<(usize, usize)> = None;
    for c in text.chars() {
        match c {
            '[' => {
                open.push(out.len());
                target = None;
            }
            ']' => target = open.pop().map(|at| (at, out.len())),
            '(' if target.is_some_and(|(_, close)| close + 1 == out.len()) => {}
            ')' => {
                if let Some((at, close)) = target.take() {
                    out.truncate(close);
                    out.remove(at);
                    continue;
                }
            }
            c if c.is_whitespace() => target = None,
            _ => {
                if target.is_some_and(|(_, close)| !out[close + 1..].starts_with('(')) {
                    target = None;
                }
            }
        }
        out.push(c);
    }
    out
}

/// Underscores stay inside of words only.
fn underscores(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('_') {
        out.push_str(&rest[..at]);
        let run = rest[at..].len() - rest[at..].trim_start_matches('_').len();
        rest = &rest[at + run..];
        let inside = out.chars().next_back().is_some_and(char::is_alphanumeric)
            && rest.chars().next().is_some_and(char::is_alphanumeric);
        if inside {
            out.push('_');
        }
    }
    out.push_str(rest);
    out
}

/// Drops what marks a heading, a list or a quotation at the head of a line.
fn line_marks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let mut rest = line;
        while let Some(next) = without_mark(rest) {
            rest = next;
        }
        out.push_str(rest);
    }
    out
}

fn without_mark(line: &str) -> Option<&str> {
    let line = line.trim_start_matches([' ', '\t']);
    let marks = line.len() - line.trim_start_matches(['#', '>', '-', '+']).len();
    let rest = &line[marks..];
    (marks > 0 && rest.starts_with([' ', '\t'])).then(|| rest.trim_start_matches([' ', '\t']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::step_gives;

    #[test]
    fn drops_marks() {
        step_gives!(markup,
            "<p class=\"x\">a<br/>b</p>" => " a b ",
            "a &amp;amp; b &lt;i&gt;c&lt;/i&gt;" => "a & b c",
            "<<b>b>x" => "x",
            "x <y and c> d" => "x <y and c> d",
            "**a** `b` ~~c~~ _d_ e_f" => "a b c d e_f",
            "[a [b](c) d](e)" => "a b d",
            "# a\n- b\n> c\n- > d" => "a\nb\nc\nd",
            "3 - 2\n-5" => "3 - 2\n-5",
        );
    }
}
