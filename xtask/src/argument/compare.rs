//! How far two annotations of one article agree: pairs of facts, F1, B3 over the mentions of issues, Krippendorff's alpha.

use std::collections::{BTreeMap, BTreeSet};

use super::annotation::{Annotation, Fact, Mention, Span};

/// Facts that are right, wanted (required) and given (found, without those that count neither way).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Required facts that were found.
    pub right: usize,
    /// Required facts.
    pub wanted: usize,
    /// Facts found, without those that match a fact that is not required.
    pub given: usize,
}

impl Tally {
    /// Harmonic mean of precision and recall; 0 where nothing is right.
    pub fn f1(self) -> f64 {
        2.0 * self.right as f64 / (self.wanted + self.given).max(1) as f64
    }

    /// Adds another article.
    pub fn add(&mut self, other: Self) {
        self.right += other.right;
        self.wanted += other.wanted;
        self.given += other.given;
    }
}

/// Bounds of the sentences of a text: a stop, its closing quotes, space and a capital, quote or digit; or a new line.
pub fn sentences(text: &str) -> Vec<Span> {
    const ABBREVIATIONS: [&str; 24] = [
        "mr", "mrs", "ms", "dr", "gen", "col", "gov", "sen", "rep", "st", "no", "corp", "inc", "ltd", "jan", "feb",
        "mar", "apr", "aug", "sept", "oct", "nov", "dec", "lt",
    ];
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    let mut bounds = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at < letters.len() {
        let (byte, letter) = letters[at];
        at += 1;
        if letter == '\n' {
            bounds.push((start, byte));
            start = byte + 1;
        } else if matches!(letter, '.' | '!' | '?') {
            let before: String =
                text[start..byte].rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("").to_lowercase();
            let short = letter == '.'
                && ((before.len() == 1 && before.starts_with(char::is_alphabetic))
                    || ABBREVIATIONS.contains(&before.as_str()));
            let mut next = at;
            while next < letters.len() && matches!(letters[next].1, '"' | '\'' | ')' | '”' | '’') {
                next += 1;
            }
            let space = letters.get(next).is_some_and(|(_, c)| *c == ' ');
            let opens = letters
                .get(next + 1)
                .is_some_and(|(_, c)| c.is_uppercase() || c.is_numeric() || matches!(c, '"' | '\'' | '(' | '“'));
            if space && opens && !short {
                bounds.push((start, letters[next].0));
                start = letters[next].0 + 1;
                at = next + 1;
            }
        }
    }
    bounds.push((start, text.len()));
    bounds.retain(|(start, end)| start < end);
    bounds
}

fn overlap(one: Span, other: Span) -> usize {
    one.1.min(other.1).saturating_sub(one.0.max(other.0))
}

/// Bytes that two facts share at most.
fn shared(one: &[Span], other: &[Span]) -> usize {
    one.iter().flat_map(|&a| other.iter().map(move |&b| overlap(a, b))).max().unwrap_or(0)
}

/// Compares facts of one article: `left` is the gold standard or the first annotator.
pub struct Comparison<'a> {
    left: &'a Annotation,
    right: &'a Annotation,
    sentences: Vec<Span>,
}

impl<'a> Comparison<'a> {
    /// Of two annotations of the same text.
    pub fn new(left: &'a Annotation, right: &'a Annotation) -> Self {
        Self { left, right, sentences: sentences(&left.text) }
    }

    /// The two annotations.
    pub fn sides(&self) -> (&'a Annotation, &'a Annotation) {
        (self.left, self.right)
    }

    /// Whether some evidence of the two lies in one sentence.
    fn one_sentence(&self, one: &[Span], other: &[Span]) -> bool {
        let of = |spans: &[Span]| -> BTreeSet<usize> {
            let starts = spans.iter().map(|&(start, _)| self.sentences.partition_point(|sentence| sentence.1 <= start));
            starts.collect()
        };
        !of(one).is_disjoint(&of(other))
    }

    /// Whether two positions are about one issue: their words overlap, or they stand in one sentence and their issues share a word.
    fn one_issue(&self, left: &Fact, right: &Fact) -> bool {
        shared(&left.spans, &right.spans) > 0
            || (self.one_sentence(&left.spans, &right.spans) && !left.issue.is_disjoint(&right.issue))
    }

    /// Positions: holder, issue and, where `kind` is asked for, kind; where `named` is asked for the names of the issues must share a word.
    pub fn positions(&self, kind: bool, named: bool) -> Matching {
        let same = |left: &Fact, right: &Fact| {
            self.one_issue(left, right)
                && (!kind || left.label == right.label)
                && (!named || !left.issue.is_disjoint(&right.issue))
        };
        matching(&self.left.positions, &self.right.positions, same, one_holder)
    }

    /// Shifts: holder and sentence.
    pub fn shifts(&self) -> Matching {
        let same = |left: &Fact, right: &Fact| self.one_sentence(&left.spans, &right.spans);
        matching(&self.left.shifts, &self.right.shifts, same, one_holder)
    }

    /// Drivers: words of the force overlap, direction, and as far as asked for factor and effect (in one sentence).
    pub fn drivers(&self, factor: bool, effect: bool) -> Matching {
        let same = |left: &Fact, right: &Fact| {
            let direction =
                left.direction == right.direction || left.direction == "either" || right.direction == "either";
            let unsaid = left.effect.is_empty() || !effect;
            direction
                && shared(&left.spans, &right.spans) > 0
                && (!factor || left.label == right.label)
                && (unsaid || self.one_sentence(&left.effect, &right.effect))
        };
        matching(&self.left.drivers, &self.right.drivers, same, |_, _| true)
    }

    /// Agenda items whose words overlap, whatever their status.
    pub fn agenda(&self) -> Matching {
        matching(
            &self.left.agenda,
            &self.right.agenda,
            |left, right| shared(&left.spans, &right.spans) > 0,
            |_, _| true,
        )
    }

    /// Labels of agenda items found by both: equal, and all.
    pub fn statuses(&self) -> (usize, usize) {
        let pairs = self.agenda().pairs;
        let equal = |(left, right): &&(usize, usize)| self.left.agenda[*left].label == self.right.agenda[*right].label;
        (pairs.iter().filter(equal).count(), pairs.len())
    }

    /// Labels of each event of the left side and of the event of the right side whose words are nearest to its own, if any.
    pub fn events(&self) -> Vec<(&str, Option<&str>)> {
        let nearest = |left: &'a Fact| {
            let near = |right: &&Fact| {
                let both = shared(&left.spans, &right.spans);
                let length = |fact: &Fact| fact.spans.iter().map(|span| span.1 - span.0).max().unwrap_or(0);
                (both > 0).then(|| both * 10_000 / (length(left) + length(right) - both).max(1))
            };
            let mut best: Option<(usize, &Fact)> = None;
            for right in &self.right.events {
                if let Some(score) = near(&right)
                    && best.is_none_or(|(other, _)| score > other)
                {
                    best = Some((score, right));
                }
            }
            best.map(|(_, right)| right.label.as_str())
        };
        self.left.events.iter().map(|left| (left.label.as_str(), nearest(left))).collect()
    }

    /// Kinds that the two gave to the positions that both have.
    pub fn kinds(&self) -> Vec<(String, String)> {
        let pairs = self.positions(false, false).pairs;
        pairs
            .iter()
            .map(|&(l, r)| (self.left.positions[l].label.clone(), self.right.positions[r].label.clone()))
            .collect()
    }
}

/// Whether some holder of the two is one: a name holds the other, or both stand for one state.
fn one_holder(left: &Fact, right: &Fact) -> bool {
    let named = left.names.iter().any(|a| right.names.iter().any(|b| a.is_subset(b) || b.is_subset(a)));
    named || left.states.iter().any(|state| right.states.contains(state))
}

/// What was paired, and what that makes.
#[derive(Debug, Default)]
pub struct Matching {
    /// Indices on the left and on the right.
    pub pairs: Vec<(usize, usize)>,
    /// On the left, required and not paired.
    pub missed: Vec<usize>,
    /// On the right, not paired and not told twice for several holders.
    pub spurious: Vec<usize>,
    /// The figures.
    pub tally: Tally,
}

/// Pairs facts one to one, required ones first, then by the bytes that they share. A fact that tells of another holder what one that is
/// paired tells counts neither way: a stand of several holders is annotated once.
fn matching(
    left: &[Fact],
    right: &[Fact],
    same: impl Fn(&Fact, &Fact) -> bool,
    holder: impl Fn(&Fact, &Fact) -> bool,
) -> Matching {
    let mut candidates: Vec<(bool, usize, usize, usize)> = Vec::new();
    for (l, one) in left.iter().enumerate() {
        for (r, other) in right.iter().enumerate() {
            if same(one, other) && holder(one, other) {
                candidates.push((
                    !(one.required && other.required),
                    usize::MAX - shared(&one.spans, &other.spans),
                    l,
                    r,
                ));
            }
        }
    }
    candidates.sort_unstable();
    let (mut lefts, mut rights) = (BTreeMap::new(), BTreeMap::new());
    for (_, _, l, r) in candidates {
        if !lefts.contains_key(&l) && !rights.contains_key(&r) {
            lefts.insert(l, r);
            rights.insert(r, l);
        }
    }
    let twice =
        |r: usize| lefts.iter().any(|(&l, &other)| same(&left[l], &right[r]) && !holder(&right[other], &right[r]));
    let missed: Vec<usize> = (0..left.len()).filter(|l| left[*l].required && !lefts.contains_key(l)).collect();
    let spurious: Vec<usize> =
        (0..right.len()).filter(|r| right[*r].required && !rights.contains_key(r) && !twice(*r)).collect();
    let hits = lefts.iter().filter(|&(&l, &r)| left[l].required && right[r].required).count();
    // A pair in which only one side is required is found by both all the same; it counts for neither.
    let tally = Tally { right: hits, wanted: hits + missed.len(), given: hits + spurious.len() };
    Matching { pairs: lefts.into_iter().collect(), missed, spurious, tally }
}

/// B3 over the mentions of issues (Bagga and Baldwin 1998), summed over articles.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bcubed {
    precision: f64,
    recall: f64,
    /// The recall where the mentions that were not found are left out.
    named: f64,
    /// Mentions of both sides that were paired.
    pub paired: usize,
    /// Mentions of the gold standard.
    pub wanted: usize,
    /// Mentions found.
    pub given: usize,
}

impl Bcubed {
    /// Adds articles. Mentions carry the article in front of them; each mention of `found` is paired with at most one of `gold`, that of
    /// the greatest overlap, which must be half of the shorter one.
    pub fn add(&mut self, gold: &[(usize, Mention)], found: &[(usize, Mention)]) {
        let mut candidates = Vec::new();
        for (g, (article, one)) in gold.iter().enumerate() {
            for (f, (_, other)) in found.iter().enumerate().filter(|(_, (other, _))| other == article) {
                let both = overlap(one.span, other.span);
                let shorter = (one.span.1 - one.span.0).min(other.span.1 - other.span.0);
                if both > 0 && 2 * both >= shorter {
                    candidates.push((usize::MAX - both, g, f));
                }
            }
        }
        candidates.sort_unstable();
        let (mut pairs, mut taken): (BTreeMap<usize, usize>, BTreeSet<usize>) = Default::default();
        for (_, g, f) in candidates {
            if !pairs.contains_key(&g) && taken.insert(f) {
                pairs.insert(g, f);
            }
        }
        let name = |g: usize| gold[g].1.issue.as_str();
        let guess = |f: usize| found[f].1.issue.as_str();
        for (&g, &f) in &pairs {
            let both = pairs.iter().filter(|&(&a, &b)| name(a) == name(g) && guess(b) == guess(f)).count() as f64;
            let cluster = pairs.values().filter(|&&b| guess(b) == guess(f)).count() as f64;
            let class = gold.iter().filter(|(_, mention)| mention.issue == name(g)).count() as f64;
            self.precision += both / cluster;
            self.recall += both / class;
            self.named += both / pairs.keys().filter(|&&a| name(a) == name(g)).count() as f64;
        }
        self.paired += pairs.len();
        self.wanted += gold.len();
        self.given += found.len();
    }

    /// Precision over the paired mentions, recall over all of the gold standard (a mention that is not found has none), F1.
    pub fn scores(self) -> (f64, f64, f64) {
        let precision = self.precision / self.paired.max(1) as f64;
        let recall = self.recall / self.wanted.max(1) as f64;
        (precision, recall, harmonic(precision, recall))
    }

    /// The same over the paired mentions alone: whether what was found is put under the right name.
    pub fn of_found(self) -> (f64, f64, f64) {
        let (precision, recall) = (self.precision / self.paired.max(1) as f64, self.named / self.paired.max(1) as f64);
        (precision, recall, harmonic(precision, recall))
    }
}

fn harmonic(precision: f64, recall: f64) -> f64 {
    let sum = precision + recall;
    if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 }
}

/// Krippendorff's alpha (2011) for nominal labels that two annotators gave to the same units; none where nothing could disagree.
pub fn alpha(units: &[(String, String)]) -> Option<f64> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (one, other) in units {
        *counts.entry(one).or_default() += 1;
        *counts.entry(other).or_default() += 1;
    }
    let all = 2 * units.len();
    let expected: usize = counts.values().map(|count| count * (all - count)).sum();
    let observed = 2 * units.iter().filter(|(one, other)| one != other).count();
    (expected > 0).then(|| 1.0 - (all - 1) as f64 * observed as f64 / expected as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Velmark, said Mr. Quist, wants a quota on Nov. 3. Ardenia refused it. \"Never!\" Quist added.";

    fn fact(state: &str, label: &str, span: Span) -> Fact {
        Fact {
            states: vec![state.to_owned()],
            label: label.to_owned(),
            spans: vec![span],
            required: true,
            ..Fact::default()
        }
    }

    fn annotation(positions: Vec<Fact>) -> Annotation {
        Annotation { text: TEXT.to_owned(), positions, ..Annotation::default() }
    }

    #[test]
    fn sentences_end_at_stops_that_are_none_of_an_abbreviation() {
        let found: Vec<&str> = sentences(TEXT).into_iter().map(|(start, end)| &TEXT[start..end]).collect();
        assert_eq!(
            found,
            ["Velmark, said Mr. Quist, wants a quota on Nov. 3.", "Ardenia refused it.", "\"Never!\"", "Quist added."]
        );
        assert_eq!(sentences("One.\n\nTwo"), [(0, 4), (6, 9)]);
        assert!(sentences("").is_empty());
    }

    #[test]
    fn a_position_needs_its_holder_its_words_and_its_kind() {
        let gold = annotation(vec![fact("NOR", "demand", (0, 20)), fact("DNK", "rejection", (50, 65))]);
        let right = annotation(vec![fact("NOR", "demand", (10, 30)), fact("DNK", "demand", (50, 65))]);
        let comparison = Comparison::new(&gold, &right);
        assert_eq!(comparison.positions(true, false).tally, Tally { right: 1, wanted: 2, given: 2 });
        assert_eq!(comparison.positions(false, false).tally, Tally { right: 2, wanted: 2, given: 2 });
        let elsewhere = annotation(vec![fact("NOR", "demand", (70, 80))]);
        assert_eq!(Comparison::new(&gold, &elsewhere).positions(true, false).tally.right, 0);
    }

    #[test]
    fn what_is_not_required_counts_neither_way_and_a_second_holder_neither() {
        let optional = Fact { required: false, ..fact("SWE", "proposal", (50, 65)) };
        let gold = annotation(vec![fact("NOR", "demand", (0, 20)), optional]);
        let found = annotation(vec![
            fact("NOR", "demand", (0, 20)),
            fact("DNK", "demand", (0, 20)),
            fact("SWE", "proposal", (50, 65)),
        ]);
        assert_eq!(
            Comparison::new(&gold, &found).positions(true, false).tally,
            Tally { right: 1, wanted: 1, given: 1 }
        );
        let both = annotation(vec![Fact {
            states: vec!["NOR".to_owned(), "DNK".to_owned()],
            ..fact("NOR", "demand", (0, 20))
        }]);
        assert_eq!(
            Comparison::new(&both, &found).positions(true, false).tally,
            Tally { right: 1, wanted: 1, given: 2 }
        );
        let none = annotation(Vec::new());
        assert_eq!(Comparison::new(&gold, &none).positions(true, false).tally, Tally { right: 0, wanted: 1, given: 0 });
    }

    #[test]
    fn an_either_driver_takes_both_directions_and_an_effect_must_be_in_the_sentence() {
        let driver = |direction: &str, effect: Span| Fact {
            direction: direction.to_owned(),
            effect: vec![effect],
            ..fact("NOR", "economy", (0, 20))
        };
        let with = |driver: Fact| Annotation { drivers: vec![driver], ..annotation(Vec::new()) };
        let gold = with(driver("either", (25, 30)));
        let here = with(driver("push", (40, 45)));
        let there = with(driver("push", (52, 60)));
        assert_eq!(Comparison::new(&gold, &here).drivers(true, true).tally.right, 1);
        assert_eq!(Comparison::new(&gold, &there).drivers(true, true).tally.right, 0);
        assert_eq!(Comparison::new(&gold, &there).drivers(true, false).tally.right, 1);
    }

    #[test]
    fn bcubed_is_one_for_equal_clusters_and_falls_with_each_split_and_miss() {
        let mention = |start: usize, issue: &str| (0, Mention { span: (start, start + 5), issue: issue.to_owned() });
        let gold = [mention(0, "a"), mention(10, "a"), mention(20, "b")];
        let mut same = Bcubed::default();
        same.add(&gold, &[mention(0, "x"), mention(10, "x"), mention(20, "y")]);
        assert_eq!(same.scores(), (1.0, 1.0, 1.0));
        let mut split = Bcubed::default();
        split.add(&gold, &[mention(0, "x"), mention(10, "z"), mention(20, "y")]);
        assert_eq!(split.scores().0, 1.0);
        assert!((split.scores().1 - 2.0 / 3.0).abs() < 1e-9);
        let mut missed = Bcubed::default();
        missed.add(&gold, &[mention(0, "x")]);
        assert!((missed.scores().1 - 0.5 / 3.0).abs() < 1e-9);
        assert_eq!((split.of_found().1, missed.of_found()), (2.0 / 3.0, (1.0, 1.0, 1.0)));
    }

    #[test]
    fn alpha_is_one_for_agreement_and_about_nothing_for_chance() {
        let units = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            pairs.iter().map(|(one, other)| ((*one).to_owned(), (*other).to_owned())).collect()
        };
        assert_eq!(alpha(&units(&[("a", "a"), ("b", "b")])), Some(1.0));
        assert_eq!(alpha(&units(&[("a", "a")])), None);
        assert!(alpha(&units(&[("a", "b"), ("b", "a")])).expect("two labels") < 0.0);
    }
}
