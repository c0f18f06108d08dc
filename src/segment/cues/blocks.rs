//! Repeated sibling subtrees: the cards, rows and list entries of an HTML page.

use super::{Cue, Scene};
use crate::segment::state::State;
use crate::segment::votes::Votes;

pub(super) const CUE: Cue =
    Cue { name: "blocks", description: "the first line of each of several like-built blocks of the page", vote };

fn vote(scene: &Scene, votes: &mut Votes) {
    let _ = (scene, votes, State::Title);
}
