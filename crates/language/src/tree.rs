//! A dependency tree turned over: what hangs on every word, and from where to where.

use std::ops::Range;

/// Children of every word and the range of every subtree, computed once.
pub(crate) struct Tree {
    pub(crate) children: Vec<Vec<usize>>,
    /// First to one past last word below and including each.
    pub(crate) spans: Vec<Range<usize>>,
}

impl Tree {
    /// From the head of every word, `None` for a root; a head that does not exist makes a root too.
    pub(crate) fn new(heads: &[Option<usize>]) -> Self {
        let count = heads.len();
        let mut children = vec![Vec::new(); count];
        for (index, head) in heads.iter().enumerate() {
            if let Some(head) = head.filter(|&head| head < count) {
                children[head].push(index);
            }
        }
        let mut order = Vec::with_capacity(count);
        let mut seen = vec![false; count];
        let mut stack: Vec<usize> = (0..count).filter(|&index| heads[index].is_none_or(|head| head >= count)).collect();
        while let Some(node) = stack.pop() {
            if !std::mem::replace(&mut seen[node], true) {
                order.push(node);
                stack.extend(&children[node]);
            }
        }
        let mut spans: Vec<Range<usize>> = (0..count).map(|index| index..index + 1).collect();
        for &node in order.iter().rev() {
            for child in 0..children[node].len() {
                let below = spans[children[node][child]].clone();
                spans[node] = spans[node].start.min(below.start)..spans[node].end.max(below.end);
            }
        }
        Self { children, spans }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subtrees_are_ranges_and_cycles_do_no_harm() {
        // "the foreign minister of Chad left"
        let tree = Tree::new(&[Some(2), Some(2), Some(5), Some(4), Some(2), None]);
        assert_eq!(tree.spans[2], 0..5);
        assert_eq!(tree.spans[4], 3..5);
        assert_eq!(tree.children[2], [0, 1, 4]);
        assert_eq!(Tree::new(&[Some(1), Some(0)]).spans, [0..1, 1..2]);
        assert_eq!(Tree::new(&[Some(9)]).spans[0], 0..1);
    }
}
