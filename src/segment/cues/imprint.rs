//! Publisher, address, legal matter, subscription; and the lines that only lead elsewhere.

use std::ops::Range;

use super::{Cue, Scene, is_closer, place_line};
use crate::segment::lexicon::Hint;
use crate::segment::rows::is_plain;
use crate::segment::signs::Signs;
use crate::segment::state::{HEADS, State};
use crate::segment::text::first_word;
use crate::segment::unit::{Shape, Unit};
use crate::segment::votes::Votes;

pub(super) const CUE: Cue =
    Cue { name: "imprint", description: "publisher, address, legal matter, unsubscribing, sharing, navigation", vote };

/// Units in which a page says how else it can be read.
const TOP: usize = 6;

fn vote(scene: &Scene, votes: &mut Votes) {
    foot(scene, votes);
    comments(scene.units, votes);
    for (i, unit) in scene.units.iter().enumerate() {
        if unit.marks.frame {
            votes.add_all(i, &[(State::Furniture, 9.0), (State::Imprint, 9.0), (State::Contents, 3.0)]);
            HEADS.iter().for_each(|head| votes.add(i, *head, -9.0));
        }
        let legal = (unit.hint(Hint::Imprint) as f32 * 2.0).min(6.0) + contact(unit);
        if legal > 0.0 {
            let share = (6.0 / unit.words.max(6) as f32).max(0.3);
            votes.add(i, State::Imprint, legal * share.max(0.5));
            if unit.is_short() && legal * share > 1.4 {
                votes.add_all(i, &[(State::Title, -2.0), (State::Furniture, 1.5), (State::Section, -1.0)]);
            }
        }
        if unit.words <= 24 && leaves(unit.raw, unit.signs) {
            votes.add_all(
                i,
                &[(State::Imprint, 4.5), (State::Title, -4.5), (State::Section, -2.0), (State::Entry, -3.0)],
            );
        }
        let furniture = unit.hint(Hint::Furniture);
        if furniture > 0 && unit.words <= 16 {
            let weight = 3.0 * (furniture as f32 / (unit.words as f32 * 0.25).max(1.0)).min(1.3);
            // At the top and set as a link it leads away for certain.
            let weight = if i < TOP && unit.linked { 2.0 * weight } else { weight };
            votes.add_all(i, &[(State::Furniture, weight), (State::Title, -0.5 * weight)]);
        }
        let details = scene.units.get(i + 1).is_some_and(|n| n.is_text() && n.gap == 0);
        if unit.words <= 14 && !details && bars(unit.raw, unit.signs) >= 2 {
            // "Home | Archive | Contact"
            votes
                .add_all(i, &[(State::Furniture, 3.0), (State::Title, -2.0), (State::Body, -3.0), (State::More, -2.0)]);
        }
        if unit.hint(Hint::Keywords) > 0 && first_word(unit.raw).ends_with(':') {
            votes.add_all(i, &[(State::Furniture, 4.0), (State::Meta, 4.5), (State::Title, -5.0), (State::More, -1.0)]);
        }
    }
}

/// What stands behind the last drawn line, where it speaks of leaving the list or of rights; and the lines right
/// below a mail's signature mark.
fn foot(scene: &Scene, votes: &mut Votes) {
    let units = scene.units;
    let is_rule = |u: &Unit| u.shape == Shape::Rule && !u.marks.rule;
    let mut mark = |i: usize, weight: f32| {
        votes.add_all(i, &[(State::Imprint, weight), (State::Title, -weight), (State::Entry, -weight)]);
    };
    if let Some(last) = units.iter().rposition(is_rule).filter(|last| units.len() - last <= LONGEST_FOOT)
        && units[last + 1..].iter().take(TOP).any(|u| leaves(u.raw, u.signs) || contact(u) >= COPYRIGHT)
        && !units[last + 1..]
            .windows(2)
            .any(|pair| pair[0].gap > 0 && pair[0].is_short() && pair[1].shape == Shape::Para)
    {
        (last + 1..units.len()).for_each(|i| mark(i, 3.0));
    }
    if is_plain(scene.doc) {
        address_blocks(scene).into_iter().flatten().for_each(|i| mark(i, 3.0));
    }
    for at in (0..units.len()).filter(|i| units[*i].raw == "--") {
        let lines =
            units[at + 1..].iter().take(LONGEST_FOOT).take_while(|u| u.gap == 0 && u.shape != Shape::Rule).count();
        (at..=at + lines).for_each(|i| mark(i, 5.0));
    }
}

/// What readers said of a page, from the last heading on if that says so.
fn comments(units: &[Unit], votes: &mut Votes) {
    let heads = |u: &Unit| u.heading > 0 || u.emphasis && u.is_short();
    let Some(last) = units.iter().rposition(heads).filter(|last| is_discussion(units[*last].head)) else { return };
    for i in last..units.len() {
        votes.add_all(i, &[(State::Imprint, 9.0), (State::Furniture, 3.0)]);
        HEADS.iter().for_each(|head| votes.add(i, *head, -9.0));
    }
}

/// "3 comments", "Leave a reply", "Discussion about this post".
fn is_discussion(heading: &str) -> bool {
    const NAMES: [&str; 6] = ["comments", "comment", "kommentare", "kommentar", "responses", "discussion"];
    const OPENINGS: [&str; 4] =
        ["leave a reply", "leave a comment", "discussion about this", "schreibe einen kommentar"];
    let bare = heading.trim_matches(|c: char| !c.is_alphabetic());
    let opens = |opening: &str| bare.get(..opening.len()).is_some_and(|o| o.eq_ignore_ascii_case(opening));
    NAMES.iter().any(|name| name.eq_ignore_ascii_case(bare)) || OPENINGS.iter().any(|o| opens(o))
}

/// Behind the last items of an issue that ends with its rights or how to leave, what stands together without a gap and
/// says how to reach the publisher: all of it, up to the first lines that say none of this.
fn address_blocks(scene: &Scene) -> Vec<Range<usize>> {
    let units = scene.units;
    let mut blocks = Vec::new();
    let mut end = units.len();
    let leads_out = |u: &Unit| contact(u) >= COPYRIGHT || leaves(u.raw, u.signs) || u.hint(Hint::Imprint) > 0;
    let reaches =
        |u: &Unit| contact(u) > 0.0 || place_line(u.head) || leaves(u.raw, u.signs) || u.hint(Hint::Imprint) > 1;
    // "Facebook: https://…"
    let shares = |u: &Unit| u.hint(Hint::Furniture) > 0 && u.words <= 4 && u.signs.may_hold_address();
    let mut pending = None;
    while end > 0 && units.len() - end < LONGEST_FOOT {
        let start = (0..end).rev().find(|i| units[*i].gap > 0 || units[*i].shape == Shape::Rule).unwrap_or(0);
        let block = &units[start..end];
        // A text speaks of leaving, or it is an item's.
        let says = |u: &Unit| if u.is_text() { leads_out(u) } else { reaches(u) || shares(u) };
        let says = block.iter().any(says);
        let told = |u: &Unit, text: &Unit| u.is_short() && text.is_text() && !leads_out(text);
        let titled = block.windows(2).any(|pair| told(&pair[0], &pair[1]))
            || block.iter().any(|u| u.shape == Shape::Para && !leads_out(u));
        let parts = block.iter().all(|u| u.shape == Shape::Rule);
        let ends_item = block.iter().any(|u| u.heading > 0 || is_closer(u, scene.lexicon));
        if titled || ends_item || !parts && !says && (blocks.is_empty() || pending.is_some()) {
            break;
        }
        if parts || says {
            blocks.extend(pending.take());
            blocks.push(start..end);
        } else {
            // Between two that say it, one more may tell who is in charge.
            pending = Some(start..end);
        }
        end = start;
    }
    blocks
}

/// Units of an issue's foot, and of a signature.
const LONGEST_FOOT: usize = 16;

/// Signs that part the links of a line: "Home | Archive | Contact".
fn bars(text: &str, signs: Signs) -> usize {
    let others = if signs.is_ascii() { 0 } else { text.matches(['·', '•']).count() };
    let path = |sign, parted| if signs.has(sign) && signs.has(b' ') { text.matches(parted).count() } else { 0 };
    let paths = path(b'/', " / ") + path(b'>', " > ");
    others + paths + if signs.has(b'|') { text.bytes().filter(|b| *b == b'|').count() } else { 0 }
}

/// How a line speaks of leaving the list or of why one is on it, or heads the imprint: beginnings of its words, each with
/// the place of the two letters in it that are rarest.
const STEMS: [(&str, usize); 24] = [
    ("abmeld", 1),
    ("abbestell", 1),
    ("austragen", 5),
    ("unsubscrib", 4),
    ("impressum", 1),
    ("opt out", 1),
    ("you receive ", 0),
    ("you get this", 0),
    ("you are getting this", 0),
    ("you are receiving ", 0),
    ("désabonn", 5),
    ("désinscri", 7),
    ("vous recevez ", 0),
    ("uitschrijv", 8),
    ("sie erhalten dies", 5),
    ("sie bekommen dies", 5),
    ("afmeld", 1),
    ("u ontvangt dez", 4),
    ("disiscriv", 4),
    ("ricevi quest", 4),
    ("darse de baja", 11),
    ("darte de baja", 11),
    ("recibes est", 3),
    ("descadastr", 4),
];

/// What each of them is spelt with: many lines lack a letter of each.
static SPELLINGS: [Signs; STEMS.len()] = {
    let mut spellings = [Signs::NONE; STEMS.len()];
    let mut stem = 0;
    while stem < STEMS.len() {
        spellings[stem] = Signs::of(STEMS[stem].0);
        stem += 1;
    }
    spellings
};

/// For each byte, as bits, which stems have it as the first (or second) of their rarest letters: two look-ups pass by
/// most places of a text.
const fn letters(behind: usize) -> [u32; 256] {
    let mut table = [0; 256];
    let mut stem = 0;
    while stem < STEMS.len() {
        let letter = STEMS[stem].0.as_bytes()[STEMS[stem].1 + behind];
        table[letter as usize] |= 1 << stem;
        table[letter.to_ascii_uppercase() as usize] |= 1 << stem;
        stem += 1;
    }
    table
}

static FIRST: [u32; 256] = letters(0);
static SECOND: [u32; 256] = letters(1);

/// Says one of [`STEMS`], in whatever case.
fn leaves(text: &str, signs: Signs) -> bool {
    let bytes = text.as_bytes();
    let opens = |at: usize, (stem, rarest): (&str, usize)| {
        let here = at.checked_sub(rarest).and_then(|from| bytes.get(from..from + stem.len()));
        here.is_some_and(|here| here.eq_ignore_ascii_case(stem.as_bytes()))
    };
    let spelt = SPELLINGS.iter().zip(0..).fold(0u32, |spelt, (s, stem)| spelt | u32::from(signs.spell(*s)) << stem);
    spelt != 0
        && bytes.windows(2).enumerate().any(|(at, pair)| {
            let here = FIRST[usize::from(pair[0])] & SECOND[usize::from(pair[1])] & spelt;
            here != 0 && (0..STEMS.len()).any(|stem| here >> stem & 1 == 1 && opens(at, STEMS[stem]))
        })
}

/// Weight of a line that claims the rights.
const COPYRIGHT: f32 = 5.0;

fn contact(unit: &Unit) -> f32 {
    let raw = unit.raw;
    let copyright = raw.starts_with(['©', '(', 'C'])
        && (raw.starts_with('©') || ["(c)", "(C)", "Copyright"].iter().any(|sign| raw.starts_with(sign)));
    let mail = unit.words <= 12 && unit.signs.has(b'@') && !raw.contains("://");
    let digits = |most: usize| raw.as_bytes()[..raw.len().min(most)].iter().filter(|b| b.is_ascii_digit()).count();
    let parted = unit.signs.has_digit() && (unit.signs.has(b'/') || unit.signs.has(b'+'));
    let phone = parted && unit.words <= 8 && digits(80) >= 8 && unit.date.is_none();
    let listed = unit.signs.has_digit() && unit.signs.has(b',');
    let postal = listed
        && unit.words <= 14
        && digits(raw.len()) >= 4
        && !place_line(raw)
        && raw.split(", ").skip(1).any(place_line);
    f32::from(u8::from(postal)) * 3.0
        + f32::from(u8::from(copyright)) * COPYRIGHT
        + f32::from(u8::from(mail)) * 3.0
        + f32::from(u8::from(phone)) * 2.0
}
