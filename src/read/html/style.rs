//! What tags, attributes and inline styles say of an element's look.

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
        Look { bold: self.bold || matches!(tag, "b" | "strong" | "th"), size, block: false, ..self }
    }

    /// Applies the declarations of one `style` attribute. Unknown ones are passed over.
    pub(in crate::read) fn apply(&mut self, style: &str, parent: f32) {
        let (mut flat, mut clipped) = (false, false);
        for (name, value) in declarations(style) {
            let zero = || length(&value, parent).is_some_and(|px| px <= 0.0);
            match name.as_str() {
                "display" => {
                    self.hidden |= value == "none";
                    self.block =
                        matches!(value.as_str(), "block" | "flex" | "grid" | "list-item") || value.starts_with("table");
                }
                "visibility" => self.hidden |= matches!(value.as_str(), "hidden" | "collapse"),
                "mso-hide" => self.hidden |= value == "all",
                "opacity" | "max-height" | "max-width" => self.hidden |= zero(),
                "height" | "width" => flat |= zero(),
                "overflow" => clipped |= value == "hidden",
                "font-size" => self.size = length(&value, parent).unwrap_or(self.size),
                "font-weight" => self.bold = weight(&value).unwrap_or(self.bold),
                "font" => self.shorthand(&value, parent),
                _ => {}
            }
        }
        self.hidden |= flat && clipped;
    }

    /// `font: bold 18px/1.2 Arial`.
    fn shorthand(&mut self, value: &str, parent: f32) {
        self.bold = false;
        for word in value.split_ascii_whitespace() {
            let size = word.split('/').next().unwrap_or(word);
            match weight(word) {
                Some(bold) => self.bold |= bold,
                None if size.len() > 1 => self.size = length(size, parent).unwrap_or(self.size),
                None => {}
            }
        }
    }
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

/// A CSS length in pixels; relative ones against the parent's font size.
fn length(value: &str, parent: f32) -> Option<f32> {
    let keyword = match value {
        "xx-small" => 9.0,
        "x-small" => 10.0,
        "small" => 13.0,
        "medium" => MEDIUM,
        "large" => 18.0,
        "x-large" => 24.0,
        "xx-large" => 32.0,
        "smaller" => parent * 0.83,
        "larger" => parent * 1.2,
        _ => {
            let digits = value.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '-').unwrap_or(value.len());
            let number: f32 = value[..digits].parse().ok()?;
            return match value[digits..].trim() {
                "" | "px" => Some(number),
                "pt" => Some(number * 4.0 / 3.0),
                "em" => Some(number * parent),
                "%" => Some(number * parent / 100.0),
                "rem" => Some(number * MEDIUM),
                _ => None,
            };
        }
    };
    Some(keyword)
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
        let mut look = Look::default();
        look.apply(style, MEDIUM);
        look
    }

    #[test]
    fn sees_what_is_hidden() {
        for style in [
            "display:none",
            "DISPLAY : none !important",
            "max-height:0px; overflow:hidden",
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
}
