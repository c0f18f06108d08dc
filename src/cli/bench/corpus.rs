//! A corpus from a seed: no download, the same bytes everywhere.

use std::io::{self, Write};

use super::language::{Language, Random};

/// What the corpus is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Kind {
    /// Every record is its own.
    Strangers,
    /// Half of the records belong to families of 2 to 5, of which members differ by up to a tenth of their words.
    HalfFamilies,
    /// All records are equal.
    Identical,
    /// All records fill the same form: nine tenths are the form's words.
    Template,
    /// Every record has its own text and one paragraph that all share: a third of its words.
    Boilerplate,
}

impl Kind {
    pub const ALL: [Kind; 5] =
        [Kind::Strangers, Kind::HalfFamilies, Kind::Identical, Kind::Template, Kind::Boilerplate];

    /// Whether all pairs are a result, and not a mass that nobody wants.
    pub fn has_countable_pairs(self) -> bool {
        !matches!(self, Kind::Identical | Kind::Template)
    }
}

/// Writes `records` records of JSON Lines.
pub(crate) fn write(kind: Kind, records: usize, seed: u64, out: &mut dyn Write) -> io::Result<()> {
    let mut random = Random::new(seed);
    let language = Language::new(&mut random);
    let shared = language.text(90, &mut random);
    let mut written = 0;
    let mut put = |words: &[String], out: &mut dyn Write| {
        let text = serde_json::to_string(&words.join(" ")).map_err(io::Error::from)?;
        written += 1;
        writeln!(out, "{{\"id\":\"r{written}\",\"text\":{text}}}").map(|()| written)
    };
    let mut done = 0;
    while done < records {
        // Lengths spread around 150 words, as articles' and paragraphs' do.
        let length = (150.0 * (0.3 + 1.4 * random.unit() * random.unit() * 2.0)) as usize;
        done = match kind {
            Kind::Strangers => put(&language.text(length, &mut random), out)?,
            Kind::Identical => put(&shared, out)?,
            Kind::Template => {
                let mut words = shared.clone();
                (0..3).for_each(|_| words[random.below(3) as usize * 30] = language.word(&mut random).to_owned());
                put(&words, out)?
            }
            Kind::Boilerplate => {
                let mut words = language.text(180, &mut random);
                words.extend_from_slice(&shared);
                put(&words, out)?
            }
            Kind::HalfFamilies => {
                let base = language.text(length, &mut random);
                let mut done = put(&base, out)?;
                // Families of 2 to 5 have 3.5 members on average: two of nine records begin one.
                if random.below(9) < 2 {
                    for _ in 0..(1 + random.below(4)).min((records - done) as u64) {
                        let edits = random.below(1 + length as u64 / 10);
                        let mut copy = base.clone();
                        for _ in 0..edits {
                            copy[random.below(length as u64) as usize] = language.word(&mut random).to_owned();
                        }
                        done = put(&copy, out)?;
                    }
                }
                done
            }
        };
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_a_corpus() {
        let made = |kind, seed| {
            let mut bytes = Vec::new();
            write(kind, 50, seed, &mut bytes).unwrap();
            bytes
        };
        for kind in Kind::ALL {
            let lines = made(kind, 1);
            assert_eq!(lines, made(kind, 1));
            assert_ne!(lines, made(kind, 2));
            assert_eq!(lines.iter().filter(|b| **b == b'\n').count(), 50);
        }
    }
}
