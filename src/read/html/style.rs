//! What tags, style sheets and style attributes say of an element's look.

use std::collections::HashMap;

/// The computed look of an element, as far as lines care.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::read) struct Look {
    /// Nothing inside is seen.
    pub(in crate::read) hidden: bool,
    /// Set in bold.
    pub(in crate::read) bold: bool,
    /// Font size in CSS pixels.
    pub(in crate::read) size: f32,
    /// Set as a block of its own, whatever the tag.
    pub(in crate::read) block: bool,
}

/// The size that browsers and mail programs start from.
const MEDIUM: f32 = 16.0;

impl Default for Look {
    fn default() -> Self {
        Look { hidden: false, bold: false, size: MEDIUM, block: false }
    }
}

impl Look {
    /// The look of a child with `tag` before its styles: bold and size are inherited.
    pub(in crate::read) fn child(self, tag: &str) -> Look {
        let size = match tag {
            "small" | "sub" | "sup" => self.size * 0.83,
            "big" => self.size * 1.2,
            _ => self.size,
        };
        Look { bold: self.bold || matches!(tag, "b" | "strong" | "th" | "dt"), size, block: false, ..self }
    }

    /// The look with `style` on it; relative sizes are those of the parent's.
    pub(in crate::read) fn styled(mut self, style: Style, parent: f32) -> Look {
        self.hidden |= style.hidden.unwrap_or(false);
        self.bold = style.bold.unwrap_or(self.bold);
        self.block = style.block.unwrap_or(false);
        self.size = match style.size {
            Some(Size::Pixels(px)) => px,
            Some(Size::Times(factor)) => parent * factor,
            None => self.size,
        };
        self
    }
}

/// What one rule or style attribute says.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::read) struct Style {
    hidden: Option<bool>,
    bold: Option<bool>,
    block: Option<bool>,
    size: Option<Size>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Size {
    Pixels(f32),
    Times(f32),
}

impl Style {
    /// Reads declarations such as `font-size:18px; font-weight:bold`. Unknown ones are passed over.
    pub(in crate::read) fn parse(style: &str) -> Style {
        let mut read = Style::default();
        let (mut hide, mut flat, mut clipped) = (false, false, false);
        for (name, value) in declarations(style) {
            let zero = || matches!(length(&value), Some(Size::Pixels(n) | Size::Times(n)) if n <= 0.0);
            match name.as_str() {
                "display" => {
                    hide |= value == "none";
                    read.hidden = Some(false);
                    let block = matches!(value.as_str(), "block" | "flex" | "grid" | "list-item");
                    read.block = Some(block || value.starts_with("table"));
                }
                "visibility" => hide |= matches!(value.as_str(), "hidden" | "collapse"),
                "mso-hide" => hide |= value == "all",
                "opacity" | "max-height" | "max-width" => hide |= zero(),
                "height" | "width" => flat |= zero(),
                "overflow" => clipped |= value == "hidden",
                "font-size" => read.size = length(&value),
                "font-weight" => read.bold = weight(&value),
                "font" => read.shorthand(&value),
                _ => {}
            }
        }
        if hide || flat && clipped {
            read.hidden = Some(true);
        }
        read
    }

    /// `font: bold 18px/1.2 Arial`.
    fn shorthand(&mut self, value: &str) {
        self.bold = Some(false);
        for word in value.split_ascii_whitespace() {
            let size = word.split('/').next().unwrap_or(word);
            match weight(word) {
                Some(bold) => self.bold = Some(bold),
                None if self.size.is_none() => self.size = length(size),
                None => {}
            }
        }
    }

    /// This style where `later` says nothing else.
    pub(in crate::read) fn then(self, later: Style) -> Style {
        Style {
            hidden: later.hidden.or(self.hidden),
            bold: later.bold.or(self.bold),
            block: later.block.or(self.block),
            size: later.size.or(self.size),
        }
    }
}

/// The rules of a document's style sheets that name a tag, a class or an id alone. Mails are written for programs that
/// know little more. Rules inside `@media` hold for some screens only and are left out.
#[derive(Debug, Default)]
pub(in crate::read) struct Sheet(HashMap<String, Style>);

impl Sheet {
    /// Adds the rules of one `<style>` element.
    pub(in crate::read) fn add(&mut self, css: &str) {
        let mut rest = css;
        while let Some((head, body)) = rest.split_once('{') {
            let selectors = head.rsplit(['}', ';', '/']).next().unwrap_or(head);
            if selectors.trim_start().starts_with('@') {
                rest = after_block(body);
                continue;
            }
            let (declarations, next) = body.split_once('}').unwrap_or((body, ""));
            let style = Style::parse(declarations);
            for selector in selectors.split(',').map(str::trim).filter(|s| is_simple(s) && style != Style::default()) {
                let known = self.0.entry(selector.to_ascii_lowercase()).or_default();
                *known = known.then(style);
            }
            rest = next;
        }
    }

    /// What the rules say of an element; ids go before classes, and classes before tags.
    pub(in crate::read) fn style(&self, tag: &str, classes: &str, id: &str) -> Style {
        if self.0.is_empty() {
            return Style::default();
        }
        let rule = |selector: &str| self.0.get(selector).copied().unwrap_or_default();
        let mut style = rule(tag);
        for class in classes.split_ascii_whitespace() {
            let class = format!("{tag}.{}", class.to_ascii_lowercase());
            style = style.then(rule(&class[tag.len()..])).then(rule(&class));
        }
        if id.is_empty() { style } else { style.then(rule(&format!("#{}", id.to_ascii_lowercase()))) }
    }
}

fn is_simple(selector: &str) -> bool {
    let dots = selector.bytes().filter(|b| matches!(b, b'.' | b'#')).count();
    let plain = selector.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '#'));
    !selector.is_empty() && plain && dots < 2
}

/// What stands behind the block whose start was read.
fn after_block(css: &str) -> &str {
    let mut open = 1;
    for (i, b) in css.bytes().enumerate() {
        open += match b {
            b'{' => 1,
            b'}' => -1,
            _ => 0,
        };
        if open == 0 {
            return &css[i + 1..];
        }
    }
    ""
}

/// The declarations of a style attribute in lower case, `!important` left out.
pub(in crate::read) fn declarations(style: &str) -> impl Iterator<Item = (String, String)> {
    style.split(';').filter_map(|declaration| {
        let (name, value) = declaration.split_once(':')?;
        let value = value.trim().trim_end_matches("!important").trim_end();
        Some((name.trim().to_ascii_lowercase(), value.to_ascii_lowercase()))
    })
}

/// Bold from 600 on, as browsers draw it; `None` for what is no weight.
fn weight(value: &str) -> Option<bool> {
    match value {
        "bold" | "bolder" => Some(true),
        "normal" | "lighter" => Some(false),
        _ => value.parse::<u16>().ok().map(|w| w >= 600),
    }
}

/// A CSS length; a bare number counts as pixels, which is right for 0 and for what mail programs make of it.
fn length(value: &str) -> Option<Size> {
    Some(match value {
        "xx-small" => Size::Pixels(9.0),
        "x-small" => Size::Pixels(10.0),
        "small" => Size::Pixels(13.0),
        "medium" => Size::Pixels(MEDIUM),
        "large" => Size::Pixels(18.0),
        "x-large" => Size::Pixels(24.0),
        "xx-large" => Size::Pixels(32.0),
        "smaller" => Size::Times(0.83),
        "larger" => Size::Times(1.2),
        _ => {
            let digits = value.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '-').unwrap_or(value.len());
            let number: f32 = value[..digits].parse().ok()?;
            match value[digits..].trim() {
                "" | "px" => Size::Pixels(number),
                "pt" => Size::Pixels(number * 4.0 / 3.0),
                "rem" => Size::Pixels(number * MEDIUM),
                "em" => Size::Times(number),
                "%" => Size::Times(number / 100.0),
                _ => return None,
            }
        }
    })
}

/// The size of `<font size="5">`.
pub(in crate::read) fn font_tag_size(value: &str) -> Option<f32> {
    let index = match value.trim() {
        v if v.starts_with(['+', '-']) => 3 + v.parse::<i32>().ok()?,
        v => v.parse().ok()?,
    };
    let sizes = [10.0, 13.0, 16.0, 18.0, 24.0, 32.0, 48.0];
    usize::try_from(index.clamp(1, 7) - 1).ok().map(|i| sizes[i])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(style: &str) -> Look {
        Look::default().styled(Style::parse(style), MEDIUM)
    }

    #[test]
    fn sees_what_is_hidden() {
        for style in [
            "display:none",
            "DISPLAY : none !important",
            "display:block;max-height:0px; overflow:hidden",
            "visibility:hidden",
            "mso-hide:all",
            "opacity:0",
            "height:0;overflow:hidden",
        ] {
            assert!(look(style).hidden, "{style}");
        }
        for style in ["display:block", "height:0", "max-height:10px", "opacity:0.5", "überhaupt:nichts", ";:;", ""] {
            assert!(!look(style).hidden, "{style}");
        }
    }

    #[test]
    fn reads_sizes_and_weights() {
        assert_eq!(look("font-size:18px").size, 18.0);
        assert_eq!(look("font-size: 12pt").size, 16.0);
        assert_eq!(look("font-size:1.5em").size, 24.0);
        assert_eq!(look("font-size:50%").size, 8.0);
        assert_eq!(look("font-size:0").size, 0.0);
        assert_eq!(look("font-size:größer").size, MEDIUM);
        assert!(look("font-weight:700").bold && look("font: bold 20px/1.2 Arial, sans-serif").bold);
        assert_eq!(look("font: bold 20px/1.2 Arial, sans-serif").size, 20.0);
        assert!(!look("font-weight:400").bold);
        assert_eq!(font_tag_size("+1"), Some(18.0));
        assert_eq!(font_tag_size("99"), Some(48.0));
    }

    #[test]
    fn sheets_know_simple_rules() {
        let mut sheet = Sheet::default();
        sheet.add("@import url(x); /* a */ .pre, td.klein { display:none } @media print { .kopf { display:none } p{} } .kopf{font-weight:bold}");
        sheet.add("#a{font-size:20px} div .x{display:none} a:hover{display:none} .kopf{font-size:2em} p {");
        let seen = |tag: &str, classes: &str, id: &str| Look::default().styled(sheet.style(tag, classes, id), 10.0);
        assert!(seen("div", "x Pre", "").hidden && seen("td", "klein", "").hidden);
        assert!(!seen("div", "klein", "").hidden && !seen("div", "x", "").hidden && !seen("a", "", "").hidden);
        assert!(seen("p", "kopf", "").bold && !seen("p", "kopf", "").hidden);
        assert_eq!((seen("p", "kopf", "").size, seen("p", "kopf", "a").size), (20.0, 20.0));
    }
}
