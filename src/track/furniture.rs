//! Words that a list hangs before or behind the text of most of its items ("All news at a glance: …"). They are part
//! of the list's layout: that they come or go is no edit of any item.

/// An affix must stand in this share of a list's texts. More than half, so that it is one and the same for all.
const SHARE: f64 = 0.5;
/// An affix has this many words at least; shorter ones are ways of speaking ("read more" is the segmenter's).
const WORDS: usize = 3;
/// A list with fewer texts has no layout of its own that could be told from its contents.
const TEXTS: usize = 4;

/// The words that most of `texts` (as words) begin with and those that most end with, each the longest such run;
/// empty where there are none. O(words) in all.
pub(super) fn affixes<'t>(texts: &[Vec<&'t str>]) -> (Vec<&'t str>, Vec<&'t str>) {
    let forward: Vec<&[&str]> = texts.iter().map(Vec::as_slice).collect();
    let prefix = common(&forward, |text, k| text.get(k).copied());
    let suffix = common(&forward, |text, k| text.len().checked_sub(k + 1).map(|i| text[i]));
    (prefix, suffix.into_iter().rev().collect())
}

/// The longest run of words that a majority shares, word by word: those that share it up to here vote on the next.
fn common<'t>(texts: &[&[&'t str]], word: impl Fn(&[&'t str], usize) -> Option<&'t str>) -> Vec<&'t str> {
    let mut run = Vec::new();
    let mut with: Vec<&[&str]> = texts.to_vec();
    while with.len() >= TEXTS && with.len() as f64 > texts.len() as f64 * SHARE {
        let Some(next) = majority(with.iter().filter_map(|text| word(text, run.len()))) else { break };
        with.retain(|text| word(text, run.len()) == Some(next));
        if with.len() < TEXTS || with.len() as f64 <= texts.len() as f64 * SHARE {
            break;
        }
        run.push(next);
    }
    if run.len() < WORDS { Vec::new() } else { run }
}

/// The one candidate that can have a majority (Boyer and Moore, "MJRTY", 1981); the caller counts.
fn majority<'t>(votes: impl Iterator<Item = &'t str>) -> Option<&'t str> {
    let mut leader = (None, 0u32);
    for vote in votes {
        leader = match leader {
            (_, 0) => (Some(vote), 1),
            (Some(name), n) if name == vote => (Some(name), n + 1),
            (name, n) => (name, n - 1),
        };
    }
    leader.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(texts: &[&str]) -> (String, String) {
        let words: Vec<Vec<&str>> = texts.iter().map(|t| t.split(' ').collect()).collect();
        let (prefix, suffix) = affixes(&words);
        (prefix.join(" "), suffix.join(" "))
    }

    #[test]
    fn finds_what_most_texts_share() {
        let texts =
            ["a b see all news here", "c see all news here", "d e f see all news here", "g h", "k see all news here"];
        assert_eq!(of(&texts), (String::new(), "see all news here".into()));
        let texts =
            ["from our desk today x", "from our desk today y", "from our desk today z", "from our desk today a"];
        assert_eq!(of(&texts).0, "from our desk today");
    }

    #[test]
    fn leaves_short_rare_and_few() {
        assert_eq!(of(&["a x y", "b x y", "c x y", "d x y"]), Default::default(), "two words");
        assert_eq!(of(&["a p q r", "b p q r", "c d e f", "g h i j"]), Default::default(), "half");
        assert_eq!(of(&["a p q r", "b p q r", "c p q r"]), Default::default(), "three texts");
        assert_eq!(affixes(&[]), Default::default());
    }
}
