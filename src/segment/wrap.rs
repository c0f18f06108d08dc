//! Where a text's lines are broken, read off all of them: the width it was wrapped at, and lines that are whole because
//! they return.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::rows::Row;
use super::text;

/// The column at which the document's lines are broken, if they are: the width for which most pairs of adjoining lines
/// satisfy "this line fits, but the next one's first word would not have". One pass with a difference array.
pub(super) fn wrap_width(rows: &[Row]) -> Option<usize> {
    // Mails are broken at 60 to 80 columns; what is narrower or wider is broken for other reasons.
    const NARROWEST: usize = 50;
    const WIDEST: usize = 110;
    let mut change = [0i32; WIDEST + 2];
    let (mut pairs, mut long) = (0i32, 0i32);
    for pair in rows.windows(2) {
        let (this, next) = (&pair[0], &pair[1]);
        long += i32::from(this.text.len() > 2 * WIDEST || this.shape.is_none() && this.columns > WIDEST);
        if next.gap > 0 || this.shape.is_some() || next.shape.is_some() || this.text.len() > 4 * WIDEST {
            continue;
        }
        let length = usize::from(this.indent) + this.columns;
        // Short lines and those that end a sentence stand in wrapped and unwrapped texts alike.
        if length < NARROWEST || this.text.ends_with(['.', '!', '?', ':']) {
            continue;
        }
        pairs += 1;
        let with_next = length + 1 + next.first_columns();
        if (NARROWEST..=WIDEST).contains(&length) {
            change[length] += 1;
            change[with_next.min(WIDEST + 1)] -= 1;
        }
    }
    let mut covered = 0;
    let mut best = (0, 0);
    for (width, delta) in change.iter().enumerate().take(WIDEST + 1) {
        covered += delta;
        if covered > best.0 {
            best = (covered, width);
        }
    }
    // Half of the pairs: in wrapped text nearly all fit but paragraphs' last lines; elsewhere they fit by chance only.
    // Lines wider than any wrapping speak against it.
    (best.0 >= 3 && best.0 * 2 >= pairs && long * 10 <= pairs).then_some(best.1)
}

/// Marks the lines of `rows` that return with something else behind them: a title, promised by a table of contents, may
/// be as wide as the text below it.
pub(super) fn mark_returning(rows: &mut [Row]) {
    let hash = |row: &Row| rapidhash::v3::rapidhash_v3(text::marker(row.text).1.as_bytes());
    let mut seen: HashMap<u64, (usize, u64), rapidhash::fast::RandomState> = HashMap::default();
    seen.reserve(rows.len());
    let mut ahead = None;
    for i in 0..rows.len() {
        let known = ahead.take();
        if rows[i].columns < FEWEST_COLUMNS || rows[i].shape.is_some() {
            continue;
        }
        ahead = rows.get(i + 1).filter(|next| next.gap == 0).map(hash);
        let behind = ahead.unwrap_or(0);
        match seen.entry(known.unwrap_or_else(|| hash(&rows[i]))) {
            Entry::Vacant(new) => {
                new.insert((i, behind));
            }
            Entry::Occupied(first) => {
                let (first, other) = *first.get();
                if other != behind {
                    (rows[first].returns, rows[i].returns) = (true, true);
                }
            }
        }
    }
}

/// Columns of a line that could seem to go on: shorter ones don't reach the width of a text.
const FEWEST_COLUMNS: usize = 30;
