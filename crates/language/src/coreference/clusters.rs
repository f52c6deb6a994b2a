//! Disjoint sets of mentions.

/// Sets of mentions that were found to be the same; each starts alone.
#[derive(Debug)]
pub(super) struct Clusters {
    parent: Vec<usize>,
    members: Vec<Vec<usize>>,
}

impl Clusters {
    pub(super) fn new(count: usize) -> Self {
        Self { parent: (0..count).collect(), members: (0..count).map(|item| vec![item]).collect() }
    }

    /// The set that a mention is in, named by one of its members.
    pub(super) fn of(&self, mut item: usize) -> usize {
        while self.parent[item] != item {
            item = self.parent[item];
        }
        item
    }

    /// The members of the set of a mention, in order.
    pub(super) fn members(&self, item: usize) -> &[usize] {
        &self.members[self.of(item)]
    }

    /// Makes two sets one. The smaller joins the larger, so that paths stay short.
    pub(super) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.of(a), self.of(b));
        if a == b {
            return;
        }
        let (large, small) = if self.members[a].len() >= self.members[b].len() { (a, b) } else { (b, a) };
        self.parent[small] = large;
        let more = std::mem::take(&mut self.members[small]);
        self.members[large].extend(more);
        self.members[large].sort_unstable();
    }

    /// All sets of two and more, in the order of their first members.
    pub(super) fn groups(mut self) -> Vec<Vec<usize>> {
        let mut groups: Vec<Vec<usize>> = self.members.drain(..).filter(|members| members.len() > 1).collect();
        groups.sort_unstable();
        groups
    }
}
