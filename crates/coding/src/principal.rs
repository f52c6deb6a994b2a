//! The pair of sides that a sentence is about, as the heads for roles and pairs see it, together with what the rules found: it gets
//! the type that the pair head gives it. Only for sentences whose parties need not be known.

use std::ops::Range;

use demarche_gazetteer::ActorMention;
use demarche_language::Sentence;
use demarche_record::{FoundBy, PloverType};

use crate::candidates::Candidate;
use crate::coder::{Coder, Context, Draft, Outcome};
use crate::confidence;
use crate::participants::Party;
use crate::status::factuality;
use crate::{Sides, phrases};

/// Phrases of a sentence that are weighed as sides: those with the highest probabilities of a role. Pairs are weighed by sums of
/// numbers that are there already, and the pair head is asked once, so a sentence of many names costs no more passes.
const PHRASES: usize = 24;

/// What a pair that the rules link gains, in log-probability. Of 0, 0.3, 0.6, 1, 1.5 and 2.5 the middle of the best three on the
/// held-out tenth of the pairs.
const LINKED: f64 = 0.6;

/// Added to probabilities before their logarithm.
const FLOOR: f64 = 0.02;

/// A pair that no rule links must have a type of this probability at least, and roles (sum of logarithms) of at least [`ROLES`]. On the
/// held-out pairs this costs two right ones of 74; of 60 sentences of newswire, most of which tell of no event, it leaves a pair
/// in 14 where without it 47 had one.
const SURE: f32 = 0.4;

/// See [`SURE`].
const ROLES: f64 = -2.0;

/// A phrase with its probabilities.
struct Phrase<'a> {
    mention: &'a ActorMention,
    tokens: Range<usize>,
    /// Mean probability of its words of being in the source and in the target.
    mean: [f64; 2],
}

/// The words of a sentence that the head for roles takes for the source and for the target of what it is about, with their mean
/// probability: of the runs of words that are likelier than 0.4, and likelier in this role than in the other, the surest one.
/// `None` where there is none, or the sentence was annotated without the model.
#[must_use]
pub fn role_sides(sentence: &Sentence) -> [Option<(Range<usize>, f32)>; 2] {
    const LIKELY: f32 = 0.4;
    let roles = &sentence.encoding.roles;
    [0, 1].map(|side| {
        let mut best: Option<(Range<usize>, f32)> = None;
        let mut start = 0;
        while start < roles.len() {
            let inside = |word: &[f32; 2]| word[side] > LIKELY && word[side] >= word[1 - side];
            let length = roles[start..].iter().take_while(|word| inside(word)).count();
            if length > 0 {
                let mean = roles[start..start + length].iter().map(|word| word[side]).sum::<f32>() / length as f32;
                if best.as_ref().is_none_or(|(_, highest)| mean > *highest) {
                    best = Some((start..start + length, mean));
                }
            }
            start += length.max(1);
        }
        best
    })
}

impl Coder<'_> {
    /// Marks the event of the principal pair of a sentence, or codes it where no rule did.
    pub(crate) fn principal(&mut self, context: &Context<'_, '_>, headline: bool) {
        if self.scorer.labels().is_empty() {
            return;
        }
        let phrases = self.role_phrases(context);
        let here: Vec<usize> =
            (0..self.drafts.len()).filter(|&d| self.drafts[d].site.sentence == context.index).collect();
        let mut best: Option<(f64, &Phrase<'_>, &Phrase<'_>, Option<usize>)> = None;
        for source in &phrases {
            for target in &phrases {
                if source.tokens.start < target.tokens.end && target.tokens.start < source.tokens.end {
                    continue;
                }
                let linked = here.iter().copied().find(|&d| self.drafts[d].links(&source.tokens, &target.tokens));
                let score = (source.mean[0] + FLOOR).ln()
                    + (target.mean[1] + FLOOR).ln()
                    + if linked.is_some() { LINKED } else { 0.0 };
                if best.as_ref().is_none_or(|(top, ..)| score > *top) {
                    best = Some((score, source, target, linked));
                }
            }
        }
        let Some((_, source, target, linked)) = best else { return };
        let scores = self.scorer.score(context.tree.sentence, source.tokens.clone(), target.tokens.clone());
        let mut none = 0.0;
        let mut top: Option<(&str, f32)> = None;
        for (label, &score) in self.scorer.labels().iter().zip(&scores) {
            if label == "NONE" {
                none = score;
            } else if top.is_none_or(|(_, highest)| score > highest) {
                top = Some((label, score));
            }
        }
        let Some((label, probability)) = top else { return };
        let Some(kind) = PloverType::from_name(label) else { return };
        let roles = (source.mean[0] + FLOOR).ln() + (target.mean[1] + FLOOR).ln();
        if linked.is_none() && (probability < SURE || none > probability || roles < ROLES) {
            return;
        }
        let certainty = confidence::of_principal(roles, f64::from(probability), linked.is_some());
        let roles = FoundBy::new("head/roles", format!("source {:.2}, target {:.2}", source.mean[0], target.mean[1]));
        let pair = FoundBy::new("head/pair", format!("{label} {probability:.2}, none {none:.2}"));
        if let Some(draft) = linked.map(|d| &mut self.drafts[d]) {
            let event = &mut draft.event;
            if !same_root(event.kind, kind) {
                event.mutual &= matches!(kind, PloverType::Consult | PloverType::Agree | PloverType::Cooperate);
                event.found_by.push(FoundBy::new("head/pair over the row", event.kind.name()));
                event.kind = kind;
            }
            event.confidence = certainty;
            event.found_by.extend([roles, pair]);
            draft.sides.name(&source.tokens, &target.tokens);
            return;
        }
        let predicate = self.verb_between(context, source.mention.head, target.mention.head);
        let party = |phrase: &Phrase<'_>| Party {
            actors: phrase.mention.actors.clone(),
            token: phrase.mention.head,
            tokens: phrase.tokens.clone(),
            certainty: phrase.mention.certainty,
            how: phrase.mention.how.clone(),
        };
        let candidate = Candidate {
            kind,
            mutual: kind == PloverType::Consult,
            arguments: vec![source.mention.head, target.mention.head],
            slot: Some(("role".into(), true)),
            source: Some(party(source)),
            target: Some(party(target)),
            ..Candidate::of_head(predicate, "head/principal pair")
        };
        let facts = factuality(context.tree, predicate, predicate, headline);
        let outcome = Outcome {
            sources: source.mention.actors.clone(),
            targets: target.mention.actors.iter().copied().filter(|a| !source.mention.actors.contains(a)).collect(),
            kind,
            status: facts.status,
            how_target: "role".into(),
            from_context: false,
            indirect: false,
            refused: false,
        };
        if outcome.targets.is_empty() {
            return;
        }
        self.finish(context, candidate, facts, outcome);
        if let Some(draft) = self.drafts.last_mut() {
            draft.event.confidence = certainty;
            draft.event.found_by.push(roles);
            draft.sides.sources = vec![Some(source.tokens.clone()); draft.event.sources.len()];
            draft.sides.targets = vec![Some(target.tokens.clone()); draft.event.targets.len()];
            draft.sides.principal = true;
        }
    }

    /// The phrases of a sentence, surest roles first, at most [`PHRASES`].
    fn role_phrases<'b>(&self, context: &Context<'_, 'b>) -> Vec<Phrase<'b>> {
        let (Some(things), tree) = (context.things, context.tree) else { return Vec::new() };
        let roles = &tree.sentence.encoding.roles;
        let mut found: Vec<Phrase<'_>> = Vec::new();
        if roles.len() != tree.len() {
            return found;
        }
        for &mention in things.mentions.iter().filter(|m| m.head < tree.len() && m.tokens.end <= tree.len()) {
            let phrase = phrases::range(tree, mention.head);
            let tokens = phrase.start.min(mention.tokens.start)..phrase.end.max(mention.tokens.end);
            if found.iter().any(|other| other.tokens == tokens) {
                continue;
            }
            let mut mean = [0.0; 2];
            for role in &roles[tokens.clone()] {
                for side in 0..2 {
                    mean[side] += f64::from(role[side]) / tokens.len() as f64;
                }
            }
            found.push(Phrase { mention, tokens, mean });
        }
        let weight = |phrase: &Phrase<'_>| phrase.mean[0].max(phrase.mean[1]);
        found.sort_by(|a, b| weight(b).total_cmp(&weight(a)).then(a.tokens.start.cmp(&b.tokens.start)));
        found.truncate(PHRASES);
        found
    }

    /// The verb that governs the source and has the target below it; else the lowest word above both.
    fn verb_between(&self, context: &Context<'_, '_>, source: usize, target: usize) -> usize {
        let tree = context.tree;
        let mut at = source;
        let mut joint = None;
        for _ in 0..tree.len() {
            let Some(head) = tree.head(at) else { break };
            at = head;
            if tree.dominates(at, target) {
                joint = joint.or(Some(at));
                if tree.is_verb(at) {
                    return at;
                }
            }
        }
        joint.or_else(|| tree.sentence.root()).unwrap_or(source)
    }
}

impl Sides {
    /// Marks the event as the principal one, with these phrases as the words of the parties that they overlap.
    fn name(&mut self, source: &Range<usize>, target: &Range<usize>) {
        self.principal = true;
        let overlap = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
        let crosswise = !self.sources.iter().flatten().any(|words| overlap(words, source));
        let (first, second) = if crosswise { (target, source) } else { (source, target) };
        for (side, phrase) in [(&mut self.sources, first), (&mut self.targets, second)] {
            if let Some(words) = side.iter_mut().flatten().find(|words| overlap(words, phrase)) {
                *words = phrase.clone();
            }
        }
    }
}

impl Draft {
    /// Whether the event is between these phrases, in this direction unless it is mutual.
    fn links(&self, source: &Range<usize>, target: &Range<usize>) -> bool {
        let meets = |side: &[Option<Range<usize>>], phrase: &Range<usize>| {
            side.iter().flatten().any(|words| words.start < phrase.end && phrase.start < words.end)
        };
        let (sources, targets) = (&self.sides.sources, &self.sides.targets);
        meets(sources, source) && meets(targets, target)
            || self.event.mutual && meets(sources, target) && meets(targets, source)
    }
}

/// Whether two types are one root in data before 2018, where YIELD joins CONCEDE and RETREAT.
fn same_root(a: PloverType, b: PloverType) -> bool {
    let yields = |kind| matches!(kind, PloverType::Concede | PloverType::Retreat);
    a == b || yields(a) && yields(b)
}
