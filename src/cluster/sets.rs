/// Disjoint sets of the numbers below n (Tarjan 1975). A set's name is its least member.
#[derive(Clone)]
pub(crate) struct Sets {
    parent: Vec<usize>,
}

impl Sets {
    pub(crate) fn new(n: usize) -> Self {
        Sets { parent: (0..n).collect() }
    }

    /// The name of the set that holds `x`, shortening the way for those who ask later.
    pub(crate) fn find(&mut self, x: usize) -> usize {
        let root = self.root(x);
        let mut at = x;
        while at != root {
            at = std::mem::replace(&mut self.parent[at], root);
        }
        root
    }

    /// The name of the set that holds `x`.
    pub(crate) fn root(&self, mut x: usize) -> usize {
        while self.parent[x] != x {
            x = self.parent[x];
        }
        x
    }

    pub(crate) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        self.parent[a.max(b)] = a.min(b);
    }

    /// All sets, members in order, ordered by first member.
    pub(crate) fn groups(&mut self) -> Vec<Vec<usize>> {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        let mut place = vec![usize::MAX; self.parent.len()];
        for x in 0..self.parent.len() {
            let root = self.find(x);
            if place[root] == usize::MAX {
                place[root] = groups.len();
                groups.push(Vec::new());
            }
            groups[place[root]].push(x);
        }
        groups
    }
}
