//! Whether a coded event is likely enough to be right: what is known of it as named numbers ("grounds"), and the logistic function of them
//! that gives its confidence. The weights are data (`knowledge/coding/acceptance.toml`), learned from events judged by hand
//! (`eval/audit/train.csv`) by `training/acceptance.py`. What an event consists of is decided before, and does not live here.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::OnceLock;

use demarche_language::Upos;
use demarche_record::{Actor, ActorKind, Confidence, PloverType, Status};
use serde::Deserialize;

use crate::candidates::{Candidate, same_side};
use crate::coder::{Coder, Context, Draft, side};
use crate::domains;
use crate::narrative;
use crate::participants::{Cast, Party};
use crate::status::Factuality;
use crate::{Reading, Sides};

const WEIGHTS: &str = include_str!("../../../knowledge/coding/acceptance.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Weights {
    /// Probability under which nothing is coded.
    least: f64,
    bias: f64,
    weights: BTreeMap<String, f64>,
}

fn weights() -> &'static Weights {
    static PARSED: OnceLock<Weights> = OnceLock::new();
    PARSED.get_or_init(|| toml::from_str(WEIGHTS).expect("acceptance.toml is checked by the tests"))
}

/// What is known of an event, by name; numbers between -1 and 1, 1 for what simply holds. Names of words and rows have a colon
/// ("row:verb/meet").
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grounds(pub BTreeMap<String, f64>);

impl Grounds {
    fn set(&mut self, name: impl Into<String>, value: f64) {
        if value != 0.0 {
            self.0.insert(name.into(), value);
        }
    }

    fn flag(&mut self, name: impl Into<String>, holds: bool) {
        self.set(name, f64::from(u8::from(holds)));
    }

    /// The probability that event, sides and root are all right.
    pub(crate) fn confidence(&self) -> Confidence {
        let weights = weights();
        let sum: f64 = self.0.iter().filter_map(|(name, value)| Some(weights.weights.get(name)? * value)).sum();
        Confidence::new(1.0 / (1.0 + (-(weights.bias + sum)).exp()))
    }

    /// Whether that is enough to code the event.
    pub(crate) fn enough(&self) -> bool {
        self.confidence().get() >= weights().least
    }
}

/// What the whole article says of its events.
pub(crate) struct Whole {
    shares: Vec<(&'static str, f64)>,
    states: usize,
    pub sentences: usize,
    /// The domain by which the article deals with nothing that is coded.
    pub aside: Option<&'static str>,
}

impl Whole {
    pub fn new(reading: &Reading<'_>) -> Self {
        let lemmas: Vec<String> = reading
            .annotation
            .sentences
            .iter()
            .flat_map(|sentence| sentence.tokens.iter().map(|token| token.lemma.to_lowercase()))
            .collect();
        let counts = domains::counts(lemmas.iter().map(String::as_str));
        let all = counts.get("").copied().unwrap_or(0).max(1);
        let shares = counts.iter().filter(|(id, _)| !id.is_empty());
        let states: BTreeSet<&str> =
            reading.resolution.actors.iter().filter_map(|actor| actor.state.as_deref()).collect();
        Self {
            // Eight words in a hundred count as all.
            shares: shares.map(|(&id, &n)| (id, (n as f64 * 12.5 / all as f64).min(1.0))).collect(),
            states: states.len(),
            sentences: reading.annotation.sentences.len(),
            aside: domains::aside(&counts),
        }
    }
}

/// The sides of a draft as one unordered pair, where it has two.
fn pair(actors: &[Actor], sources: &[usize], targets: &[usize]) -> Option<(usize, usize)> {
    let side_of = |&actor: &usize| side(actors, actor).unwrap_or(actor);
    let (a, b) = (sources.first().map(side_of)?, targets.first().map(side_of)?);
    Some((a.min(b), a.max(b)))
}

/// Adds to the grounds of every draft what the other drafts of the article tell of the same two sides, and of the two sides that the
/// article is most about: what is left unsaid is surer where an article deals with one negotiation throughout.
pub(crate) fn compare(drafts: &mut [Draft], actors: &[Actor], dyad: Option<(usize, usize)>, sentences: usize) {
    struct Told {
        pair: Option<(usize, usize)>,
        sentence: usize,
        named: bool,
        talks: bool,
    }
    let told: Vec<Told> = drafts
        .iter()
        .map(|draft| {
            let grounds = draft.grounds.as_ref();
            let said = |name: &str| grounds.is_some_and(|g| g.0.contains_key(name));
            Told {
                pair: pair(actors, &draft.sources, &draft.targets),
                sentence: draft.site.sentence,
                named: !said("target from context") && !said("target elsewhere") && !said("source elsewhere"),
                talks: matches!(draft.event.kind, PloverType::Consult | PloverType::Agree | PloverType::Cooperate),
            }
        })
        .collect();
    let dyad = dyad.map(|(a, b)| (a.min(b), a.max(b)));
    let count = |own: usize, wanted: Option<(usize, usize)>, talks: bool| {
        let other = |t: &&Told| t.sentence != own && t.named && t.pair == wanted && (t.talks || !talks);
        if wanted.is_some() { told.iter().filter(other).count() } else { 0 }
    };
    let kinds = dyad.map(|(a, b)| (actors[a].kind, actors[b].kind));
    let others = damped(drafts.len().saturating_sub(1));
    for (draft, own) in drafts.iter_mut().zip(&told) {
        let Some(grounds) = &mut draft.grounds else { continue };
        let of_pair = count(own.sentence, own.pair, false);
        let of_dyad = count(own.sentence, dyad, false);
        let talks = count(own.sentence, dyad, true);
        let dense = (of_dyad as f64 * 3.0 / sentences.max(1) as f64).min(1.0);
        let values = [
            ("pair told", damped(of_pair * 2)),
            ("pair talks", damped(count(own.sentence, own.pair, true) * 2)),
            ("dyad told", damped(of_dyad * 2)),
            ("dyad talks", damped(talks * 2)),
            ("dyad dense", dense),
            ("dyad of states", f64::from(u8::from(kinds == Some((ActorKind::State, ActorKind::State))))),
            ("of dyad", f64::from(u8::from(own.pair.is_some() && own.pair == dyad))),
            // An article that tells of many deeds is about dealings; one that tells of a single one often mentions it in passing.
            ("drafts", others),
            ("diplomacy", grounds.0.get("article:diplomacy").copied().unwrap_or(0.0)),
        ];
        let under = [
            "target from context",
            "target empty",
            "target elsewhere",
            "speech act",
            "target indirect",
            "bare noun",
            "class:rule",
            "source how:pronoun",
            "source how:officials",
        ];
        let held: Vec<&str> = under.into_iter().filter(|name| grounds.0.contains_key(*name)).collect();
        for (name, value) in values {
            grounds.set(name, value);
            for condition in &held {
                grounds.set(format!("{condition}, {name}"), value);
            }
        }
    }
}

/// What [`Coder::grounds`] looks at besides the sentence.
pub(crate) struct Known<'a> {
    pub candidate: &'a Candidate,
    pub facts: &'a Factuality,
    pub sources: &'a [usize],
    pub targets: &'a [usize],
    pub kind: PloverType,
    pub status: Status,
    pub how_target: &'a str,
    pub from_context: bool,
    pub indirect: bool,
    pub refused: bool,
    pub dated: bool,
    pub sides: &'a Sides,
}

/// A length as a number between 0 and 1 that grows ever more slowly.
fn damped(length: usize) -> f64 {
    let length = length as f64;
    length / (length + 6.0)
}

impl Coder<'_> {
    /// The grounds of one event.
    pub(crate) fn grounds(&self, context: &Context<'_, '_>, cast: &Cast<'_>, known: &Known<'_>) -> Grounds {
        let mut grounds = Grounds::default();
        let tree = context.tree;
        let Known { candidate, facts, sources, targets, kind, status, .. } = *known;
        let predicate = candidate.predicate;
        let row = candidate.row.split(',').next().unwrap_or_default();
        let how = known.how_target;
        grounds.flag(format!("kind:{}", kind.name()), true);
        grounds.flag(format!("row:{row}"), true);
        grounds.flag(format!("class:{}", row.split('/').next().unwrap_or_default()), true);
        grounds.flag(format!("how:{}", if how.is_empty() { "none" } else { how }), true);
        grounds.flag(format!("status:{}", status.name()), true);
        grounds.flag("speech act", narrative::is_speech_act(kind));
        grounds.flag("target empty", targets.is_empty());
        grounds.flag("a deed of nobody named", kind == PloverType::Accuse && targets.is_empty() && !candidate.topic);
        grounds.flag("target from context", known.from_context);
        grounds.flag("target indirect", known.indirect);
        grounds.flag("refused", known.refused);
        grounds.flag("mutual", candidate.mutual);
        grounds.flag("dated", known.dated);
        grounds.flag("bare noun", candidate.bare_noun);
        grounds.flag("framed", candidate.frame);
        grounds.flag("reported", facts.report.is_some());
        grounds.flag("headline", context.headline);
        grounds.flag("passive", tree.is_passive(candidate.clause));
        for cue in &facts.cues {
            grounds.flag(format!("cue:{cue}"), true);
        }
        grounds.flag(format!("clause:{}", tree.deprel(candidate.clause)), true);
        let above = std::iter::successors(tree.head(candidate.clause), |&t| tree.head(t)).take(tree.len()).count();
        grounds.set("depth", damped(above));
        grounds.set("words", damped(tree.len() / 4));
        grounds.set("sentence", damped(context.index));
        grounds.set("article length", damped(self.whole.sentences / 3));
        let quotes = |range: Range<usize>| range.filter(|&t| matches!(&*tree.form(t), "\"" | "''" | "``" | "“" | "”"));
        grounds.flag("quoted", quotes(0..predicate).count() % 2 == 1);
        grounds.flag("question", tree.len() > 0 && tree.form(tree.len() - 1) == "?");
        grounds.flag("numbers", tree.children(predicate).iter().any(|&c| tree.upos(c) == Upos::Num));
        for relation in ["obj", "ccomp", "xcomp", "obl", "nsubj", "advcl"] {
            grounds.flag(format!("has:{relation}"), tree.has(candidate.clause, relation));
        }
        self.grounds_of_sides(context, cast, known, &mut grounds);
        self.grounds_of_heads(context, known, &mut grounds);
        for (domain, share) in &self.whole.shares {
            grounds.set(format!("article:{domain}"), *share);
        }
        let lemmas: Vec<String> = (0..tree.len()).map(|t| tree.lemma(t).to_lowercase()).collect();
        for (domain, n) in domains::counts(lemmas.iter().map(String::as_str)) {
            if !domain.is_empty() {
                grounds.set(format!("here:{domain}"), (n as f64 / 4.0).min(1.0));
            }
        }
        grounds.set("states", damped(self.whole.states * 2));
        grounds.flag("dyad", self.dyad.is_some());
        let unused = cast
            .mentions
            .iter()
            .filter(|m| m.how != "place" && !m.actors.iter().any(|a| sources.contains(a) || targets.contains(a)));
        grounds.set("others named", damped(unused.count() * 3));
        grounds
    }

    /// What is known of those who act and of those towards whom.
    fn grounds_of_sides(&self, context: &Context<'_, '_>, cast: &Cast<'_>, known: &Known<'_>, grounds: &mut Grounds) {
        let tree = context.tree;
        let actors = &cast.resolution.actors;
        let candidate = known.candidate;
        for side in ["source", "target"] {
            let (ids, party, words) = if side == "source" {
                (known.sources, candidate.source.as_ref(), &known.sides.sources)
            } else {
                (known.targets, candidate.target.as_ref(), &known.sides.targets)
            };
            grounds.flag(format!("{side} several"), ids.len() > 1);
            grounds.flag(format!("{side} elsewhere"), !ids.is_empty() && words.iter().all(Option::is_none));
            if let Some(party) = party {
                grounds.flag(format!("{side} how:{}", party.how), true);
                grounds.set(format!("{side} certainty"), party.certainty);
                if party.token < tree.len() {
                    grounds.set(format!("{side} distance"), damped(party.token.abs_diff(candidate.predicate)));
                    grounds.flag(format!("{side} relation:{}", tree.deprel(party.token)), true);
                    let steps = std::iter::successors(Some(party.token), |&t| tree.head(t))
                        .take(tree.len())
                        .take_while(|&t| t != candidate.predicate && t != candidate.clause)
                        .count();
                    grounds.set(format!("{side} steps"), damped(steps * 2));
                    // "seven European scientists", "APEC business leaders": the name only tells of what kind they are.
                    let mut mentions = cast.mentions.iter().filter(|m| m.tokens == party.tokens && m.head < tree.len());
                    let modifies =
                        mentions.next_back().is_some_and(|m| matches!(tree.rel(m.head), "amod" | "compound"));
                    grounds.flag(format!("{side} modifies"), modifies);
                }
            } else {
                grounds.flag(format!("{side} no words"), true);
            }
            let Some(&first) = ids.first() else { continue };
            let one = &actors[first];
            grounds.flag(format!("{side} kind:{}", one.kind.name()), true);
            grounds.flag(format!("{side} sector:{}", one.sector.as_deref().unwrap_or("none")), true);
            grounds.flag(
                format!("{side} private"),
                one.kind == ActorKind::Person && one.office.is_none() && one.state.is_none(),
            );
            // Who speaks for somebody tells what others do.
            let speaks = one.office.as_deref().is_some_and(|office| office.contains("spokes"));
            grounds.flag(format!("{side} is a spokesman"), speaks);
            grounds
                .flag(format!("{side} is a spokesman, no speech act"), speaks && !narrative::is_speech_act(known.kind));
            grounds.flag(format!("{side} without office"), one.kind == ActorKind::Person && one.office.is_none());
            grounds.set(format!("{side} named"), damped(one.mentions.len()));
            let dyad = self
                .dyad
                .is_some_and(|(a, b)| [a, b].iter().any(|&d| ids.iter().any(|&i| i == d || same_side(cast, i, d))));
            grounds.flag(format!("{side} of dyad"), dyad);
        }
        let state = |side: &[usize]| side.first().and_then(|&a| actors[a].state.as_deref());
        let (source, target) = (state(known.sources), state(known.targets));
        let same = source.is_some() && source == target;
        grounds.flag("one state", same);
        grounds.flag("two states", source.is_some() && target.is_some() && source != target);
        let official = |side: &[usize]| {
            side.first().is_some_and(|&a| {
                matches!(actors[a].kind, ActorKind::State | ActorKind::Government)
                    || matches!(actors[a].sector.as_deref(), Some("GOV" | "MIL" | "LEG" | "JUD"))
            })
        };
        let both = official(known.sources) && official(known.targets);
        grounds.flag("one state, both official", same && both);
        grounds.flag("two states, both official", !same && both);
        grounds.flag("group on a side, speech act", narrative::is_speech_act(known.kind) && known.targets.len() > 1);
        grounds.flag("one state, speech act", same && narrative::is_speech_act(known.kind));
        // Somebody else stands nearer to the predicate than the side that was taken.
        if let (Some(target), false) = (&candidate.target, known.targets.is_empty()) {
            let between = cast.mentions.iter().filter(|m| {
                let (low, high) = (candidate.predicate.min(target.token), candidate.predicate.max(target.token));
                m.head > low
                    && m.head < high
                    && m.how != "place"
                    && !m.actors.iter().any(|a| known.sources.contains(a) || known.targets.contains(a))
            });
            grounds.set("others between", damped(between.count() * 3));
        }
    }

    /// What the heads for pairs and roles say.
    fn grounds_of_heads(&self, context: &Context<'_, '_>, known: &Known<'_>, grounds: &mut Grounds) {
        let sentence = context.tree.sentence;
        let words = |side: &[Option<Range<usize>>], party: Option<&Party>| {
            side.iter().flatten().next().cloned().or_else(|| party.map(|p| p.tokens.clone()))
        };
        let source = words(&known.sides.sources, known.candidate.source.as_ref());
        let target = words(&known.sides.targets, known.candidate.target.as_ref());
        if let (Some(source), Some(target)) = (&source, &target) {
            let scores = self.scorer.score(sentence, source.clone(), target.clone());
            let (mut of_type, mut none, mut best) = (0.0_f32, 0.0_f32, 0.0_f32);
            for (label, &score) in self.scorer.labels().iter().zip(&scores) {
                let yields = label == "YIELD" && matches!(known.kind, PloverType::Concede | PloverType::Retreat);
                if label == "NONE" {
                    none = score;
                } else if label == known.kind.name() || yields {
                    of_type += score;
                } else {
                    best = best.max(score);
                }
            }
            if !scores.is_empty() {
                grounds.flag("head asked", true);
                grounds.set("head of type", f64::from(of_type));
                grounds.set("head of none", f64::from(none));
                grounds.set("head of another", f64::from(best));
                grounds.flag("head agrees", of_type > best && of_type > none);
            }
        }
        let roles = &sentence.encoding.roles;
        if roles.len() != sentence.tokens.len() {
            return;
        }
        for (name, words, side) in [("source", &source, 0), ("target", &target, 1)] {
            let own = words.clone().filter(|w| w.start < w.end && w.end <= roles.len());
            let mean = |range: Range<usize>, side: usize| {
                let n = range.len().max(1) as f64;
                range.map(|t| f64::from(roles[t][side])).sum::<f64>() / n
            };
            let outside = (0..roles.len())
                .filter(|t| !own.as_ref().is_some_and(|w| w.contains(t)))
                .map(|t| f64::from(roles[t][side]))
                .fold(0.0, f64::max);
            grounds.set(format!("role of {name} elsewhere"), outside);
            if let Some(own) = own {
                grounds.set(format!("role of {name}"), mean(own.clone(), side));
                grounds.set(format!("other role of {name}"), mean(own, 1 - side));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_a_probability_with_a_threshold() {
        let weights = weights();
        assert!(weights.least > 0.0 && weights.least < 1.0 && weights.weights.len() > 100);
        assert!(weights.weights.values().all(|weight| weight.is_finite() && weight.abs() < 10.0));
        assert!(weights.weights["target empty"] < 0.0, "an event without another side is less sure");
        let (mut empty, named) = (Grounds::default(), Grounds::default());
        empty.flag("target empty", true);
        assert!(empty.confidence() < named.confidence());
    }

    #[test]
    fn a_ground_that_does_not_hold_is_not_kept() {
        let mut grounds = Grounds::default();
        grounds.flag("mutual", false);
        grounds.set("depth", damped(0));
        grounds.set("words", damped(6));
        assert_eq!(grounds.0, BTreeMap::from([("words".to_owned(), 0.5)]));
    }
}
