use super::Relation;

/// Items that are the same: joined by identical, edited and excerpt pairs. Two members at least.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// Stable name: made from its members, the same whatever the order of the input.
    pub id: String,
    /// Its members, canonical one included, in order of the input.
    pub members: Vec<Member>,
    /// The member that stands for the others: a position in the list of items.
    pub canonical: usize,
    /// The loosest relation that holds it together.
    pub relation: Relation,
}

/// One member of a cluster.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Member {
    /// Its position in the list of items.
    pub item: usize,
    /// How it belongs to the canonical member (to itself: identical).
    pub relation: Relation,
    /// Score of its best pair into the cluster.
    pub score: f64,
}
