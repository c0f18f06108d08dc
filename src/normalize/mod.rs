//! Text → comparable text: what differs in layout only comes out the same.
//!
//! An ordered table of small steps ([`STEPS`]), each idempotent; [`comparable`] applies all of them in order, and
//! applying it twice changes nothing more (law 2). The result is for comparing, never for showing.

mod chars;
mod markup;
mod space;

/// One step of normalization.
pub struct Step {
    /// Unique name.
    pub name: &'static str,
    /// What it evens out, in one line.
    pub about: &'static str,
    /// The step itself: idempotent, linear in the length of the text.
    pub apply: fn(&str) -> String,
}

/// The steps in the order in which [`comparable`] takes them. Each may rely on those before it.
pub const STEPS: [Step; 7] = [
    Step { name: "invisible", about: "drops soft hyphens, zero-width and direction marks", apply: chars::invisible },
    Step { name: "nfkc", about: "one code for each character: ligatures, full width, accents", apply: chars::nfkc },
    Step { name: "case", about: "lower case", apply: chars::case },
    Step { name: "dashes", about: "one kind of dash", apply: chars::dashes },
    Step { name: "markup", about: "drops HTML tags, entities and Markdown marks", apply: markup::markup },
    Step { name: "quotes", about: "one kind of quotation mark and apostrophe", apply: chars::quotes },
    Step { name: "space", about: "single spaces, none beside punctuation", apply: space::space },
];

/// `text` as it is compared: equal for two texts that differ in layout, markup, case or typography only.
///
/// Linear in the length of the text; markup within markup takes a further turn for each level, `TURNS` at most.
pub fn comparable(text: &str) -> String {
    let turn = |text: &str| STEPS.iter().fold(text.to_owned(), |text, step| (step.apply)(&text));
    settle(turn(text), turn)
}

/// Markup nested deeper than this is no layout but an attack, and stays: it bounds the time on hostile text.
const TURNS: usize = 32;

/// `text` after as many further turns as change it. Only what holds marks can change again.
fn settle(mut text: String, turn: impl Fn(&str) -> String) -> String {
    for _ in 0..TURNS {
        if !markup::has_marks(&text) {
            break;
        }
        let next = turn(&text);
        if next == text {
            break;
        }
        text = next;
    }
    text
}

/// Tests a step: each input gives the output, and the output gives itself.
#[cfg(test)]
macro_rules! step_gives {
    ($step:path, $($input:expr => $output:expr),+ $(,)?) => {
        $(
            assert_eq!($step($input), $output, "of {:?}", $input);
            assert_eq!($step($output), $output, "again of {:?}", $output);
        )+
    };
}
#[cfg(test)]
pub(crate) use step_gives;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn steps_have_names_and_descriptions() {
        let names: BTreeSet<_> = STEPS.iter().map(|s| s.name).collect();
        assert_eq!(names.len(), STEPS.len());
        assert!(STEPS.iter().all(|s| !s.about.is_empty() && !s.about.contains('\n')));
    }

    #[test]
    fn evens_out_layout_and_nothing_else() {
        let same = [
            ("**Der »Pakt«** –\n steht", "Der „Pakt“ - steht"),
            ("Digi\u{ad}tal &amp; <b>nah</b>", "digital & nah"),
            ("[Zum Rathaus](https://example.org/a_b)", "Zum Rathaus"),
            ("Ⅷ. ﬁnal", "VIII. final"),
            ("IT -Rat , neu", "IT-Rat, neu"),
        ];
        for (a, b) in same {
            assert_eq!(comparable(a), comparable(b));
        }
        for (a, b) in [("10 %", "10 €"), ("3 Mio.", "8 Mio."), ("sicher", "unsicher"), ("sicher?", "sicher")] {
            assert_ne!(comparable(a), comparable(b));
        }
    }

    /// Text rich in the characters that the steps look at.
    fn marked() -> impl Strategy<Value = String> {
        const BITS: &[&str] = &[
            "<b>", "</b", ">", "<", "br", "/", "&", "amp;", "lt;", "gt;", "nbsp;", ";", "[", "]", "(", ")", "](", "*",
            "_", "`", "#", "- ", "–", "„", "’", "\u{ad}", "\u{200b}", "\n", "  ", "\u{a0}", "a", "B", "ß", "İ", "ﬁ",
            "é", "e\u{301}", "...", "…", ",", ".", "1", "~~", "!", "Σ", "ᾳ", "\u{345}", "ẞ", "…", "'", "\"",
        ];
        prop::collection::vec(
            prop_oneof![8 => prop::sample::select(BITS).prop_map(str::to_owned), 1 => ".{0,3}"],
            0..24,
        )
        .prop_map(|bits| bits.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn each_step_is_idempotent(text in marked()) {
            for step in &STEPS {
                let once = (step.apply)(&text);
                prop_assert_eq!((step.apply)(&once), once.clone(), "step {}", step.name);
            }
        }

        #[test]
        fn twice_changes_nothing_more(text in marked()) {
            let once = comparable(&text);
            prop_assert_eq!(comparable(&once), once.clone());
        }
    }
}
