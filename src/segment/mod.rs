//! wip
#![allow(dead_code)]
mod dates;
mod lexicon;
