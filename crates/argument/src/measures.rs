//! Measures: numbers that are told with their unit: polls, votes, counts and sums.

use std::ops::Range;

use demarche_language::Upos;
use demarche_record::{Comparator, Measure};

use crate::cues::{Cues, Unit, lists};
use crate::sentence::{Reading, Sentence};
use crate::tree;
use crate::view::View;

/// The measures of an article, in the order of the text.
pub fn find(reading: &Reading<'_>, cues: &Cues) -> Vec<Measure> {
    let mut measures: Vec<Measure> = Vec::new();
    for view in View::all(reading) {
        in_sentence(&view, cues, &mut measures);
    }
    for (i, measure) in measures.iter_mut().enumerate() {
        measure.id = format!("m{}", i + 1);
    }
    measures
}

/// The value of a number as it is written, without its scale.
fn number(form: &str) -> Option<f64> {
    const SMALL: &[&str] = &[
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: &[&str] = &["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let lower = form.to_lowercase();
    if let Some(value) = SMALL.iter().position(|w| *w == lower) {
        return Some(value as f64);
    }
    if let Some(value) = TENS.iter().position(|w| *w == lower) {
        return Some((value as f64 + 2.0) * 10.0);
    }
    if let Some((tens, ones)) = lower.split_once('-')
        && let (Some(t), Some(o)) = (TENS.iter().position(|w| *w == tens), SMALL.iter().position(|w| *w == ones))
    {
        return Some((t as f64 + 2.0) * 10.0 + o as f64);
    }
    let digits = lower.trim_start_matches(['$', '€', '£', '¥']).trim_end_matches('%');
    if digits.is_empty() || !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let plain: String = digits.chars().filter(|c| *c != ',').collect();
    plain.parse().ok().filter(|v: &f64| v.is_finite())
}

struct Number {
    tokens: Range<usize>,
    value: f64,
    /// "million" and above, which stays a part of the unit.
    scale: Option<String>,
}

/// The number that starts at a token, words like "forty - seven" and scales included.
fn number_at(s: &Sentence<'_>, cues: &Cues, start: usize) -> Option<Number> {
    let n = s.tokens.len();
    let mut value = number(&s.tokens[start].form)?;
    let mut end = start + 1;
    if end + 1 < n
        && s.tokens[end].form == "-"
        && (20.0..100.0).contains(&value)
        && value % 10.0 == 0.0
        && let Some(ones) = number(&s.tokens[end + 1].form)
            .filter(|o| *o < 10.0 && s.tokens[end + 1].form.chars().all(char::is_alphabetic))
    {
        value += ones;
        end += 2;
    }
    let mut large = None;
    while end < n {
        let word = tree::form(s, end);
        let Some(scale) = cues.measures.scale.iter().find(|scale| lists(&scale.words, word)) else { break };
        match &scale.name {
            Some(name) => large = Some(name.clone()),
            None => value *= scale.by,
        }
        end += 1;
    }
    Some(Number { tokens: start..end, value, scale: large })
}

fn time(view: &View<'_>, tokens: &Range<usize>) -> bool {
    view.reading
        .times
        .iter()
        .any(|t| t.sentence == view.index && t.tokens.start < tokens.end && tokens.start < t.tokens.end)
}

fn in_sentence(view: &View<'_>, cues: &Cues, measures: &mut Vec<Measure>) {
    let s = view.s;
    let n = s.tokens.len();
    let mut i = 0;
    let mut previous: Option<(f64, Option<String>, usize)> = None;
    while i < n {
        let fraction = cues.measures.fraction.iter().find_map(|f| {
            let words: Vec<&str> = f.phrase.split(' ').collect();
            (i + words.len() <= n && words.iter().enumerate().all(|(k, w)| tree::form(s, i + k) == *w))
                .then(|| (f.value, i..i + words.len()))
        });
        if let Some((value, tokens)) = fraction {
            // "two-thirds of the voters": a share of people or of a chamber.
            let of = tree::form_at(s, tokens.end) == Some("of");
            let what = (tokens.end..n.min(tokens.end + 6)).find(|&t| s.tokens[t].upos == Upos::Noun);
            if of && what.is_some() && !time(view, &tokens) {
                push(view, cues, &tokens, tokens.clone(), value, Some("percent".to_owned()), what, measures);
            }
            i = tokens.end;
            continue;
        }
        let Some(found) = number_at(s, cues, i) else {
            i += 1;
            continue;
        };
        let next = found.tokens.end;
        if time(view, &found.tokens)
            || s.tokens[i].upos == Upos::Pron
            || s.name_at(i).is_some_and(|name| {
                name.tokens.len() > 1
                    && name.tokens.contains(&next.saturating_sub(1))
                    && !matches!(s.name_at(i).map(|n| n.kind), Some(demarche_language::NameKind::Other))
            })
        {
            i = next;
            continue;
        }
        let mut matched = None;
        for unit in &cues.measures.unit {
            if let Some((tokens, name)) = unit_around(view, unit, &found) {
                matched = Some((tokens, name));
                break;
            }
        }
        if let Some((tokens, unit)) = matched {
            let unit = match &found.scale {
                Some(scale) => format!("{scale} {unit}"),
                None => unit,
            };
            push(view, cues, &found.tokens, tokens.clone(), found.value, Some(unit.clone()), None, measures);
            // "five of the 11 resolutions": the part is counted in what the whole is counted in.
            if i >= 3
                && tree::form(s, i - 1) == "the"
                && tree::form(s, i - 2) == "of"
                && let Some(part) = number(&s.tokens[i - 3].form).filter(|part| *part > 1.0 && *part < found.value)
            {
                push(view, cues, &(i - 3..i - 2), i - 3..tokens.end, part, Some(unit.clone()), None, measures);
            }
            previous = Some((found.value, Some(unit), tokens.end));
            i = tokens.end.max(next);
            continue;
        }
        // "146 said no": voters counted by how they voted.
        if found.value >= 10.0
            && found.value.fract() == 0.0
            && s.tokens[i].relation() == "nsubj"
            && let Some(head) = s.tokens[i].head
            && cues.measures.ballot.iter().any(|row| {
                lists(&row.verbs, tree::lemma(s, head))
                    && (row.words.is_empty()
                        || (head + 1..n.min(head + 4)).any(|t| lists(&row.words, tree::form(s, t))))
            })
        {
            push(view, cues, &found.tokens, i..next, found.value, Some("votes".to_owned()), None, measures);
            i = next;
            continue;
        }
        // "the number of centrifuges would fall by two thirds, to 6,104".
        if found.value >= 10.0
            && i > 0
            && matches!(tree::form(s, i - 1), "to" | "at" | "from")
            && s.tokens[i - 1].upos == Upos::Adp
            && tree::form_at(s, next).is_none_or(|w| !w.chars().any(char::is_alphabetic) || w == "to")
            && let Some(range) = tree::find_sequence(s, "number of").filter(|r| r.end < i)
            && let Some(noun) = (range.end..n.min(range.end + 4))
                .find(|&t| cues.measures.unit.iter().any(|u| u.keep && lists(&u.words, tree::lemma(s, t))))
        {
            let unit = Some(view.text(range.end..noun + 1).to_lowercase());
            push(view, cues, &found.tokens, i - 1..next, found.value, unit, None, measures);
            i = next;
            continue;
        }
        // "95 votes to 18", "68 to 45": the second figure has the unit of the first.
        if let Some((_, unit, end)) = &previous {
            if i == end + 1
                && matches!(tree::form(s, *end), "to" | "against")
                && unit.as_deref().is_some_and(|u| matches!(u, "votes" | "seats" | "percent"))
            {
                push(view, cues, &found.tokens, i..next, found.value, unit.clone(), None, measures);
            }
        } else if next + 1 < n
            && matches!(tree::form(s, next), "to" | "-" | "–")
            && tree::find_sequence(s, "vote|voted|approve|reject|ratify|pass|adopt").is_some()
        {
            // "approved it 68 to 45" without the word "votes".
            if let Some(second) = number_at(s, cues, next + 1)
                .filter(|m| m.value.fract() == 0.0 && found.value.fract() == 0.0 && found.value < 2000.0)
            {
                let unit = Some("votes".to_owned());
                push(view, cues, &found.tokens, i..second.tokens.end, found.value, unit.clone(), None, measures);
                push(view, cues, &second.tokens, i..second.tokens.end, second.value, unit, None, measures);
                i = second.tokens.end;
                continue;
            }
        }
        i = next;
    }
}

/// The tokens of a number with its unit, and the unit's name.
fn unit_around(view: &View<'_>, unit: &Unit, found: &Number) -> Option<(Range<usize>, String)> {
    let s = view.s;
    let n = s.tokens.len();
    let Range { start, end } = found.tokens;
    let sign = |text: &str| unit.before.iter().any(|b| b == text);
    if start > 0 && sign(tree::form(s, start - 1)) {
        return Some((start - 1..end, unit.unit.clone()));
    }
    let glued = tree::form(s, start);
    if unit.before.iter().any(|b| glued.starts_with(b.as_str())) {
        return Some((start..end, unit.unit.clone()));
    }
    if unit.words.iter().any(|w| w.len() == 1 && glued.ends_with(w.as_str())) {
        return Some((start..end, unit.unit.clone()));
    }
    for words in &unit.two_words {
        let parts: Vec<&str> = words.split(' ').collect();
        if end + parts.len() <= n && parts.iter().enumerate().all(|(k, w)| tree::form(s, end + k) == *w) {
            return Some((start..end + parts.len(), unit.unit.clone()));
        }
    }
    // The counted noun: the head of the number, or the next words.
    let mut at = end;
    if at < n && matches!(s.tokens[at].form.as_str(), "-") {
        at += 1;
    }
    let reach = if unit.keep { 3 } else { 2 };
    for t in at..n.min(at + reach) {
        let lemma = tree::lemma(s, t);
        if unit.words.iter().any(|w| *w == lemma || *w == tree::form(s, t)) {
            // "two people" and the like are no figures worth keeping.
            if unit.keep && found.value < 10.0 && unit.id != "other-money" {
                return None;
            }
            let name = if unit.keep { view.text(at..t + 1).to_lowercase() } else { unit.unit.clone() };
            return Some((start..t + 1, name));
        }
        if !matches!(s.tokens[t].upos, Upos::Adj | Upos::Noun | Upos::Propn) {
            break;
        }
    }
    None
}

fn comparator(s: &Sentence<'_>, cues: &Cues, start: usize) -> Option<(Comparator, usize)> {
    let mut best: Option<(Comparator, usize, usize)> = None;
    for row in &cues.measures.comparator {
        for phrase in &row.phrases {
            let words: Vec<&str> = phrase.split(' ').collect();
            let n = words.len();
            if n <= start
                && words.iter().enumerate().all(|(k, w)| tree::form(s, start - n + k) == *w)
                && best.is_none_or(|(_, _, length)| length < n)
            {
                best = Some((row.is, start - n, n));
            }
        }
    }
    best.map(|(is, start, _)| (is, start))
}

#[expect(clippy::too_many_arguments, reason = "one call for each shape of number")]
fn push(
    view: &View<'_>,
    cues: &Cues,
    number: &Range<usize>,
    tokens: Range<usize>,
    value: f64,
    unit: Option<String>,
    population: Option<usize>,
    measures: &mut Vec<Measure>,
) {
    let s = view.s;
    let n = s.tokens.len();
    let bound = comparator(s, cues, tokens.start);
    let start = bound.map_or(tokens.start, |(_, start)| start);
    let last = tokens.end - 1;
    // "60 percent of the respondents".
    let population = population.or_else(|| {
        (unit.as_deref() == Some("percent") && tree::form_at(s, tokens.end) == Some("of"))
            .then(|| {
                (tokens.end..n.min(tokens.end + 6)).find(|&t| {
                    matches!(s.tokens[t].upos, Upos::Noun | Upos::Propn) && s.tokens[t].relation() != "compound"
                })
            })
            .flatten()
    });
    // The predicate around, for what was counted.
    let governor = tree::governor(s, number.start);
    let named = |t: usize| cues.measures.what.iter().any(|w| lists(&w.words, tree::lemma(s, t)));
    let nearest = (0..n)
        .filter(|&t| named(t) && !tokens.contains(&t) && s.tokens[t].upos == Upos::Noun)
        .min_by_key(|&t| t.abs_diff(number.start));
    let what = match nearest {
        Some(t) => view.text(tree::phrase(s, t)),
        None => {
            let below = s.children(last).find(|&c| s.tokens[c].relation() == "nmod" && c > last);
            match below {
                Some(c) => view.text(tree::phrase(s, c)),
                None => view.text(tree::phrase(s, tree::actor_of(s, governor).unwrap_or(last))),
            }
        }
    };
    let mut end = population.map_or(tokens.end, |p| tree::phrase(s, p).end.max(tokens.end));
    // "about $5 billion in aid", "95 votes to 18": what belongs to the figure.
    if population.is_none() {
        if let Some(c) = s.children(last).find(|&c| {
            s.tokens[c].relation() == "nmod"
                && c > last
                && matches!(tree::preposition(s, c).as_str(), "of" | "in" | "to" | "for")
        }) {
            end = tree::phrase(s, c).end.max(end);
        }
        if tree::form_at(s, end) == Some("to") && tree::form_at(s, end + 1).is_some_and(|w| self::number(w).is_some()) {
            end += 2;
        }
    }
    let clause = tree::clause(s, governor, 40);
    // The clause around makes the figure legible; the figure itself where the clause is long.
    let tight = start..end.max(start + 1);
    let covering = clause.start.min(tight.start)..clause.end.max(tight.end);
    let evidence = if covering.len() <= 40 { covering } else { tight };
    let when = view
        .reading
        .times
        .iter()
        .find(|t| t.sentence == view.index && t.interval.is_some())
        .and_then(|t| t.interval.clone());
    let (value, unit) = (value, unit);
    let reported =
        view.speaker(governor, &|l| cues.speech(l)).and_then(|h| h.actors.first().copied()).map(|a| view.actor_id(a));
    let duplicate = measures.iter().any(|m: &Measure| {
        (m.value - value).abs() < f64::EPSILON
            && m.unit == unit
            && m.evidence.iter().any(|e| e.sentence.overlaps(s.span))
    });
    if duplicate {
        return;
    }
    measures.push(Measure {
        id: String::new(),
        what: what
            .trim_start_matches("the ")
            .trim_start_matches("The ")
            .trim_start_matches("a ")
            .trim_start_matches("A ")
            .to_owned(),
        value,
        unit,
        comparator: bound.map(|(is, _)| is),
        population: population.map(|p| view.text(p_range(s, p))),
        when,
        reported_by: reported,
        evidence: vec![view.evidence(evidence)],
    });
}

/// A population with its determiner.
fn p_range(s: &Sentence<'_>, head: usize) -> Range<usize> {
    let range = tree::phrase(s, head);
    let determiner = s.children(head).filter(|&c| s.tokens[c].relation() == "det").min();
    determiner.unwrap_or(range.start).min(range.start)..range.end
}

#[cfg(test)]
mod cases {
    #[test]
    fn numbers() {
        for (form, value) in [
            ("60", Some(60.0)),
            ("1,025", Some(1025.0)),
            ("1.2", Some(1.2)),
            ("seven", Some(7.0)),
            ("forty-seven", Some(47.0)),
            ("$5", Some(5.0)),
            ("x", None),
            ("", None),
            ("-", None),
        ] {
            assert_eq!(super::number(form), value, "{form}");
        }
    }
}
