use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::str::FromStr;

use crate::error::{Error, Result};
use crate::model::{Field, Item};
use crate::normalize::comparable;

/// A survivorship rule: which member's value stands for a field.
pub struct Rule {
    /// Unique name, as it stands in a configuration and in provenance.
    pub name: &'static str,
    /// What it prefers, in one line.
    pub about: &'static str,
    /// Position of the value that survives among the candidates: members that have one, earliest seen first.
    pub(super) choose: fn(&Candidates, &Rules) -> Option<usize>,
}

/// A member that has a value for a field.
pub(super) struct Candidate<'a> {
    pub item: &'a Item,
    pub value: String,
    /// Its place among the members, the one that tells the state of things best first.
    pub rank: usize,
}

type Candidates<'a> = [Candidate<'a>];

/// All rules. Where two values are equally good, the one seen earliest survives.
pub const RULES: [Rule; 10] = [
    Rule {
        name: "together",
        about: "the value of the member seen last of those with a full text: fields under this rule come from one member, \
                unless that has none",
        choose: |c, _| (0..c.len()).min_by_key(|&i| c[i].rank),
    },
    Rule { name: "longest", about: "the value with most characters", choose: |c, _| best(c, length) },
    Rule {
        name: "shortest",
        about: "the value with fewest characters",
        choose: |c, _| best(c, |v| Reverse(length(v))),
    },
    Rule {
        name: "most-frequent",
        about: "the value that most members have, layout aside; then the longest",
        choose: most_frequent,
    },
    Rule { name: "earliest", about: "the value of the member seen first", choose: |c, _| (!c.is_empty()).then_some(0) },
    Rule { name: "latest", about: "the value of the member seen last", choose: |c, _| c.len().checked_sub(1) },
    Rule {
        name: "least",
        about: "the value first in order: of dates the earliest",
        choose: |c, _| best(c, |v| Reverse(v.to_owned())),
    },
    Rule {
        name: "greatest",
        about: "the value last in order: of dates the latest",
        choose: |c, _| best(c, str::to_owned),
    },
    Rule {
        name: "most-complete",
        about: "the value of the member with most fields; then the longest",
        choose: most_complete,
    },
    Rule {
        name: "preferred-source",
        about: "the value from the source named first in `prefer`; else the earliest",
        choose: preferred,
    },
];

/// The rules where the configuration says nothing.
const DEFAULT: [(&str, &str); 8] = [
    ("kind", "most-frequent"),
    ("topic", "most-frequent"),
    ("title", "together"),
    ("body", "together"),
    ("date", "together"),
    ("end_date", "together"),
    ("place", "together"),
    ("url", "most-frequent"),
];

/// The rule for a record's further fields.
const FURTHER: &str = "most-frequent";

/// Which rule holds for which field, and which sources come first.
///
/// Parses from lines or comma-separated parts `field=rule`; `prefer=SOURCE` names a source, the most preferred first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Names of rules by names of fields; other fields follow the default.
    by_field: BTreeMap<String, String>,
    /// Sources in order of preference.
    preferred: Vec<String>,
}

impl Rules {
    /// Sets the rule for `field`.
    ///
    /// # Errors
    /// Where no rule has that name.
    pub fn set(&mut self, field: &str, rule: &str) -> Result<()> {
        if !RULES.iter().any(|known| known.name == rule) {
            let names: Vec<&str> = RULES.iter().map(|known| known.name).collect();
            let hint = format!("the rules are {}", names.join(", "));
            return Err(Error::usage(format!("{rule:?} is no rule for the field {field:?}")).way_out(hint));
        }
        self.by_field.insert(field.to_owned(), rule.to_owned());
        Ok(())
    }

    /// Adds `source` behind the preferred sources.
    pub fn prefer(&mut self, source: &str) {
        self.preferred.push(source.to_owned());
    }

    /// The rule for `field`.
    pub(super) fn of(&self, field: &str) -> &'static Rule {
        let default = || DEFAULT.iter().find(|(name, _)| *name == field).map_or(FURTHER, |(_, rule)| rule);
        let name = self.by_field.get(field).map_or_else(default, String::as_str);
        RULES.iter().find(|rule| rule.name == name).unwrap_or(&RULES[0])
    }
}

impl FromStr for Rules {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let mut rules = Rules::default();
        for part in text.split([',', '\n']).map(str::trim).filter(|part| !part.is_empty() && !part.starts_with('#')) {
            let Some((field, value)) = part.split_once('=') else {
                return Err(Error::usage(format!("{part:?} is not of the form field=rule")));
            };
            let (field, value) = (field.trim(), value.trim().trim_matches('"'));
            match field {
                "prefer" => rules.prefer(value),
                _ => rules.set(field, value)?,
            }
        }
        Ok(rules)
    }
}

fn length(value: &str) -> usize {
    value.chars().count()
}

/// The first of the candidates whose `merit` is greatest.
fn best<M: Ord>(candidates: &Candidates, merit: impl Fn(&str) -> M) -> Option<usize> {
    (0..candidates.len()).max_by_key(|&i| (merit(&candidates[i].value), Reverse(i)))
}

fn most_frequent(candidates: &Candidates, _: &Rules) -> Option<usize> {
    let plain: Vec<String> = candidates.iter().map(|c| comparable(&c.value)).collect();
    let mut votes: HashMap<&str, usize> = HashMap::new();
    for value in &plain {
        *votes.entry(value).or_insert(0) += 1;
    }
    (0..candidates.len()).max_by_key(|&i| (votes[plain[i].as_str()], length(&candidates[i].value), Reverse(i)))
}

fn most_complete(candidates: &Candidates, _: &Rules) -> Option<usize> {
    let filled = |item: &Item| Field::ALL.iter().filter(|&&f| item.get(f).is_some()).count() + item.fields.len();
    (0..candidates.len()).max_by_key(|&i| (filled(candidates[i].item), length(&candidates[i].value), Reverse(i)))
}

fn preferred(candidates: &Candidates, rules: &Rules) -> Option<usize> {
    let rank = |item: &Item| rules.preferred.iter().position(|source| *source == item.source).unwrap_or(usize::MAX);
    (0..candidates.len()).min_by_key(|&i| (rank(candidates[i].item), i))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn chosen(rule: &str, rules: &Rules) -> &'static str {
        const VALUES: [&str; 4] = ["b", "A a", "dd", "a  a"];
        let items: Vec<Item> = (0..4)
            .map(|i| Item { source: format!("{i}.txt"), place: (i == 2).then(|| "Ort".into()), ..Item::default() })
            .collect();
        let candidate = |((item, value), rank): ((_, &str), _)| Candidate { item, value: value.to_owned(), rank };
        let candidates: Vec<Candidate> = items.iter().zip(VALUES).zip([3, 1, 0, 2]).map(candidate).collect();
        let rule = RULES.iter().find(|known| known.name == rule).unwrap();
        VALUES[(rule.choose)(&candidates, rules).unwrap()]
    }

    #[test]
    fn each_rule_chooses_as_it_says() {
        let rules: Rules = "prefer=2.txt, prefer=0.txt".parse().unwrap();
        let expected = [
            ("together", "dd"),
            ("longest", "a  a"),
            ("shortest", "b"),
            ("most-frequent", "a  a"),
            ("earliest", "b"),
            ("latest", "a  a"),
            ("least", "A a"),
            ("greatest", "dd"),
            ("most-complete", "dd"),
            ("preferred-source", "dd"),
        ];
        assert_eq!(expected.len(), RULES.len());
        for (rule, value) in expected {
            assert_eq!(chosen(rule, &rules), value, "{rule}");
        }
        assert_eq!(chosen("preferred-source", &Rules::default()), "b");
    }

    #[test]
    fn rules_have_names_and_descriptions_and_defaults_exist() {
        let names: BTreeSet<_> = RULES.iter().map(|r| r.name).collect();
        assert_eq!(names.len(), RULES.len());
        assert!(RULES.iter().all(|r| !r.about.is_empty() && (r.choose)(&[], &Rules::default()).is_none()));
        assert!(DEFAULT.iter().all(|(_, rule)| names.contains(rule)) && names.contains(FURTHER));
    }

    #[test]
    fn parses_what_people_write() {
        let rules: Rules = "title = shortest\n# by house style\nbody=\"latest\", colour=earliest".parse().unwrap();
        let names = ["title", "body", "colour", "date", "size"].map(|field| rules.of(field).name);
        assert_eq!(names, ["shortest", "latest", "earliest", "together", "most-frequent"]);
        let refused = "title=prettiest".parse::<Rules>().unwrap_err().to_string();
        assert!(refused.contains("prettiest") && refused.contains("most-frequent"), "{refused}");
        assert!("title".parse::<Rules>().is_err());
    }
}
