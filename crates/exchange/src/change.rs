//! Where a series changes its level: the exact optimum of squared deviations from the mean of each segment plus a penalty for each change.

use demarche_record::segments;

/// Shortest segment, in points.
const SHORTEST: usize = 3;

/// Shortest series in which a change can be said.
const FEWEST: usize = 8;

/// Variance of the noise, from the differences of neighbours: their median absolute deviation, which the changes themselves hardly touch;
/// where most neighbours are equal, their mean square.
fn noise(values: &[f64]) -> f64 {
    let mut differences: Vec<f64> = values.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
    differences.sort_by(f64::total_cmp);
    let middle = differences[differences.len() / 2] * 1.4826;
    let mean = differences.iter().map(|difference| difference * difference).sum::<f64>() / differences.len() as f64;
    (if middle > 0.0 { middle * middle } else { mean }) / 2.0
}

/// Indices at which a new level begins, ascending, never 0. The penalty of a change is 3 σ² ln n (mean and place of a change and the noise
/// under the Schwarz criterion), σ² from the differences of neighbours. Segments have three points at least; a series of fewer than eight
/// points, or without any noise, has no changes. Values that are no numbers give none either.
///
/// ```
/// let mut values = vec![0.0, 0.5, -0.5, 0.2, -0.1, 0.3, 0.1, -0.2];
/// values.extend([6.1, 5.8, 6.3, 5.9, 6.0, 6.2]);
/// assert_eq!(demarche_exchange::change_points(&values), [8]);
/// ```
#[must_use]
pub fn change_points(values: &[f64]) -> Vec<usize> {
    let n = values.len();
    if n < FEWEST || values.iter().any(|value| !value.is_finite()) {
        return Vec::new();
    }
    let penalty = 3.0 * noise(values) * (n as f64).ln();
    if penalty <= 0.0 {
        return Vec::new();
    }
    let (mut sums, mut squares) = (vec![0.0; n + 1], vec![0.0; n + 1]);
    for (index, value) in values.iter().enumerate() {
        sums[index + 1] = sums[index] + value;
        squares[index + 1] = squares[index] + value * value;
    }
    let cost = |from: usize, to: usize| {
        let sum: f64 = sums[to] - sums[from];
        squares[to] - squares[from] - sum * sum / (to - from) as f64
    };
    segments(n, SHORTEST, penalty, cost)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The optimum by trying every set of changes.
    fn exhaustive(values: &[f64]) -> f64 {
        let n = values.len();
        let penalty = 3.0 * noise(values) * (n as f64).ln();
        let cost = |from: usize, to: usize| {
            let part = &values[from..to];
            let mean = part.iter().sum::<f64>() / part.len() as f64;
            part.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>()
        };
        let mut best = vec![f64::INFINITY; n + 1];
        best[0] = -penalty;
        for end in SHORTEST..=n {
            for start in 0..=end - SHORTEST {
                if best[start].is_finite() {
                    best[end] = best[end].min(best[start] + cost(start, end) + penalty);
                }
            }
        }
        best[n]
    }

    fn total(values: &[f64], changes: &[usize]) -> f64 {
        let penalty = 3.0 * noise(values) * (values.len() as f64).ln();
        let bounds: Vec<usize> = [0].into_iter().chain(changes.iter().copied()).chain([values.len()]).collect();
        let cost = |from: usize, to: usize| {
            let part = &values[from..to];
            let mean = part.iter().sum::<f64>() / part.len() as f64;
            part.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>()
        };
        bounds.windows(2).map(|pair| cost(pair[0], pair[1])).sum::<f64>() + penalty * changes.len() as f64
    }

    #[test]
    fn a_flat_series_has_no_changes_and_a_short_one_neither() {
        assert!(change_points(&[1.0; 40]).is_empty());
        assert!(change_points(&[0.0, 0.0, 9.0, 9.0]).is_empty());
        assert!(change_points(&[f64::NAN; 20]).is_empty());
    }

    #[test]
    fn one_high_week_is_no_new_level() {
        let mut values = vec![0.0; 30];
        values[12] = 7.0;
        assert!(change_points(&values).is_empty());
    }

    #[test]
    fn a_start_is_not_given_up_before_the_next_segment_may_be_long_enough() {
        let values = [0, 0, 0, 4, 0, 0, 0, 0, 2, 1, 1, 2, 0, -3, 9, 6, 9, 0, 5, 8, -1, 6, 6, 15, -3, -3, -3, 11];
        let values: Vec<f64> = values.into_iter().map(f64::from).collect();
        assert!((total(&values, &change_points(&values)) - exhaustive(&values)).abs() < 1e-6);
    }

    proptest::proptest! {
        #[test]
        fn the_pruned_search_finds_the_optimum(values in proptest::collection::vec(-10i32..10, 8..60), step in 0i32..30) {
            let half = values.len() / 2;
            let values: Vec<f64> = values.iter().enumerate().map(|(i, v)| f64::from(*v + if i < half { 0 } else { step })).collect();
            let changes = change_points(&values);
            if noise(&values) > 0.0 {
                proptest::prop_assert!((total(&values, &changes) - exhaustive(&values)).abs() < 1e-6);
            }
        }
    }
}
