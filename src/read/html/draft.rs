use std::ops::Range;

use super::style::Look;
use crate::model::Line;

/// The line being gathered.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) line: Line,
    pub(super) shown: String,
    /// The shown text so far is set strong throughout.
    pub(super) strong: bool,
    /// The bytes at its head that are set in bold, signs before them left out.
    pub(super) lead: Range<usize>,
    /// Right behind an image.
    pub(super) pictured: bool,
    /// The smallest font size in it.
    pub(super) size: f32,
    pub(super) unit: Option<u32>,
    /// Where in the shown text the open link began.
    pub(super) link_from: Option<usize>,
    pub(super) visible: bool,
    /// A letter or digit is in it.
    pub(super) worded: bool,
    pub(super) space: bool,
}

impl Draft {
    /// Appends `value` with white space collapsed and invisible characters left out; gives the bytes added.
    pub(super) fn extend(&mut self, value: &str, look: Look) -> usize {
        let before = self.shown.len();
        let mut rest = value;
        while let Some(c) = rest.chars().next() {
            // Most of a text are words of ASCII.
            let word = rest.bytes().take_while(u8::is_ascii_graphic).count();
            let (shown, behind) = rest.split_at(if word > 0 { word } else { c.len_utf8() });
            rest = behind;
            if c.is_whitespace() {
                self.space = true;
            } else if !is_gap(c) {
                if self.space && !self.shown.is_empty() {
                    self.shown.push(' ');
                }
                self.space = false;
                self.visible |= !matches!(c, '\u{200c}' | '\u{200d}' | '\u{34f}');
                self.shown.push_str(shown);
            }
        }
        if look.bold && self.lead.end == before && !self.lead.is_empty() {
            self.lead.end = self.shown.len();
        } else if look.bold && self.lead.is_empty() && !self.worded {
            let space = usize::from(self.shown[before..].starts_with(' '));
            self.lead = before + space..self.shown.len();
        }
        self.worded |= self.shown[before..].contains(char::is_alphanumeric);
        self.strong &= look.bold;
        self.size = self.size.min(look.size);
        self.shown.len() - before
    }
}

/// Characters that show nothing and part nothing, and white space.
pub(super) fn is_gap(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{ad}' | '\u{feff}' | '\u{2060}' | '\u{180e}')
}

/// Words of an image that is a sign before a text ("Bus", "New"); more of them say what it shows.
pub(super) const SIGN: usize = 2;

/// Replacement texts of images that programs fill in.
pub(super) fn is_file_name(alt: &str) -> bool {
    let lower = alt.to_ascii_lowercase();
    !lower.contains(' ') && [".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg"].iter().any(|e| lower.ends_with(e))
}
