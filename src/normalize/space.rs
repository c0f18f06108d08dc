/// Single spaces between words, none at the ends and none beside punctuation.
///
/// Layouts differ in "IT -Rat" and "IT-Rat", in line ends behind hyphens and in spaces before a colon; symbols that
/// carry meaning (%, €, +) stay apart from the space rule's punctuation.
pub(super) fn space(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let glued = out.chars().next_back().is_none_or(is_mark) || word.chars().next().is_some_and(is_mark);
        if !glued {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

fn is_mark(c: char) -> bool {
    matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '-' | '/' | '"' | '\'' | '(' | ')' | '[' | ']' | '|')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::step_gives;

    #[test]
    fn spaces() {
        step_gives!(space,
            " a \n\n b\u{a0}c " => "a b c",
            "E-\nGovernment , neu : \"x\"" => "E-Government,neu:\"x\"",
            "10 %" => "10 %",
            "" => "",
        );
    }
}
