//! The numbers: polls, votes, counts and sums.

use demarche_record::{Comparator, Measure};

use crate::dates;
use crate::desk::{Desk, without_repeats};
use crate::document::{Group, Line, Section, Text};
use crate::names;

/// The section on numbers; `None` where the coverage has none.
pub(crate) fn write(desk: &mut Desk<'_>) -> Option<Section> {
    desk.names.start_section();
    let lines: Vec<Line> = desk.findings.measures.iter().map(|measure| line(desk, measure)).collect();
    if lines.is_empty() {
        return None;
    }
    let most = desk.options.most_lines;
    let (lines, more) = desk.cap("More numbers", without_repeats(lines), most);
    let groups = vec![Group { lines, more, ..Group::default() }];
    Some(Section { id: "numbers".into(), heading: "The numbers".into(), note: None, groups })
}

/// "Public opinion poll: over 60 per cent of the respondents: “…”."
fn line<'a>(desk: &mut Desk<'a>, measure: &'a Measure) -> Line {
    let comparator = match measure.comparator {
        Some(Comparator::Over) => "over ",
        Some(Comparator::Under) => "under ",
        Some(Comparator::About) => "about ",
        Some(Comparator::AtLeast) => "at least ",
        Some(Comparator::AtMost) => "at most ",
        None => "",
    };
    let value = number(measure.value);
    let unit = match measure.unit.as_deref().map(str::trim) {
        Some("percent" | "per cent" | "%") => " per cent".to_owned(),
        Some("") | None => String::new(),
        Some(unit) => format!(" {unit}"),
    };
    let mut text = Text::default()
        .strong(names::capital(&crate::clean::trimmed(&measure.what)))
        .plain(format!(": {comparator}{value}{unit}"));
    if let Some(population) = measure
        .population
        .as_deref()
        .map(crate::clean::trimmed)
        .filter(|p| !p.is_empty() && !p.eq_ignore_ascii_case(&measure.what))
    {
        let of = if unit == " per cent" { " of " } else { ", " };
        text = text.plain(format!("{of}{population}"));
    }
    if let Some(when) = measure.when.as_ref().and_then(dates::when) {
        text = text.plain(format!(", {when}"));
    }
    if let Some(reporter) = measure.reported_by.as_deref() {
        text = text.plain(format!(", according to {}", desk.names.name(reporter)));
    }
    if let Some(evidence) = measure.evidence.first().filter(|evidence| evidence.text.split_whitespace().count() <= 40) {
        text = text.plain(" – ").quote(super::movement::telling_words(&evidence.text, &[]));
    }
    desk.line("numbers", text.stop(), &measure.evidence, None)
}

/// A number with thousands set apart: 12000.5 gives "12,000.5". What is not a number gives "an unknown number".
pub(crate) fn number(value: f64) -> String {
    if !value.is_finite() {
        return "an unknown number".into();
    }
    if value.abs() >= 1e15 {
        return format!("{value:e}");
    }
    let rounded = format!("{:.2}", value.abs());
    let (whole, part) = rounded.split_once('.').unwrap_or((&rounded, ""));
    let mut digits = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 && whole.len() > 4 {
            digits.push(',');
        }
        digits.push(digit);
    }
    let part = part.trim_end_matches('0');
    let sign = if value < 0.0 { "−" } else { "" };
    if part.is_empty() { format!("{sign}{digits}") } else { format!("{sign}{digits}.{part}") }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_set_as_english_sets_them() {
        for (value, words) in [
            (60.0, "60"),
            (12000.5, "12,000.5"),
            (1956.0, "1956"),
            (2.50, "2.5"),
            (-3.0, "−3"),
            (f64::NAN, "an unknown number"),
        ] {
            assert_eq!(number(value), words);
        }
        assert_eq!(number(25_000_000_000.0), "25,000,000,000");
    }
}
