//! Where a series changes: PELT (Killick, Fearnhead and Eckley 2012, "Optimal Detection of Changepoints With a Linear Computational Cost",
//! JASA 107), for any cost that two segments never exceed together when they are counted as one.

/// Indices at which a new segment begins, ascending, never 0, of a series of `points` points: those for which the sum of `cost(from, to)` over
/// the segments `from..to` and of `penalty` for each change is least. No segment is shorter than `shortest` (at least 1); a series too short
/// for two such segments has no changes.
///
/// ```
/// let series = [0.0, 0.0, 0.0, 5.0, 5.0, 5.0_f64];
/// let cost = |from: usize, to: usize| {
///     let part = &series[from..to];
///     let mean = part.iter().sum::<f64>() / part.len() as f64;
///     part.iter().map(|value| (value - mean).powi(2)).sum()
/// };
/// assert_eq!(demarche_record::segments(6, 1, 2.0, cost), [3]);
/// ```
#[must_use]
pub fn segments(points: usize, shortest: usize, penalty: f64, cost: impl Fn(usize, usize) -> f64) -> Vec<usize> {
    let shortest = shortest.max(1);
    // best[t]: least cost of the first t points; before[t]: where their last segment begins.
    let mut best = vec![f64::INFINITY; points + 1];
    let mut before = vec![0; points + 1];
    best[0] = -penalty;
    // Starts of a last segment, each with the end from which on it can never be best.
    let mut open: Vec<(usize, usize)> = vec![(0, usize::MAX)];
    for end in shortest..=points {
        let ripe = open.partition_point(|&(start, _)| end - start >= shortest);
        let costs: Vec<f64> = open[..ripe].iter().map(|&(start, _)| best[start] + cost(start, end)).collect();
        for (&(start, _), value) in open.iter().zip(&costs) {
            if value + penalty < best[end] {
                best[end] = value + penalty;
                before[end] = start;
            }
        }
        // The pruning step: a start that is worse by the penalty already loses to a change here, once the segment after it may be long enough.
        for ((_, until), value) in open.iter_mut().zip(&costs) {
            if *value > best[end] {
                *until = (*until).min(end + shortest);
            }
        }
        open.retain(|&(_, until)| until > end + 1);
        if end + 1 >= 2 * shortest {
            open.push((end + 1 - shortest, usize::MAX));
        }
    }
    let mut changes = Vec::new();
    let mut end = points;
    while before[end] > 0 {
        end = before[end];
        changes.push(end);
    }
    changes.reverse();
    changes
}
