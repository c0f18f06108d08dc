//! Elements that open and close, and the text between them → lines.
//!
//! The HTML reader drives it with tokens, the Markdown reader with events. It keeps a stack of open elements of limited
//! depth and no tree, so that it takes time linear in the input whatever is nested in what.

use std::collections::HashMap;

use super::draft::{Draft, SIGN, is_file_name, is_gap};
use super::open::{Attributes, Open};
use super::style::Look;
use super::tags;
use super::units::Units;
use crate::model::{Line, Link, Marks};
use crate::read::Limits;

/// Turns elements and text into lines.
pub(in crate::read) struct Flow<'a> {
    text: &'a str,
    limits: &'a Limits,
    stack: Vec<Open>,
    /// Elements open beyond the stack's limit.
    beyond: usize,
    draft: Option<Draft>,
    lines: Vec<Line>,
    /// Font size and unit of each line, and whether it follows an image.
    of_line: Vec<(f32, Option<u32>, bool)>,
    /// Characters set in each size (tenths of a pixel).
    sizes: HashMap<u32, usize>,
    units: Units,
    /// Group number of each kind of unit outside of all elements.
    roots: HashMap<u64, u32>,
    counted: (usize, u32),
    overfull: bool,
    /// The last line is an image's, of a word or two, and nothing followed it yet.
    sign: bool,
    /// An image was the last to be seen.
    pictured: bool,
}

/// A line counts as set larger from a tenth on; sizes differ by rounding below that.
const LARGER: f32 = 1.1;
/// Words of a topic or a date, which may be set small above a title; a picture's words are more.
const KICKER: usize = 4;
/// Width or height up to which an image is an icon or a spacer: the largest usual icon has 32 pixels.
const ICON: f32 = 32.0;

impl<'a> Flow<'a> {
    pub(in crate::read) fn new(text: &'a str, limits: &'a Limits) -> Self {
        Flow {
            text,
            limits,
            stack: Vec::new(),
            beyond: 0,
            draft: None,
            lines: Vec::new(),
            of_line: Vec::new(),
            sizes: HashMap::new(),
            units: Units::default(),
            roots: HashMap::new(),
            counted: (0, 1),
            overfull: false,
            sign: false,
            pictured: false,
        }
    }

    /// The look that children of the innermost element inherit.
    pub(in crate::read) fn look(&self) -> Look {
        self.stack.last().map_or_else(Look::default, |o| o.look)
    }

    /// Opens an element.
    pub(in crate::read) fn open(&mut self, tag: &'static str, attributes: Attributes) {
        for ended in tags::implied_end(tag) {
            self.close_inside(ended, tag);
        }
        let block = tags::is_block(tag) || attributes.look.block;
        if block {
            self.end_line();
        }
        if self.stack.len() >= self.limits.html_depth {
            self.beyond += 1;
            return;
        }
        if tag == "a" {
            self.end_link();
        }
        let open = Open::inside(self.stack.last(), tag, attributes, block);
        let path = open.path;
        self.stack.push(open);
        if tags::is_unit(tag) {
            self.add_unit(path);
        }
        if tag == "a"
            && let Some(draft) = &mut self.draft
        {
            draft.link_from = Some(draft.shown.len());
        }
    }

    /// Makes the innermost element a unit among its siblings.
    fn add_unit(&mut self, signature: u64) {
        let (siblings, open) = match self.stack.as_mut_slice() {
            [.., parent, open] => (&mut parent.children, open),
            [open] => (&mut self.roots, open),
            [] => return,
        };
        open.unit = Some(self.units.add(open.unit, signature, siblings));
    }

    /// Closes the innermost open `tag` and what is open in it; without one, nothing but a block's line ends.
    pub(in crate::read) fn close(&mut self, tag: &'static str) {
        if self.beyond > 0 {
            self.beyond -= 1;
            if tags::is_block(tag) {
                self.end_line();
            }
            return;
        }
        if !self.close_inside(tag, tag) && tag == "p" {
            self.end_line();
        }
    }

    /// Closes the innermost open `tag` unless a border for `by` lies before it.
    fn close_inside(&mut self, tag: &str, by: &str) -> bool {
        let mut found = None;
        for (i, open) in self.stack.iter().enumerate().rev() {
            if open.tag == tag {
                found = Some(i);
                break;
            }
            if tags::is_border(open.tag, by) {
                break;
            }
        }
        let Some(at) = found else { return false };
        while self.stack.len() > at {
            if self.stack.last().is_some_and(|o| o.block) {
                self.end_line();
            }
            if self.stack.last().is_some_and(|o| o.tag == "a") {
                self.end_link();
            }
            self.stack.pop();
        }
        true
    }

    /// Adds `value`, the visible form of the bytes `from..to`, to the line.
    pub(in crate::read) fn text(&mut self, from: usize, to: usize, value: &str) {
        let look = self.look();
        // Preheaders are set in one pixel or none; layouts set the gaps between cells so, but no words.
        if look.hidden || look.size <= 1.0 {
            return;
        }
        if self.stack.last().is_some_and(|o| o.pre) && value.contains('\n') {
            return self.preformatted(from, to, value);
        }
        let raw = self.text.get(from..to).unwrap_or("");
        let start = from + raw.len() - raw.trim_start().len();
        let end = from + raw.trim_end().len();
        if value.chars().all(is_gap) {
            if let Some(draft) = &mut self.draft {
                draft.space |= value.chars().any(char::is_whitespace);
            }
            return;
        }
        if std::mem::take(&mut self.sign) {
            // Right before the text of its line an image of a word is a sign.
            let _ = (self.lines.pop(), self.of_line.pop());
        }
        let number = if self.draft.is_none() { self.line_number(start) } else { 0 };
        let mut draft = self.draft.take().unwrap_or_else(|| self.begin(start, number));
        draft.pictured |= std::mem::take(&mut self.pictured) && draft.shown.is_empty();
        draft.line.span.end = end.max(start);
        let characters = draft.extend(value, look);
        *self.sizes.entry((look.size * 10.0) as u32).or_default() += characters;
        self.draft = Some(draft);
    }

    /// Text that keeps its line ends.
    fn preformatted(&mut self, from: usize, to: usize, value: &str) {
        let raw = self.text.get(from..to).unwrap_or("");
        if raw.matches('\n').count() != value.matches('\n').count() {
            // Line ends written as entities: the bytes can't be told apart line by line.
            return self.text(from, to, &value.replace('\n', " "));
        }
        let mut at = from;
        for (i, (raw, value)) in raw.split('\n').zip(value.split('\n')).enumerate() {
            if i > 0 {
                self.end_line();
            }
            self.text(at, at + raw.len(), value);
            at += raw.len() + 1;
        }
    }

    fn begin(&self, start: usize, number: u32) -> Draft {
        let open = self.stack.last();
        let marks = Marks {
            heading: open.map_or(0, |o| o.heading),
            list_item: open.is_some_and(|o| o.list_item),
            caption: open.is_some_and(|o| o.caption),
            frame: open.is_some_and(|o| o.frame),
            path: open.map_or(0, |o| o.path),
            depth: u16::try_from(self.stack.len()).unwrap_or(u16::MAX),
            ..Marks::default()
        };
        Draft {
            line: Line { span: start..start, shown: None, number, marks },
            strong: true,
            size: f32::MAX,
            unit: open.and_then(|o| o.unit),
            link_from: self.href().map(|_| 0),
            ..Draft::default()
        }
    }

    /// The address of the innermost open link.
    fn href(&self) -> Option<&str> {
        self.stack.iter().rev().find_map(|o| o.href.as_deref())
    }

    fn end_link(&mut self) {
        let Some(url) = self.href().map(str::to_owned) else { return };
        if let Some(draft) = &mut self.draft
            && let Some(from) = draft.link_from.take()
            && from < draft.shown.len()
        {
            let from = from + usize::from(draft.shown.as_bytes()[from] == b' ');
            draft.line.marks.links.push(Link { range: from..draft.shown.len(), url });
        }
    }

    /// True while the line so far is strong from its start to here.
    pub(in crate::read) fn strong_so_far(&self) -> bool {
        self.draft.as_ref().is_some_and(|d| d.strong)
    }

    /// Ends the line. An open link goes on in the next.
    pub(in crate::read) fn end_line(&mut self) {
        self.end_link();
        self.sign = false;
        let Some(mut draft) = self.draft.take() else { return };
        if !draft.visible {
            return;
        }
        draft.line.marks.strong = draft.strong;
        draft.line.marks.lead = draft.lead;
        if self.text.get(draft.line.span.clone()) != Some(draft.shown.as_str()) {
            draft.line.shown = Some(draft.shown.into_boxed_str());
        }
        self.push(draft.line, (draft.size, draft.unit, draft.pictured));
    }

    fn push(&mut self, line: Line, of_line: (f32, Option<u32>, bool)) {
        if self.lines.len() >= self.limits.lines {
            self.overfull = true;
            return;
        }
        self.lines.push(line);
        self.of_line.push(of_line);
    }

    /// A line drawn across.
    pub(in crate::read) fn rule(&mut self, from: usize, to: usize) {
        self.end_line();
        if !self.look().hidden {
            self.push_empty(from, to, "", |marks| marks.rule = true);
        }
    }

    /// An image of the stated size in pixels. Its replacement text is a line of its own, unless the image is an icon: by
    /// its size, or because it stands in a line of text.
    pub(in crate::read) fn image(&mut self, from: usize, to: usize, alt: &str, sides: [Option<f32>; 2]) {
        let alt = alt.split_whitespace().collect::<Vec<_>>().join(" ");
        let icon = sides.iter().flatten().any(|side| *side <= ICON);
        self.pictured = !icon && !self.look().hidden;
        if alt.is_empty() || icon || self.draft.is_some() || self.look().hidden || is_file_name(&alt) {
            return;
        }
        let links = self.href().map(|url| Link { range: 0..alt.len(), url: url.to_owned() });
        self.push_empty(from, to, &alt, |marks| {
            marks.caption = true;
            marks.links.extend(links);
        });
        self.sign = alt.split(' ').count() <= SIGN && !self.overfull;
    }

    fn push_empty(&mut self, from: usize, to: usize, shown: &str, mark: impl FnOnce(&mut Marks)) {
        let number = self.line_number(from);
        let Draft { mut line, unit, .. } = self.begin(from, number);
        line.span.end = to;
        line.shown = Some(shown.into());
        mark(&mut line.marks);
        self.push(line, (0.0, unit, false));
    }

    /// The source line of the byte `at`, which never goes back.
    fn line_number(&mut self, at: usize) -> u32 {
        let (from, number) = self.counted;
        if let Some(between) = self.text.as_bytes().get(from..at) {
            self.counted = (at, number + memchr::memchr_iter(b'\n', between).count() as u32);
        }
        self.counted.1
    }

    /// All lines, or `None` where there are more than the limit.
    pub(in crate::read) fn finish(mut self) -> Option<Vec<Line>> {
        self.end_line();
        let usual = self
            .sizes
            .iter()
            .max_by_key(|(size, chars)| (**chars, **size))
            .map_or(0.0, |(size, _)| *size as f32 / 10.0);
        for (line, (size, unit, pictured)) in self.lines.iter_mut().zip(&self.of_line) {
            line.marks.strong |= !line.marks.caption && *size > usual * LARGER;
            let shown = line.shown.as_deref().unwrap_or(&self.text[line.span.clone()]);
            let small = *pictured && *size < usual / LARGER && line.marks.heading == 0;
            // A topic with its day behind it is none.
            let told = || shown.split(' ').count() > KICKER && !shown.ends_with(|c: char| c.is_ascii_digit());
            line.marks.caption |= small && told();
            line.marks.blocks = self.units.around(*unit);
        }
        (!self.overfull).then_some(self.lines)
    }
}
