//! A language from a seed: words as unevenly frequent as a real one's. `benches/index.rs` takes this file too.

/// splitmix64 (Steele, Lea, Flood, OOPSLA 2014).
pub(crate) struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Random(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// Words that are as unevenly frequent as a language's.
pub(crate) struct Language {
    words: Vec<String>,
}

const VOCABULARY: usize = 60_000;

impl Language {
    pub fn new(random: &mut Random) -> Self {
        const ONSETS: [&str; 14] = ["b", "d", "f", "g", "h", "k", "l", "m", "n", "r", "s", "st", "t", "w"];
        const VOWELS: [&str; 8] = ["a", "e", "i", "o", "u", "ä", "ei", "au"];
        let word = |rank: usize| {
            let syllables = 1 + (rank as f64 + 2.0).log10() as usize / 2 + random.below(3) as usize;
            let syllable = |random: &mut Random| {
                let onset = ONSETS[random.below(14) as usize];
                let end = if random.below(3) == 0 { ["n", "r", "t", "s"][random.below(4) as usize] } else { "" };
                format!("{onset}{}{end}", VOWELS[random.below(8) as usize])
            };
            (0..syllables).map(|_| syllable(random)).collect()
        };
        Language { words: (0..VOCABULARY).map(word).collect() }
    }

    /// A word by Zipf's law: the inverse of the distribution's integral.
    pub fn word(&self, random: &mut Random) -> &str {
        let rank = (VOCABULARY as f64).powf(random.unit()) as usize;
        &self.words[rank.min(VOCABULARY) - 1]
    }

    /// Words by the number, with a sentence's end here and there.
    pub fn text(&self, words: usize, random: &mut Random) -> Vec<String> {
        let one = |_| {
            let end = if random.below(12) == 0 { ".\n" } else { "" };
            format!("{}{end}", self.word(random))
        };
        (0..words).map(one).collect()
    }
}
