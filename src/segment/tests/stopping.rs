//! A run ends soon after its caller wants it to.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use super::{document, fixture};
use crate::error::ErrorKind;
use crate::model::{Document, Observer};
use crate::segment::cues::CUES;
use crate::segment::{Options, segment_watched};

/// Stops a run when it is asked for the nth time.
struct Stop(AtomicUsize);

impl Observer for Stop {
    fn cancelled(&self) -> bool {
        self.0.fetch_sub(1, Relaxed) == 1
    }
}

#[test]
fn a_run_can_be_stopped_while_one_document_is_divided() {
    let doc = document("100.txt", &fixture("100"));
    let run = |docs: &[Document], nth: usize| segment_watched(docs, &Options::default(), &Stop(nth.into()));
    let asked = (1..100).take_while(|nth| run(std::slice::from_ref(&doc), *nth).is_err()).count();
    assert!(asked > CUES.len(), "it is asked before each cue, but only {asked} times");
    let error = run(&[doc.clone(), doc.clone()], asked + 1).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Cancelled);
}
