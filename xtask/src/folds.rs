//! The section of ACCURACY.md on the five folds of the relation head, from `eval/relation-folds.csv`, which `training/folds.py`
//! writes: training takes Python and half an hour, so the figures are counted again here from the committed rows.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;

use anyhow::{Context, Result, ensure};

use crate::shell;

/// One row of plv-train out of its fold: gold and found root, gold and found quad class.
struct Row<'a> {
    gold: &'a str,
    found: &'a str,
    gold_quad: &'a str,
    quad: &'a str,
}

/// The section.
///
/// # Errors
/// When the file is not there or a line has not its seven columns.
pub fn section() -> Result<String> {
    let path = shell::root().join("eval/relation-folds.csv");
    let text = fs::read_to_string(&path).with_context(|| format!("{}: run training/folds.py", path.display()))?;
    let mut rows = Vec::new();
    let mut folds: BTreeMap<&str, usize> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let columns: Vec<&str> = line.split(',').collect();
        ensure!(columns.len() == 7, "{}: not seven columns: {line}", path.display());
        *folds.entry(columns[1]).or_default() += 1;
        rows.push(Row { gold: columns[2], found: columns[3], gold_quad: columns[5], quad: columns[6] });
    }
    ensure!(!rows.is_empty(), "{}: no rows", path.display());
    let (roots, quads): (Vec<_>, Vec<_>) =
        rows.iter().map(|row| ((row.gold, row.found), (row.gold_quad, row.quad))).unzip();
    let mut page = String::from(
        "\n## Roots of given pairs, five folds\n\nThe recipe of the relation head, trained five times on four fifths of `plv-train.tsv` and asked of \
         the rest, source and target given; no sentence is in two folds, and none of the weights has seen the fold that it is asked of (the \
         released weights have, so they are not what is measured here). The quad class is that with the largest sum over its roots. \
         `training/folds.py`, seed 7; every row is in `eval/relation-folds.csv`. Gold in rows, found in columns: \
         ![confusion matrix](eval/relation-folds.svg)\n\n```text\n",
    );
    let sizes: Vec<usize> = folds.into_values().collect();
    let _ = writeln!(page, "rows {}  in folds of {sizes:?}", rows.len());
    for (name, pairs) in [("root", &roots), ("quad", &quads)] {
        let (accuracy, mean, each) = scores(pairs);
        let _ = writeln!(page, "{name}: macro F1 {mean:.4}  accuracy {accuracy:.4}");
        for (class, precision, recall, f1, gold) in each {
            let _ = writeln!(page, "  {class:10} F1 {f1:.3}  precision {precision:.3}  recall {recall:.3}  of {gold}");
        }
    }
    page.push_str("```\n");
    Ok(page)
}

/// Precision, recall, F1 and number of gold rows of a class, with its name first.
type Class<'a> = (&'a str, f64, f64, f64, usize);

/// Accuracy, mean F1 of the gold classes, and each class.
#[allow(clippy::cast_precision_loss, reason = "counts of a thousand")]
fn scores<'a>(pairs: &[(&'a str, &'a str)]) -> (f64, f64, Vec<Class<'a>>) {
    let share = |part: usize, whole: usize| if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
    let mut classes: Vec<&str> = pairs.iter().map(|(gold, _)| *gold).collect();
    classes.sort_unstable();
    classes.dedup();
    let each: Vec<Class> = classes
        .iter()
        .map(|class| {
            let right = pairs.iter().filter(|(gold, found)| gold == class && found == class).count();
            let gold = pairs.iter().filter(|(gold, _)| gold == class).count();
            let found = pairs.iter().filter(|(_, found)| found == class).count();
            (*class, share(right, found), share(right, gold), share(2 * right, gold + found), gold)
        })
        .collect();
    let mean = each.iter().map(|(_, _, _, f1, _)| f1).sum::<f64>() / each.len().max(1) as f64;
    (share(pairs.iter().filter(|(gold, found)| gold == found).count(), pairs.len()), mean, each)
}

#[cfg(test)]
mod tests {
    use super::scores;

    #[test]
    fn a_class_that_is_never_found_counts() {
        let (accuracy, mean, each) = scores(&[("A", "A"), ("A", "A"), ("B", "A")]);
        assert!((accuracy - 2.0 / 3.0).abs() < 1e-9);
        assert!((mean - 0.4).abs() < 1e-9, "{mean}");
        assert_eq!(each.len(), 2);
    }
}
