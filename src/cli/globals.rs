use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// When to do something that depends on whether a person is watching.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    // On a terminal only.
    Auto,
    Always,
    Never,
}

/// Options that every command takes.
#[derive(Args, Debug)]
#[command(next_help_heading = "Common options")]
pub(crate) struct Globals {
    /// Print this help; `nochmal man COMMAND` says more
    #[arg(short, long, global = true, action = clap::ArgAction::HelpShort)]
    pub help: Option<bool>,
    /// Layout of the result: text, jsonl, csv, md, html, svg, patch (not every command has each)
    #[arg(short, long, global = true, value_name = "LAYOUT", default_value = "text")]
    pub format: String,
    /// Write the result to FILE (beside it first, then renamed) instead of standard output
    #[arg(short, long, global = true, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Threads to use [default: all cores]
    #[arg(long, global = true, value_name = "N")]
    pub threads: Option<usize>,
    /// Memory to stay within, such as 300M or 2G; what does not fit is spilled to a temporary folder
    #[arg(long, global = true, value_name = "SIZE", value_parser = size)]
    pub memory: Option<u64>,
    /// Colour
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = When::Auto)]
    pub color: When,
    /// Progress on standard error
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = When::Auto)]
    pub progress: When,
    /// Settings file [default: nochmal.toml in this folder, if there is one]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Stop at the first input or record that cannot be read
    #[arg(long, global = true)]
    pub strict: bool,
    /// Exit with 1 when duplicates or changes were found
    #[arg(long, global = true)]
    pub exit_code: bool,
    /// Write to a terminal at once, without $NOCHMAL_PAGER, $PAGER or less
    #[arg(long, global = true)]
    pub no_pager: bool,
    /// Show also what is usually only counted
    #[arg(long, global = true)]
    pub all: bool,
}

/// A size in bytes: a number with an optional K, M, G or T (powers of 1024).
fn size(text: &str) -> Result<u64, String> {
    let text = text.trim();
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match text[digits.len()..].to_ascii_uppercase().trim_end_matches("IB").trim_end_matches('B') {
        "" => 0,
        "K" => 10,
        "M" => 20,
        "G" => 30,
        "T" => 40,
        _ => return Err("the unit must be K, M, G or T".to_owned()),
    };
    let number: f64 = digits.trim().parse().map_err(|_| "give a number such as 300M or 1.5G".to_owned())?;
    if !(number > 0.0 && number < 1e6) {
        return Err("give a positive size such as 300M".to_owned());
    }
    Ok((number * (1u64 << unit) as f64) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units() {
        assert_eq!(size("300M"), Ok(300 << 20));
        assert_eq!(size("1.5 GiB"), Ok(3 << 29));
        assert_eq!(size("4096"), Ok(4096));
        for bad in ["", "M", "-1G", "3X", "nan"] {
            assert!(size(bad).is_err(), "{bad}");
        }
    }
}
