//! From scores to labels: trees (Chu and Liu 1965, Edmonds 1967), BIO sequences, probabilities.

use std::ops::Range;

/// Cost of a root edge that makes every tree have exactly one.
const ROOT_COST: f64 = 1.0e6;

/// The best tree with one root. `scores[i * size + j]` says how good `j` is as the head of `i`; row 0 is left aside, column 0
/// is the root above the sentence. Returns the head of every word `1..size` (0 for the root word).
pub(crate) fn tree(scores: &[f32], size: usize) -> Vec<usize> {
    let mut greedy = vec![0; size];
    for i in 1..size {
        let row = &scores[i * size..(i + 1) * size];
        greedy[i] =
            (0..size).filter(|&j| j != i).fold(0, |best, j| if row[j] > row[best] || best == i { j } else { best });
    }
    if is_tree(&greedy) {
        return greedy;
    }
    let mut edges = vec![vec![f64::NEG_INFINITY; size]; size];
    for i in 1..size {
        let row = &scores[i * size..(i + 1) * size];
        // Log-probabilities, so that rows weigh alike.
        let highest = (0..size).filter(|&j| j != i).map(|j| row[j]).fold(f32::NEG_INFINITY, f32::max);
        let sum: f64 = (0..size).filter(|&j| j != i).map(|j| libm::exp(f64::from(row[j] - highest))).sum();
        for j in (0..size).filter(|&j| j != i) {
            let score = f64::from(row[j] - highest) - libm::log(sum);
            edges[i][j] =
                if score.is_nan() { -1.0e3 } else { score.max(-1.0e3) } - if j == 0 { ROOT_COST } else { 0.0 };
        }
    }
    edmonds(&edges)
}

/// Whether every word reaches the root and exactly one hangs on it.
fn is_tree(heads: &[usize]) -> bool {
    let size = heads.len();
    if heads.iter().skip(1).filter(|&&head| head == 0).count() != 1 {
        return size == 1;
    }
    let mut state = vec![0_u8; size];
    state[0] = 2;
    for start in 1..size {
        let mut at = start;
        let mut path = Vec::new();
        while state[at] == 0 {
            state[at] = 1;
            path.push(at);
            at = heads[at];
        }
        if state[at] == 1 {
            return false;
        }
        for node in path {
            state[node] = 2;
        }
    }
    true
}

/// Best arborescence from node 0 over a dense graph, by contraction, without recursion on the call stack.
/// `edges[i][j]`: weight of the edge from head `j` to `i`.
fn edmonds(edges: &[Vec<f64>]) -> Vec<usize> {
    struct Level {
        /// Node of the next level for every node of this one.
        into: Vec<usize>,
        /// The heads chosen greedily at this level.
        heads: Vec<usize>,
        /// For an edge of the next level, (dependent, head) of the next: the edge of this level that it stands for.
        origin: Vec<Vec<(usize, usize)>>,
        cycle: Vec<usize>,
    }
    let mut levels: Vec<Level> = Vec::new();
    let mut weights = edges.to_vec();
    let mut heads = loop {
        let size = weights.len();
        let mut heads = vec![0; size];
        for i in 1..size {
            let best = (0..size).filter(|&j| j != i).fold(None, |best: Option<usize>, j| match best {
                Some(b) if weights[i][b] >= weights[i][j] => best,
                _ => Some(j),
            });
            heads[i] = best.unwrap_or(0);
        }
        let Some(cycle) = find_cycle(&heads) else { break heads };
        let mut inside = vec![false; size];
        for &node in &cycle {
            inside[node] = true;
        }
        let mut into = vec![0; size];
        let mut count = 0;
        for node in 0..size {
            if !inside[node] {
                into[node] = count;
                count += 1;
            }
        }
        for &node in &cycle {
            into[node] = count;
        }
        let next = count + 1;
        let mut smaller = vec![vec![f64::NEG_INFINITY; next]; next];
        let mut origin = vec![vec![(0, 0); next]; next];
        for i in 1..size {
            for j in 0..size {
                if i == j || into[i] == into[j] {
                    continue;
                }
                let weight = if inside[i] { weights[i][j] - weights[i][heads[i]] } else { weights[i][j] };
                let (a, b) = (into[i], into[j]);
                if weight > smaller[a][b] {
                    smaller[a][b] = weight;
                    origin[a][b] = (i, j);
                }
            }
        }
        levels.push(Level { into, heads, origin, cycle });
        weights = smaller;
    };
    while let Some(level) = levels.pop() {
        let mut below = level.heads.clone();
        let contracted = level.into[level.cycle[0]];
        for (node, &up) in level.into.iter().enumerate().skip(1) {
            if up != contracted {
                below[node] = level.origin[up][heads[up]].1;
            }
        }
        // The edge into the cycle breaks it at one word.
        let (entry, from) = level.origin[contracted][heads[contracted]];
        below[entry] = from;
        heads = below;
    }
    heads
}

/// A cycle among the heads, if there is one.
fn find_cycle(heads: &[usize]) -> Option<Vec<usize>> {
    let mut state = vec![0_usize; heads.len()];
    state[0] = usize::MAX;
    for start in 1..heads.len() {
        let mut at = start;
        while state[at] == 0 {
            state[at] = start;
            at = heads[at];
        }
        if state[at] == start && at != 0 {
            let mut cycle = vec![at];
            let mut node = heads[at];
            while node != at {
                cycle.push(node);
                node = heads[node];
            }
            return Some(cycle);
        }
        let mut node = start;
        while state[node] == start {
            state[node] = usize::MAX;
            node = heads[node];
        }
    }
    None
}

/// The best legal BIO sequence: an inside tag follows the begin or inside tag of its class only. Returns the spans with the index
/// of their begin label.
pub(crate) fn spans(logits: &[f32], labels: &[String]) -> Vec<(Range<usize>, usize)> {
    let width = labels.len();
    let rows = logits.len() / width.max(1);
    if rows == 0 {
        return Vec::new();
    }
    let class = |label: usize| labels[label].get(2..).unwrap_or("");
    let inside = |label: usize| labels[label].starts_with("I-");
    let legal: Vec<Vec<usize>> = (0..width)
        .map(|to| (0..width).filter(|&from| !inside(to) || (labels[from] != "O" && class(from) == class(to))).collect())
        .collect();
    let mut score: Vec<f32> = (0..width).map(|l| if inside(l) { f32::NEG_INFINITY } else { logits[l] }).collect();
    let mut back = vec![0; rows * width];
    for row in 1..rows {
        let mut next = vec![f32::NEG_INFINITY; width];
        for to in 0..width {
            let mut best = usize::MAX;
            for &from in &legal[to] {
                if best == usize::MAX || score[from] > score[best] {
                    best = from;
                }
            }
            if best != usize::MAX {
                next[to] = score[best] + logits[row * width + to];
                back[row * width + to] = best;
            }
        }
        score = next;
    }
    let mut label = argmax(&score);
    let mut path = vec![label; rows];
    for row in (1..rows).rev() {
        label = back[row * width + label];
        path[row - 1] = label;
    }
    let mut out: Vec<(Range<usize>, usize)> = Vec::new();
    for (row, &label) in path.iter().enumerate() {
        if inside(label) {
            if let Some((range, _)) = out.last_mut() {
                range.end = row + 1;
            }
        } else if labels[label] != "O" {
            out.push((row..row + 1, label));
        }
    }
    out
}

/// Index of the highest number; the first of equals, 0 for none.
pub(crate) fn argmax(numbers: &[f32]) -> usize {
    numbers.iter().enumerate().fold(0, |best, (index, &number)| if number > numbers[best] { index } else { best })
}

/// Softmax in place.
pub(crate) fn softmax(numbers: &mut [f32], temperature: f32) {
    let highest = numbers.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for number in numbers.iter_mut() {
        *number = libm::expf((*number - highest) / temperature);
        sum += *number;
    }
    for number in numbers.iter_mut() {
        *number /= sum;
    }
}

/// 1 / (1 + e^-x).
pub(crate) fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + libm::expf(-x))
}

/// The exact Gaussian error linear unit (Hendrycks and Gimpel 2016).
pub(crate) fn gelu(x: f32) -> f32 {
    0.5 * x * (1.0 + libm::erff(x * std::f32::consts::FRAC_1_SQRT_2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cycles_are_broken_and_one_root_stays() {
        // Words 1 and 2 prefer each other; 1 is the better root.
        let scores = [0.0, 0.0, 0.0, 1.0, 0.0, 9.0, 0.5, 9.0, 0.0];
        assert_eq!(tree(&scores, 3), [0, 0, 1]);
        // Both words prefer the root.
        let scores = [0.0, 0.0, 0.0, 9.0, 0.0, 1.0, 5.0, 4.0, 0.0];
        assert_eq!(tree(&scores, 3), [0, 0, 1]);
        assert_eq!(tree(&[0.0], 1), [0]);
        assert_eq!(tree(&[f32::NAN; 9], 3).iter().skip(1).filter(|&&h| h == 0).count(), 1);
    }

    proptest::proptest! {
        #[test]
        fn the_tree_is_a_tree_and_the_best_one(numbers in proptest::collection::vec(-3.0_f32..3.0, 16)) {
            let heads = tree(&numbers, 4);
            assert!(is_tree(&heads));
            let log = |i: usize, j: usize| {
                let sum: f64 = (0..4).filter(|&k| k != i).map(|k| f64::from(numbers[i * 4 + k]).exp()).sum();
                f64::from(numbers[i * 4 + j]) - sum.ln()
            };
            let total = |heads: &[usize]| (1..4).map(|i| log(i, heads[i])).sum::<f64>();
            let mut best = f64::NEG_INFINITY;
            for code in 0..64 {
                let heads = [0, code % 4, code / 4 % 4, code / 16];
                if (1..4).all(|i| heads[i] != i) && is_tree(&heads) {
                    best = best.max(total(&heads));
                }
            }
            assert!((total(&heads) - best).abs() < 1e-4, "{heads:?}");
        }

        #[test]
        fn larger_trees_are_trees(numbers in proptest::collection::vec(-3.0_f32..3.0, 400)) {
            assert!(is_tree(&tree(&numbers, 20)));
        }
    }

    #[test]
    fn names_are_legal_sequences() {
        let labels: Vec<String> = ["O", "B-PER", "I-PER", "B-ORG", "I-ORG"].map(String::from).to_vec();
        let row = |label: usize| (0..5).map(|l| if l == label { 2.0 } else { 0.0 }).collect::<Vec<f32>>();
        let logits: Vec<f32> = [1, 2, 0, 4, 3, 4].into_iter().flat_map(row).collect();
        let found = spans(&logits, &labels);
        assert_eq!(found[0], (0..2, 1));
        assert_eq!(found.last(), Some(&(4..6, 3)));
        assert!(spans(&[], &labels).is_empty());
    }
}
