//! How much of one wording is left in another: the edit distance of Levenshtein, for all letters of one text at a time
//! (Myers 1999, in the form of Hyyrö 2003).

/// A text that others are held against.
pub(super) struct Wording<'a> {
    text: &'a str,
    letters: usize,
    /// For each letter of ASCII the places where it stands, as bits; then for each other one.
    ascii: [u128; 128],
    others: Vec<(char, u128)>,
}

impl<'a> Wording<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut wording = Wording { text, letters: text.chars().count(), ascii: [0; 128], others: Vec::new() };
        for (at, c) in text.chars().enumerate().take(WORD) {
            match (wording.ascii.get_mut(c as usize), wording.others.iter().position(|(o, _)| *o == c)) {
                (Some(places), _) => *places |= 1 << at,
                (None, Some(known)) => wording.others[known].1 |= 1 << at,
                (None, None) => wording.others.push((c, 1 << at)),
            }
        }
        wording
    }

    /// Whether the share of letters in common with `other` is at least `share`: 1 less the distance over the longer length.
    /// Linear in `other` for a text of up to 128 letters.
    pub(super) fn is_like(&self, other: &str, share: f64) -> bool {
        let letters = other.chars().count();
        let longer = letters.max(self.letters).max(1) as f64;
        let enough = |distance: usize| 1.0 - distance as f64 / longer >= share;
        enough(letters.abs_diff(self.letters))
            && enough(if self.letters > WORD { strsim::levenshtein(self.text, other) } else { self.distance(other) })
    }

    fn distance(&self, other: &str) -> usize {
        // Where going down in the table's column costs one more, and one less.
        let (mut more, mut less) = (u128::MAX, 0u128);
        let mut distance = self.letters;
        let last = self.letters.saturating_sub(1);
        for c in other.chars() {
            let same = match self.ascii.get(c as usize) {
                Some(places) => *places,
                None => self.others.iter().find(|(o, _)| *o == c).map_or(0, |(_, places)| *places),
            };
            let diagonal = (((same & more).wrapping_add(more)) ^ more) | same | less;
            let (right_more, right_less) = (less | !(diagonal | more), more & diagonal);
            distance = distance + (right_more >> last & 1) as usize - (right_less >> last & 1) as usize;
            let shifted = right_more << 1 | 1;
            (more, less) = (right_less << 1 | !(diagonal | shifted), shifted & diagonal);
        }
        if self.letters == 0 { other.chars().count() } else { distance }
    }
}

/// Letters that one machine word holds.
const WORD: usize = u128::BITS as usize;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_the_distance_of_levenshtein() {
        let long = "Der Rat beschließt, was der Rat im Mai schon einmal beschlossen hat, und im Juni beschließt er, was er im Mai beschlossen hätte, wenn";
        let texts = ["", "Amt", "Neues Amt", "Neue Ämter öffnen", "Amt, neu: öffnet im Mai", &long[..70], long];
        for (a, b) in texts.iter().flat_map(|a| texts.iter().map(move |b| (a, b))) {
            let wording = Wording::new(a);
            if wording.letters <= WORD {
                assert_eq!(wording.distance(b), strsim::levenshtein(a, b), "{a} {b}");
            }
            for share in [0.1, 0.5, 0.9] {
                let whole = strsim::normalized_levenshtein(a, b) >= share;
                assert_eq!(wording.is_like(b, share), whole, "{a} {b}");
            }
        }
    }
}
