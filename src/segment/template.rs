//! The template that most items of an issue follow, and the headings that don't: a subheading inside a long article, a
//! section's heading with an introduction, what stands around the items.

use super::state::State;
use super::text::Marker;
use super::unit::{Shape, Unit};

/// Traits of an item that a template may demand, each with the share of headings that have it without being titles: set
/// by hand, as headings go. A stamp is hardly ever there by chance, a gap below often.
const TRAITS: [f32; 11] = [
    0.05, // a date stamp in its text
    0.2,  // a closer
    0.15, // a topic before a colon, or on the line above
    0.3,  // an address
    0.1,  // a list marker or number
    0.1,  // a sign before its first word
    0.1,  // a sign behind its last one, the same as most
    0.3,  // title and text in one, where that is usual
    0.6,  // the usual level and emphasis of titles
    0.6,  // the usual gap below titles
    0.6,  // a text, or none, as is usual
];

/// Having one of the further ones says nothing: the decoding went by them.
pub(super) const TELLING: usize = 8;

/// One item of the decoding so far.
pub(super) struct Found {
    /// The unit with its title.
    pub head: usize,
    /// The unit behind its last one.
    pub end: usize,
    /// Which of [`TRAITS`] it has.
    pub traits: [bool; TRAITS.len()],
    /// Words of its title and text.
    pub words: usize,
    /// An event: its date makes it one, whatever other items have.
    pub dated: bool,
}

/// Items that make a template; of a trait one fewer may have it.
pub(super) const FEWEST: usize = 4;

/// What most items have.
pub(super) struct Template {
    /// For each trait that is demanded, what having it and lacking it say for being an item (nats); 0 for others.
    odds: [[f32; 2]; TRAITS.len()],
    /// Whether hardly any item lacks one of them.
    pub strict: bool,
    /// Words that a text of an item that follows it has in the mean.
    pub words: f32,
}

impl Template {
    /// Reads it off the items without a date, of which there are enough.
    pub(super) fn read(found: &[Found]) -> Option<Self> {
        let found: Vec<&Found> = found.iter().filter(|f| !f.dated).collect();
        if found.len() < FEWEST {
            return None;
        }
        let having = |t: usize| found.iter().filter(|f| f.traits[t]).count();
        let odds = std::array::from_fn(|t| {
            // From the first to the last that has it: what stands around the items must not blur what they have in common.
            let first = found.iter().position(|f| f.traits[t]).unwrap_or(0);
            let spanned = found.iter().rposition(|f| f.traits[t]).map_or(0, |last| last + 1 - first) as f32;
            let having = having(t) as f32;
            // Where more items stand outside of that stretch, they are no head and foot, but items of another kind.
            if found.len() as f32 - spanned > having {
                return [0.0; 2];
            }
            if having + 1.0 < FEWEST as f32 || having < MOST_HAVE * (spanned - 1.0) {
                return [0.0; 2];
            }
            let share = (having + 0.5) / (spanned + 1.0);
            let having = if t < TELLING { (share / TRAITS[t]).ln().max(0.0) } else { 0.0 };
            [((1.0 - share) / (1.0 - TRAITS[t])).ln().min(0.0), having]
        });
        let strict = (0..TELLING).any(|t| having(t) as f32 >= NEARLY_ALL_HAVE * found.len() as f32);
        let mut template = Template { odds, strict, words: 0.0 };
        let (mut words, mut items) = (0, 0);
        for item in found.iter().filter(|f| template.cost(f) == 0.0) {
            (words, items) = (words + item.words, items + 1);
        }
        template.words = words as f32 / items.max(1) as f32;
        Some(template)
    }

    /// What speaks against its being an item (nats), 0 for one that follows the template.
    pub(super) fn cost(&self, item: &Found) -> f32 {
        if item.dated {
            return 0.0;
        }
        let odds: f32 = self.odds.iter().zip(item.traits).map(|(odds, has)| odds[usize::from(has)]).sum();
        (-SHARED * odds).clamp(0.0, MOST)
    }
}

/// A template's trait is one that three of four other items have.
const MOST_HAVE: f32 = 0.75;
/// Only a trait that hardly any item lacks makes a heading without it a section's.
const NEARLY_ALL_HAVE: f32 = 0.85;
/// Traits overlap (a closer often is a link), so none counts in full.
const SHARED: f32 = 0.9;
/// Nor do they together decide against all else.
const MOST: f32 = 6.0;

/// The items of the decoding so far.
pub(super) fn found(units: &[Unit], states: &[State]) -> Vec<Found> {
    let heads: Vec<usize> = (0..units.len()).filter(|i| states[*i].heads()).collect();
    let level = |i: usize| (units[i].heading, units[i].emphasis, units[i].linked);
    let text = |i: usize| states.get(i + 1).is_some_and(|s| matches!(s, State::Body | State::Last | State::More));
    let below = |i: usize| units.get(i + 1).map_or(0, |n| n.gap);
    let titles = || heads.iter().copied().filter(|i| states[*i] == State::Title);
    let usual_level = usual(titles().map(level));
    let usual_gap = usual(titles().map(below));
    let usual_sign = usual(titles().map(|i| units[i].head.chars().next_back().filter(|c| !c.is_alphanumeric())));
    let usual_text = usual(titles().map(text));
    let usual_state = usual(heads.iter().map(|i| states[*i] as u8));
    let read = |head: usize| {
        let end = head + 1 + states[head + 1..].iter().take_while(|s| s.follows()).count();
        let inner = || (head + 1..end).map(|i| (&units[i], states[i]));
        let (unit, state) = (&units[head], states[head]);
        let whole = state != State::Title;
        let dated = matches!(state, State::EventLine | State::EventTitle);
        let traits = [
            inner().any(|(u, _)| u.date.as_ref().is_some_and(|d| d.bracketed)),
            inner().any(|(_, s)| matches!(s, State::Closer | State::Last)),
            unit.topical || head > 0 && states[head - 1] == State::Topic,
            inner().any(|(u, s)| s == State::Meta && u.shape == Shape::Url) || !unit.marks.links.is_empty(),
            unit.marker != Marker::None,
            !unit.head.starts_with(char::is_alphanumeric),
            usual_sign.flatten().is_some_and(|sign| unit.head.ends_with(sign)),
            whole && usual_state == Some(state as u8),
            whole || Some(level(head)) == usual_level,
            whole || Some(below(head)) == usual_gap,
            whole || Some(text(head)) == usual_text,
        ];
        Found { head, end, traits, words: unit.words + inner().map(|(u, _)| u.words).sum::<usize>(), dated }
    };
    heads.iter().map(|head| read(*head)).collect()
}

/// What most of `values` are, if more than half are alike (the vote of Boyer and Moore 1991).
pub(super) fn usual<T: PartialEq + Copy>(values: impl Iterator<Item = T>) -> Option<T> {
    let (mut leader, mut lead) = (None, 0usize);
    for value in values {
        if lead == 0 {
            (leader, lead) = (Some(value), 1);
        } else if leader == Some(value) {
            lead += 1;
        } else {
            lead -= 1;
        }
    }
    leader
}
