//! `nochmal.toml`: settings that would be tiresome to type. Options on the command line win.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::compare::decisions::Decisions;
use crate::error::Error;
use crate::model::Field;
use crate::pipeline;
use crate::segment::Profile;

use super::inputs::{Compared, Comparing, Reading};

/// The settings file that is read where nobody names one.
pub(crate) const SETTINGS: &str = "nochmal.toml";
/// Where decisions stand if nobody says otherwise.
const DECISIONS: &str = "nochmal.decisions";

/// The content of `file`, `None` where there is none.
pub(crate) fn read_if_there(file: &str) -> Result<Option<String>, Error> {
    match std::fs::read_to_string(file) {
        Ok(text) => Ok(Some(text)),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(Error::io(file, &e)),
    }
}

/// The settings file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    /// Field names of records: ours = theirs.
    pub fields: BTreeMap<String, String>,
    /// Fields hidden from every comparison.
    pub ignore_fields: Vec<String>,
    /// Survivorship rules: field = rule.
    pub canonical: BTreeMap<String, String>,
    /// Sources in order of preference, for the rule preferred-source.
    pub prefer: Vec<String>,
    /// Kinds of further record fields: field = kind.
    pub kinds: BTreeMap<String, String>,
    /// Score from which on items are the same.
    pub min_score: Option<f64>,
    /// The file of decisions (must-link, cannot-link).
    pub decisions: Option<String>,
    /// The segmenter's profile.
    pub profile: Option<String>,
}

impl Config {
    /// Reads `path`; without one `nochmal.toml` in the current folder, where it exists.
    pub fn load(path: Option<&Path>) -> Result<Config, Error> {
        let (path, wanted) = match path {
            Some(path) => (path, true),
            None => (Path::new(SETTINGS), false),
        };
        let name = path.display().to_string();
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound && !wanted => return Ok(Config::default()),
            Err(e) => return Err(Error::io(name, &e)),
        };
        toml::from_str(&text).map_err(|e| {
            let line = e.span().map(|s| text[..s.start].matches('\n').count() as u64 + 1);
            let error = Error::input(name, e.message().replace('\n', ", "));
            line.map_or(error.clone(), |n| error.at_line(n))
        })
    }
}

impl Config {
    /// Where decisions stand: as the command line says, else as this file says, else in the current folder.
    pub fn decisions_file(&self, comparing: &Comparing) -> String {
        comparing.decisions.clone().or_else(|| self.decisions.clone()).unwrap_or_else(|| DECISIONS.to_owned())
    }

    /// How inputs are read: this file's settings, and over them those of the command line.
    pub fn reading(&self, reading: &Reading) -> Result<pipeline::Config, Error> {
        let mut read = reading.options()?;
        for (ours, theirs) in &self.fields {
            if !read.fields.iter().any(|(name, _)| name == ours) {
                read.fields.push((ours.clone(), theirs.clone()));
            }
        }
        let mut config = pipeline::Config { read, ..pipeline::Config::default() };
        if let Some(path) = reading.profile.as_ref().or(self.profile.as_ref()) {
            let text = std::fs::read_to_string(path).map_err(|e| Error::io(path, &e))?;
            config.segment.profile = Some(Profile::from_toml(&text).map_err(|e| e.in_source(path))?);
        }
        Ok(config)
    }

    /// As [`Config::pipeline`], for items that are compared with each other.
    pub fn compared(&self, compared: &Compared) -> Result<pipeline::Config, Error> {
        self.pipeline(&compared.inputs.reading, &compared.comparing)
    }

    /// The pipeline's settings: this file's, and over them what the command line says of reading.
    pub fn pipeline(&self, reading: &Reading, comparing: &Comparing) -> Result<pipeline::Config, Error> {
        let mut config = self.reading(reading)?;
        config.compare.ignore = [&self.ignore_fields[..], &comparing.ignore].concat();
        let of_records = comparing.ignore.iter().filter(|name| Field::parse(name).is_none());
        config.read.required.extend(of_records.cloned());
        config.compare.min_score = comparing.min_score.or(self.min_score);
        for (field, kind) in &self.kinds {
            config.compare.fields.insert(field.clone(), kind.parse()?);
        }
        for (field, rule) in &self.canonical {
            config.rules.set(field, rule)?;
        }
        for source in &self.prefer {
            config.rules.prefer(source);
        }
        let file = self.decisions_file(comparing);
        match read_if_there(&file)? {
            Some(text) => config.compare.decisions = Decisions::parse(&text, &file)?,
            None if file == DECISIONS => {}
            None => return Err(Error::io(&file, &std::io::ErrorKind::NotFound.into())),
        }
        Ok(config)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_docs_name_every_key_and_every_rule() {
        let docs = include_str!("../../docs/settings.md");
        let sample = docs.split("```toml").nth(1).and_then(|rest| rest.split("```").next()).unwrap_or_default();
        let Config { fields, ignore_fields, canonical, prefer, kinds, min_score, decisions, profile } =
            toml::from_str(sample).unwrap();
        assert!(
            ![fields.is_empty(), ignore_fields.is_empty(), canonical.is_empty(), prefer.is_empty()].contains(&true)
        );
        assert!(!kinds.is_empty() && min_score.is_some() && decisions.is_some() && profile.is_some());
        assert!(kinds.values().all(|kind| kind.parse::<crate::compare::FieldKind>().is_ok()));
        assert!(crate::canonical::RULES.iter().all(|rule| docs.contains(rule.name)));
    }
}
