//! The coder: candidates of every sentence become events with status, time, place, reporter, evidence and confidence; what a
//! sentence leaves unsaid is taken from the sentences before it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use demarche_calendar::TimeExpression;
use demarche_gazetteer::{OccasionMention, PlaceMention};
use demarche_language::Upos;
use demarche_record::{Actor, ActorKind, BlockKind, Event, Evidence, FoundBy, Interval, PloverType, Status};

use crate::acceptance::{self, Grounds, Known, Whole};
use crate::candidates::{Candidate, candidates, same_side, thing_source, thing_target, unknown_verb};
use crate::confidence::Features;
use crate::knowledge::Knowledge;
use crate::narrative::{self, Site, Told};
use crate::participants::{Cast, Party};
use crate::status::{Factuality, factuality};
use crate::tree::Tree;
use crate::{
    Coding, EventSite, Lost, PairScorer, Reading, Sides, attach, enumeration, evidence, merge, phrases, setting,
};

/// Days between an event and publication from which on it is background.
const BACKGROUND_DAYS: i64 = 120;

/// Probability from which on the pair head alone types a verb.
const SURE: f32 = 0.6;

/// How the other party of a meeting in an adjunct was found.
const WHO_WAS_THERE: &str = "who was there";

/// An event on its way, with what later ones need to know of it.
pub(crate) struct Draft {
    pub event: Event,
    pub site: EventSite,
    block: usize,
    told: Told,
    pub sources: Vec<usize>,
    pub targets: Vec<usize>,
    pub sides: Sides,
    /// What is known of it, where that decides whether it is accepted.
    pub grounds: Option<Grounds>,
}

pub(crate) struct Coder<'a> {
    reading: &'a Reading<'a>,
    pub scorer: &'a dyn PairScorer,
    /// The state that the article opposes to each state most often.
    counterpart: BTreeMap<usize, usize>,
    /// The two sides that most of the article is about.
    pub dyad: Option<(usize, usize)>,
    pub whole: Whole,
    /// Whether a thing may stand where no party does.
    open: bool,
    pub drafts: Vec<Draft>,
    lost: Vec<Lost>,
}

/// See [`crate::code`].
pub(crate) fn code(reading: &Reading<'_>, scorer: &dyn PairScorer, open: bool, all: bool) -> Coding {
    let mut coder = Coder::of(reading, scorer, open);
    if !all {
        coder.accept();
    }
    let mut undated: Vec<(&mut Event, Site)> = coder
        .drafts
        .iter_mut()
        .map(|d| (&mut d.event, Site { sentence: d.site.sentence, block: d.block, told: d.told, token: d.site.token }))
        .collect();
    narrative::date(&mut undated, reading);
    let states: BTreeMap<String, String> = reading
        .resolution
        .actors
        .iter()
        .map(|a| (a.id.clone(), a.state.clone().unwrap_or_else(|| a.id.clone())))
        .collect();
    let mut coding = Coding { lost: coder.lost, ..Coding::default() };
    for draft in coder.drafts {
        coding.events.push(draft.event);
        coding.sites.push(draft.site);
        coding.sides.push(draft.sides);
    }
    merge::merge(coding, |id| states.get(id).cloned().unwrap_or_else(|| id.to_owned()))
}

/// See [`crate::weighed`].
pub(crate) fn weighed(reading: &Reading<'_>, scorer: &dyn PairScorer) -> Vec<(Event, Grounds)> {
    let drafts = Coder::of(reading, scorer, false).drafts;
    drafts.into_iter().filter_map(|draft| Some((draft.event, draft.grounds?))).collect()
}

/// The side that an actor speaks for, as an actor: a group under arms for itself, others for their state where the article knows
/// it as an actor.
pub(crate) fn side(actors: &[Actor], actor: usize) -> Option<usize> {
    let one = actors.get(actor)?;
    match one.kind {
        ActorKind::State | ActorKind::ArmedGroup => Some(actor),
        _ => {
            let state = one.state.as_deref()?;
            let states = || actors.iter().enumerate().filter(|(_, a)| a.kind == ActorKind::State);
            let of_state = |(_, a): &(usize, &Actor)| a.state.as_deref() == Some(state);
            // The one that is named, where a state and its predecessor are both actors.
            states().filter(of_state).max_by_key(|(index, a)| (a.mentions.len(), usize::MAX - index)).map(|(i, _)| i)
        }
    }
}

/// The two sides that the article is most about, where they make up most of what is told.
fn dyad(reading: &Reading<'_>) -> Option<(usize, usize)> {
    let actors = &reading.resolution.actors;
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for mention in &reading.resolution.mentions {
        for &actor in &mention.actors {
            if let Some(side) = side(actors, actor) {
                *counts.entry(side).or_default() += 1;
            }
        }
    }
    let mut ranked: Vec<(usize, usize)> = counts.into_iter().collect();
    ranked.sort_by(|a, b| b.1.cmp(&a.1).then(actors[a.0].id.cmp(&actors[b.0].id)));
    let total: usize = ranked.iter().map(|r| r.1).sum();
    let [(first, n), (second, m), ..] = ranked[..] else { return None };
    ((n + m) * 100 >= total * 50 && m * 100 >= total * 15).then_some((first, second))
}

impl<'a> Coder<'a> {
    /// A coder that has been through every sentence; nothing is accepted or merged yet.
    fn of(reading: &'a Reading<'a>, scorer: &'a dyn PairScorer, open: bool) -> Self {
        let dyad = dyad(reading);
        let counterpart = dyad.into_iter().flat_map(|(a, b)| [(a, b), (b, a)]).collect();
        let whole = Whole::new(reading);
        let mut coder = Coder { reading, scorer, counterpart, dyad, whole, open, drafts: Vec::new(), lost: Vec::new() };
        for sentence in 0..reading.annotation.sentences.len() {
            coder.sentence(sentence);
        }
        acceptance::compare(&mut coder.drafts, &reading.resolution.actors, dyad, coder.whole.sentences);
        for draft in &mut coder.drafts {
            if let Some(grounds) = &draft.grounds {
                draft.event.confidence = grounds.confidence();
            }
        }
        coder
    }
}

impl Coder<'_> {
    /// Sets aside what is too likely to be wrong.
    fn accept(&mut self) {
        for draft in std::mem::take(&mut self.drafts) {
            let aside = self.whole.aside.filter(|_| draft.grounds.is_some());
            if aside.is_none() && draft.grounds.as_ref().is_none_or(Grounds::enough) {
                self.drafts.push(draft);
            } else {
                let row = draft.event.found_by.first().map(|f| f.id.replace("predicates.toml:", ""));
                self.lost.push(Lost {
                    site: draft.site,
                    row: row.unwrap_or_default(),
                    kind: draft.event.kind,
                    reason: aside.map_or_else(
                        || format!("too likely to be wrong ({:.2})", 1.0 - draft.event.confidence.get()),
                        |domain| format!("an article about {domain}"),
                    ),
                });
            }
        }
    }

    fn sentence(&mut self, index: usize) {
        let reading = self.reading;
        let sentence = &reading.annotation.sentences[index];
        if sentence.tokens.is_empty() {
            return;
        }
        let tree = Tree::new(sentence);
        let cast = Cast { apart: !self.open, ..Cast::new(&tree, reading.resolution, index) };
        if cast.mentions.is_empty() {
            return;
        }
        let times: Vec<&TimeExpression> = reading.times.iter().filter(|t| t.sentence == index).collect();
        let places: Vec<&PlaceMention> = reading.resolution.places.iter().filter(|p| p.sentence == index).collect();
        let occasions: Vec<&OccasionMention> =
            reading.resolution.occasions.iter().filter(|o| o.sentence == index).collect();
        let headline = reading.article.body().any(|b| b.kind == BlockKind::Heading && b.span.contains(sentence.span));

        let listed = enumeration::items(&cast, &times);
        for item in &listed {
            self.item(index, &tree, &cast, item);
        }
        let covered = listed.iter().map(|i| i.tokens.start).min()..listed.iter().map(|i| i.tokens.end).max();
        let in_list =
            |token: usize| matches!((covered.start, covered.end), (Some(s), Some(e)) if (s..e).contains(&token));

        let mut all = candidates(&cast);
        all.extend(refusals(&cast, &all));
        all.extend(self.proposals(&tree, &cast, &all));
        let things = self.open.then(|| cast.with_things(index));
        let predicates: BTreeSet<usize> = all.iter().flat_map(|c| [c.predicate, c.clause]).collect();
        let context = Context {
            index,
            tree: &tree,
            cast: &cast,
            things: things.as_ref(),
            times: &times,
            places: &places,
            occasions: &occasions,
            predicates: &predicates,
            headline,
        };
        for candidate in all {
            if in_list(candidate.predicate) && candidate.bare_noun {
                continue;
            }
            let facts = factuality(&tree, candidate.predicate, candidate.clause, headline);
            let (token, row, kind) = (candidate.predicate, candidate.row.clone(), candidate.kind);
            if let Err(reason) = self.candidate(&context, candidate, facts) {
                self.lost.push(Lost {
                    site: EventSite { sentence: index, token },
                    row,
                    kind,
                    reason: reason.to_owned(),
                });
            }
        }
        self.principal(&context, headline);
    }

    /// Verbs that no row knows between two sides, with the type that the pair head gives them where it is sure.
    fn proposals(&self, tree: &Tree<'_>, cast: &Cast<'_>, known: &[Candidate]) -> Vec<Candidate> {
        let mut found = Vec::new();
        for index in 0..tree.len() {
            if known.iter().any(|c| c.predicate == index || c.clause == index) {
                continue;
            }
            let Some(mut candidate) = unknown_verb(cast, index) else { continue };
            let (Some(source), Some(target)) = (&candidate.source, &candidate.target) else { continue };
            let scores = self.scorer.score(tree.sentence, source.tokens.clone(), target.tokens.clone());
            let mut best: Option<(&str, f32)> = None;
            let mut none = 0.0;
            for (label, &score) in self.scorer.labels().iter().zip(&scores) {
                if label == "NONE" {
                    none = score;
                } else if best.is_none_or(|(_, top)| score > top) {
                    best = Some((label, score));
                }
            }
            let Some((label, score)) = best.filter(|&(_, score)| score >= SURE && none <= score / 3.0) else {
                continue;
            };
            let Some(kind) = PloverType::from_name(label) else { continue };
            candidate.kind = kind;
            candidate.row = format!("head/unknown verb, {score:.2}");
            found.push(candidate);
        }
        found
    }

    /// One item of a list of people each with his own time.
    fn item(&mut self, index: usize, tree: &Tree<'_>, cast: &Cast<'_>, item: &enumeration::Item) {
        let actor = item.person.actors[0];
        let target = self.opposite(cast, index, &[actor]);
        let Some(target) = target else { return };
        let span = evidence::span(tree, &item.tokens);
        let actors = &self.reading.resolution.actors;
        let past = self.long_ago(&item.interval);
        let mut features = Features::default();
        features.flag("context_target", true);
        features.flag("dated", true);
        let event = Event {
            id: String::new(),
            sources: vec![actors[actor].id.clone()],
            targets: vec![actors[target].id.clone()],
            mutual: false,
            kind: item.kind,
            predicate: tree.lemma(item.noun).to_owned(),
            content: self.text(span),
            when: Some(item.interval.clone()),
            place: None,
            occasion: None,
            mode: None,
            contexts: Vec::new(),
            status: Status::Occurred,
            reported_by: None,
            issue: None,
            background: past,
            confidence: features.confidence(),
            found_by: vec![
                FoundBy::new("coding/enumeration", tree.lemma(item.noun)),
                FoundBy::new("time/list item", item.rule.clone()),
            ],
            evidence: vec![Evidence {
                article: self.reading.article.id.clone(),
                span,
                text: self.text(span),
                sentence: tree.sentence.span,
            }],
        };
        self.drafts.push(Draft {
            event,
            site: EventSite { sentence: index, token: item.noun },
            block: tree.sentence.block,
            told: Told::NotFinite,
            sources: vec![actor],
            targets: vec![target],
            sides: Sides { sources: vec![Some(item.person.tokens.clone())], targets: vec![None], principal: false },
            grounds: None,
        });
    }

    fn text(&self, span: demarche_record::Span) -> String {
        span.of(&self.reading.article.text).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn long_ago(&self, interval: &Interval) -> bool {
        let published = self.reading.published.interval.as_ref().and_then(|i| i.earliest);
        match (interval.latest, published) {
            (Some(last), Some(day)) => {
                last.until((jiff::Unit::Day, day)).is_ok_and(|s| i64::from(s.get_days()) > BACKGROUND_DAYS)
            }
            _ => false,
        }
    }

    /// The other side of an actor: the most frequent opposite state of the article.
    fn opposite(&self, cast: &Cast<'_>, _index: usize, actors: &[usize]) -> Option<usize> {
        let other = actors.iter().find_map(|&a| self.counterpart.get(&side(&cast.resolution.actors, a)?).copied())?;
        (!actors.iter().any(|&a| same_side(cast, a, other))).then_some(other)
    }

    /// Parties of an earlier event of this or the two sentences before that one of `actors` has a part in.
    fn other_side(
        &self,
        cast: &Cast<'_>,
        index: usize,
        block: usize,
        actors: &[usize],
        here: bool,
    ) -> Option<Vec<usize>> {
        for draft in self.drafts.iter().rev() {
            if index - draft.site.sentence > 2 || (index != draft.site.sentence && draft.block + 1 < block) {
                break;
            }
            if draft.site.sentence != index && (here || draft.event.background) {
                continue;
            }
            let held = |side: &[usize]| actors.iter().any(|&a| side.iter().any(|&s| same_side(cast, s, a)));
            let others = if held(&draft.sources) {
                &draft.targets
            } else if held(&draft.targets) {
                &draft.sources
            } else {
                continue;
            };
            let others: Vec<usize> =
                others.iter().copied().filter(|&o| !actors.iter().any(|&a| same_side(cast, a, o))).collect();
            if !others.is_empty() {
                return Some(others);
            }
        }
        None
    }

    /// Who asked the actors for something shortly before: an answer goes to them.
    fn asked_by(&self, cast: &Cast<'_>, index: usize, block: usize, actors: &[usize]) -> Option<Vec<usize>> {
        let draft =
            self.drafts.iter().rev().take_while(|d| index - d.site.sentence <= 2 && d.block + 1 >= block).find(
                |d| {
                    let invites = d.event.kind == PloverType::Consult && d.event.predicate.starts_with("invit");
                    // "demanded elections, which he refused": in one sentence the answer goes to whoever demands.
                    let here = d.site.sentence == index && d.event.kind == PloverType::Request;
                    (d.event.kind == PloverType::Request || invites)
                        && (here || actors.iter().any(|&a| d.targets.iter().any(|&t| same_side(cast, a, t))))
                        && !actors.iter().any(|&a| d.sources.iter().any(|&s| same_side(cast, a, s)))
                },
            )?;
        let others: Vec<usize> =
            draft.sources.iter().copied().filter(|&o| !actors.iter().any(|&a| same_side(cast, a, o))).collect();
        (!others.is_empty()).then_some(others)
    }

    /// The other side in a clause of this sentence that the predicate is coordinated with.
    fn same_sentence(&self, context: &Context<'_, '_>, predicate: usize, actors: &[usize]) -> Option<Vec<usize>> {
        let (tree, cast) = (context.tree, context.cast);
        let first = tree.head(predicate).filter(|_| tree.rel(predicate) == "conj")?;
        let draft = self.drafts.iter().rev().find(|d| {
            d.site.sentence == context.index && (d.site.token == first || tree.head(d.site.token) == Some(first))
        })?;
        let held = |side: &[usize]| actors.iter().any(|&a| side.iter().any(|&s| same_side(cast, s, a)));
        let others = if held(&draft.sources) { &draft.targets } else { &draft.sources };
        let others: Vec<usize> =
            others.iter().copied().filter(|&o| !actors.iter().any(|&a| same_side(cast, a, o))).collect();
        (!others.is_empty()).then_some(others)
    }

    /// What becomes of a candidate: an event, or the reason why it is none.
    fn candidate(
        &mut self,
        context: &Context<'_, '_>,
        mut candidate: Candidate,
        facts: Factuality,
    ) -> Result<(), &'static str> {
        let mut outcome = self.parties(context, &candidate, &facts)?;
        settle_type(&mut candidate, &facts, &mut outcome)?;
        self.pair_group(context, &mut candidate, &mut outcome);
        let will = self.settle_will(context, &mut candidate, &facts, &mut outcome);
        self.side_of_story(context, &candidate, &facts, &will, &mut outcome);
        self.check(context, &candidate, &facts, &will, &mut outcome)?;
        self.finish(context, candidate, facts, outcome);
        Ok(())
    }

    /// Who acts and, as far as the clause says, on whom; with the status that the words around it give.
    fn parties(
        &self,
        context: &Context<'_, '_>,
        candidate: &Candidate,
        facts: &Factuality,
    ) -> Result<Outcome, &'static str> {
        let mut outcome = Outcome {
            sources: Vec::new(),
            targets: candidate.target.as_ref().map(|t| t.actors.clone()).unwrap_or_default(),
            kind: candidate.kind,
            status: facts.status,
            how_target: candidate.slot.as_ref().map_or(String::new(), |(name, _)| format!("slot {name}")),
            from_context: false,
            indirect: false,
            refused: false,
        };
        match &candidate.source {
            Some(source) => outcome.sources.clone_from(&source.actors),
            None => {
                let thing = || {
                    let party = context.things.and_then(|things| thing_source(things, candidate))?;
                    Some((party.actors, Vec::new(), "a thing"))
                };
                let found = self.absent_source(context, candidate, facts).or_else(thing);
                let (found, other, how) = found.ok_or("no word for the source")?;
                outcome.from_context = true;
                if how == WHO_WAS_THERE {
                    // What the clause around it asks or supposes is not asked or supposed of the meeting.
                    let ahead = facts.cues.iter().any(|c| c == "modifier/to-come" || c == "preposition/ahead-of");
                    outcome.status = if ahead { Status::Planned } else { Status::Occurred };
                }
                outcome.how_target = how.into();
                if outcome.targets.is_empty() {
                    outcome.targets = other;
                }
                outcome.sources = found;
            }
        }
        self.second_of_group(context, candidate, &outcome.sources, &mut outcome.targets);
        Ok(outcome)
    }

    /// Splits a group that does something with itself, and finds with whom those agree whose own clause only speaks of others.
    fn pair_group(&self, context: &Context<'_, '_>, candidate: &mut Candidate, outcome: &mut Outcome) {
        let cast = context.cast;
        // Those who agree do so with each other, or with whom the clause before names, rather than with whom they speak of.
        if candidate.mutual && candidate.slot.as_ref().is_some_and(|(name, direct)| !direct || name.starts_with("comp"))
        {
            let sources = &outcome.sources;
            let group = sources.len() >= 2 && !sources[1..].iter().all(|&o| same_side(cast, sources[0], o));
            let before = self.same_sentence(context, candidate.predicate, sources);
            if group || before.is_some() {
                outcome.targets.clear();
                candidate.slot = None;
                candidate.target = None;
            }
            if let (false, Some(others)) = (group, before) {
                outcome.targets = others;
                outcome.how_target = "clause before".into();
            }
        }
        // One group on both sides of a mutual event, or of a deed of both sides: the first against the rest.
        let sources = &outcome.sources;
        let both = self.dyad.is_some_and(|(a, b)| {
            sources.len() == 2
                && [a, b].iter().all(|&side| sources.iter().any(|&s| s == side || same_side(cast, s, side)))
        });
        // "The two presidents pledged to work together": to each other.
        let states: BTreeSet<Option<&str>> = sources.iter().map(|&s| cast.state(s)).collect();
        let of_two_states = outcome.kind == PloverType::Agree
            && sources.len() == 2
            && states.len() == 2
            && !states.contains(&None)
            && candidate.row == "verb/commit-oneself";
        let joint = candidate.mutual || of_two_states || both && !narrative::is_speech_act(outcome.kind);
        if outcome.targets.is_empty() && joint && sources.len() >= 2 {
            let first = sources[0];
            let rest: Vec<usize> = sources[1..].iter().copied().filter(|&o| !same_side(cast, first, o)).collect();
            if !rest.is_empty() {
                outcome.targets = rest;
                outcome.sources.truncate(1);
                outcome.how_target = "within the group".into();
            }
        }
    }

    /// How firmly an event that has not happened is meant; a backshifted "will" becomes a plan, and who says that he will accept accepts.
    fn settle_will(
        &self,
        context: &Context<'_, '_>,
        candidate: &mut Candidate,
        facts: &Factuality,
        outcome: &mut Outcome,
    ) -> Will {
        let unreal = !matches!(outcome.status, Status::Occurred | Status::Ongoing);
        // A firm plan of one's own ("will withdraw") concerns the other side of the story as much as a deed.
        let firm = outcome.status == Status::Planned && facts.cues.iter().any(|c| c.starts_with("auxiliary/"));
        // A backshifted "will": what somebody said he would do is planned.
        let backshifted = facts.cues.iter().any(|c| c == "auxiliary/would")
            && facts.cues.iter().all(|c| c == "auxiliary/would" || c.starts_with("report/"));
        if outcome.status == Status::Hypothetical && backshifted && facts.report.is_some() {
            outcome.status = Status::Planned;
        }
        let unreal = unreal || outcome.status == Status::Planned;
        let firm = firm || (outcome.status == Status::Planned && facts.report.is_some());
        // Who says that he will accept accepts.
        let accepts = candidate.row == "verb/accept"
            && firm
            && facts.report.is_some_and(|r| self.says_of_himself(context, r, &outcome.sources));
        if accepts {
            outcome.status = Status::Occurred;
        }
        let unreal = unreal && !accepts;
        // A plan that only mentions another side is a plan towards the other side of the story, if towards any.
        let mentioned = candidate.slot.as_ref().is_some_and(|(_, direct)| !direct);
        if unreal && !outcome.refused && candidate.topic && mentioned && firm {
            outcome.targets.clear();
            candidate.slot = None;
            candidate.target = None;
        }
        // What somebody denies to have done would have been done to the other side as well.
        let denied = outcome.status == Status::Denied && facts.report.is_some();
        Will { unreal, firm, denied }
    }

    /// The other side where the clause names none: from the story, the answer's request, the speech or the sentence so far.
    fn side_of_story(
        &self,
        context: &Context<'_, '_>,
        candidate: &Candidate,
        facts: &Factuality,
        will: &Will,
        outcome: &mut Outcome,
    ) {
        let (tree, cast) = (context.tree, context.cast);
        if outcome.targets.is_empty()
            && candidate.mutual
            && !candidate.topic
            && (self.is_set(context, candidate) || will.firm)
            && let Some(other) = self.opposite(cast, context.index, &outcome.sources)
        {
            outcome.targets = vec![other];
            outcome.how_target = "topic".into();
            outcome.from_context = true;
        }
        let may = !will.unreal || outcome.refused || will.firm || will.denied;
        if !outcome.targets.is_empty() || !candidate.topic || candidate.closed || !may {
            return;
        }
        let sources = &outcome.sources;
        let block = tree.sentence.block;
        let answers = matches!(outcome.kind, PloverType::Agree | PloverType::Reject);
        let bloc = sources.iter().all(|&s| reading_kind(cast, s) == ActorKind::Bloc);
        let found = self
            .addressee(context, facts, sources)
            .map(|f| (f, "addressee"))
            .or_else(|| {
                self.asked_by(cast, context.index, block, sources).filter(|_| answers).map(|f| (f, "who asked"))
            })
            .or_else(|| {
                // Whoever of the other side the sentence has met already stands before the side as such.
                let other = self.opposite(cast, context.index, sources)?;
                let met = self
                    .other_side(cast, context.index, block, sources, true)
                    .filter(|met| met.iter().all(|&m| side(&cast.resolution.actors, m) == Some(other)));
                Some(met.map_or((vec![other], "topic"), |met| (met, "earlier in the sentence")))
            })
            .or_else(|| self.of_event_named(context, candidate, sources).map(|f| (f, "the event named")))
            .or_else(|| {
                self.other_side(cast, context.index, block, sources, true).map(|f| (f, "earlier in the sentence"))
            })
            .or_else(|| self.other_side(cast, context.index, block, sources, false).map(|f| (f, "earlier event")))
            // A group of states at the table faces the state that the story is most about.
            .or_else(|| self.dyad.filter(|_| bloc).map(|(first, _)| (vec![first], "topic")));
        if let Some((others, how)) = found {
            outcome.targets = others;
            outcome.how_target = how.into();
            outcome.from_context = true;
        }
    }

    /// Whether what was decided makes an event; if not, why.
    fn check(
        &self,
        context: &Context<'_, '_>,
        candidate: &Candidate,
        facts: &Factuality,
        will: &Will,
        outcome: &mut Outcome,
    ) -> Result<(), &'static str> {
        let (tree, cast) = (context.tree, context.cast);
        if facts.cues.iter().any(|c| c == "counterfactual") {
            return Err("counterfactual");
        }
        // "He warned that they would not normalize relations": what is warned of is not refused as well.
        let warned = facts.report.is_some_and(|verb| matches!(tree.lemma(verb), "warn" | "threaten" | "caution"));
        if warned && (outcome.refused || outcome.status == Status::Denied) {
            return Err("the warning is the event");
        }
        let bare_relative = tree.deprel(candidate.clause) == "acl:relcl"
            && !candidate.frame
            && !["obj", "ccomp", "xcomp"].iter().any(|rel| tree.has(candidate.clause, rel));
        let named = !outcome.targets.is_empty() && !outcome.from_context;
        if bare_relative && !tree.is_passive(candidate.clause) && !named {
            return Err("a relative clause without object");
        }
        if let (true, Some(things)) = (outcome.targets.is_empty(), context.things)
            && let Some(thing) = thing_target(things, candidate, &outcome.sources)
        {
            outcome.targets = thing.actors;
            outcome.how_target = "a thing".into();
        }
        // What is said of a matter has no other side ("condemned the deal"), but is somebody's act all the same.
        let of_matter = outcome.targets.is_empty()
            && !candidate.bare_noun
            && (!candidate.mutual || outcome.refused)
            && (!will.unreal || outcome.refused)
            && (narrative::is_speech_act(outcome.kind) || outcome.kind == PloverType::Protest)
            && has_theme(tree, candidate.clause);
        let gathers = candidate.row == "verb/gather"
            && outcome.targets.is_empty()
            && outcome
                .sources
                .iter()
                .all(|&s| matches!(reading_kind(cast, s), ActorKind::Organisation | ActorKind::Bloc));
        let of_matter = of_matter || gathers;
        if outcome.targets.is_empty() && !of_matter {
            return Err("no other side");
        }
        outcome.indirect = candidate.slot.as_ref().is_some_and(|(_, direct)| !direct);
        if will.unreal && outcome.indirect && !outcome.refused {
            return Err("planned, and the other side is only mentioned");
        }
        // What is only tried, weighed or feared is no event of the record.
        if outcome.status == Status::Hypothetical && facts.cues.iter().any(|c| c == "governor/possible") {
            return Err("only tried or feared");
        }
        // Going to a summit is no visit to the state that hosts it.
        let travels = candidate.slot.as_ref().is_some_and(|(name, _)| name == "place");
        if travels && context.occasions.iter().any(|o| tree.dominates(candidate.clause, o.head)) {
            return Err("travel to an occasion");
        }
        let sources = &outcome.sources;
        outcome.targets.retain(|t| !sources.contains(t));
        let targets = &outcome.targets;
        let one = targets.is_empty() || sources.iter().any(|&s| targets.iter().all(|&t| same_side(cast, s, t)));
        if !of_matter && one {
            return Err("both sides are one");
        }
        let here = EventSite { sentence: context.index, token: candidate.predicate };
        if self.drafts.iter().any(|d| d.site == here && d.event.kind == outcome.kind) {
            return Err("coded before");
        }
        Ok(())
    }

    /// Whether the subject of a reporting verb is one of the actors, or speaks for them.
    fn says_of_himself(&self, context: &Context<'_, '_>, report: usize, actors: &[usize]) -> bool {
        let speaker = self.reporter(context, report);
        let state = |actor: usize| context.cast.state(actor);
        speaker.is_none_or(|s| {
            actors.iter().any(|&a| same_side(context.cast, s, a) || state(s) == state(a) && state(s).is_some())
        })
    }

    /// Who acts where the clause of the predicate names nobody: with the other side, where that follows too, and how it was found.
    fn absent_source(
        &self,
        context: &Context<'_, '_>,
        candidate: &Candidate,
        facts: &Factuality,
    ) -> Option<(Vec<usize>, Vec<usize>, &'static str)> {
        let (tree, cast) = (context.tree, context.cast);
        let passive = !candidate.bare_noun && tree.is_passive(candidate.clause);
        let agentless = passive && tree.roles(candidate.clause).subjects.is_empty();
        // "announced that the exercises would be suspended": who announces does.
        if let (true, Some(report)) = (agentless, facts.report)
            && matches!(
                tree.lemma(report),
                "announce" | "declare" | "decide" | "order" | "confirm" | "pledge" | "promise" | "agree"
            )
            && let Some(speaker) = tree.roles(report).subjects.into_iter().find_map(|s| cast.of_phrase(s))
        {
            return Some((speaker.actors, Vec::new(), "who announces it"));
        }
        // "a letter that called on": a text speaks for whoever wrote or handed it over.
        if let Some(author) = self.author(context, candidate) {
            return Some((author, Vec::new(), "author of the text"));
        }
        let target = candidate.target.as_ref().map(|t| t.actors.as_slice()).unwrap_or_default();
        let deed = matches!(
            candidate.kind,
            PloverType::Cooperate | PloverType::Sanction | PloverType::Concede | PloverType::Retreat | PloverType::Aid
        );
        if agentless && deed && !target.is_empty() {
            let other = self.opposite(cast, context.index, target)?;
            return Some((vec![other], Vec::new(), "topic"));
        }
        if candidate.people {
            // "Tens of thousands marched on parliament": the people of the state whose place or organ the clause names.
            let tokens = tree.subtree_until(candidate.clause, |c| tree.rel(c) == "conj" && tree.is_clause(c));
            let of_organ =
                cast.among(&tokens, &[]).into_iter().find_map(|p| side(&cast.resolution.actors, p.actors[0]));
            let of_place = tokens.iter().find_map(|&t| cast.of_place(t)).map(|p| p.actors[0]);
            return Some((vec![of_organ.or(of_place)?], Vec::new(), "state of the crowd"));
        }
        // "spoke to reporters after a meeting with the king": it is the meeting of whoever spoke.
        if candidate.bare_noun && !target.is_empty() && candidate.slot.as_ref().is_some_and(|(_, direct)| *direct) {
            let attending = tree.prepositions(candidate.predicate);
            let adjunct = attending
                .iter()
                .any(|p| matches!(p.as_str(), "after" | "following" | "during" | "in" | "at" | "before" | "for"));
            let governor = tree.head(candidate.predicate).filter(|&g| adjunct && tree.is_clause(g));
            let party = governor.and_then(|g| tree.roles(g).subjects.into_iter().find_map(|s| cast.of_phrase(s)));
            if let Some(party) =
                party.filter(|p| !p.actors.iter().any(|&a| target.iter().any(|&t| same_side(cast, a, t))))
            {
                return Some((party.actors, Vec::new(), WHO_WAS_THERE));
            }
            return None;
        }
        if !self.is_of_the_story(context, candidate) {
            return None;
        }
        let (first, second) = self.dyad?;
        let meets = matches!(candidate.kind, PloverType::Consult | PloverType::Agree) || candidate.row == "noun/war";
        let real = !matches!(facts.status, Status::Hypothetical | Status::Denied) && !facts.drop;
        if candidate.mutual && meets && real && self.is_set(context, candidate) {
            let others = target.iter().any(|&t| !same_side(cast, t, first) && !same_side(cast, t, second));
            return match target.first() {
                None => Some((vec![first], vec![second], "the two sides")),
                Some(&t) if !others => {
                    Some((vec![if same_side(cast, t, first) { second } else { first }], Vec::new(), "the two sides"))
                }
                Some(_) => None,
            };
        }
        None
    }

    /// Whether words without a party can be about the two sides of the story: talks that open or were held, an accord that was
    /// reached, not a summit of others or a meeting in passing.
    fn is_of_the_story(&self, context: &Context<'_, '_>, candidate: &Candidate) -> bool {
        let tree = context.tree;
        if context.occasions.iter().any(|o| o.tokens.contains(&candidate.predicate) || o.head == candidate.predicate) {
            return false;
        }
        let generic = |token: usize| {
            Knowledge::get().agents.iter().any(|a| a == tree.lemma(token))
                && !tree.has(token, "nmod")
                && !tree.has(token, "nummod")
        };
        if tree.upos(candidate.predicate) != Upos::Noun {
            // "an accord reached in secret"; "the two were brought together".
            let participle = matches!(tree.rel(candidate.predicate), "acl" | "nsubj");
            return candidate.row == "verb/together" || participle && candidate.kind == PloverType::Agree;
        }
        let own = tree.by(candidate.predicate, "amod").any(|a| {
            matches!(
                tree.form(a).as_str(),
                "regional" | "international" | "multilateral" | "annual" | "emergency" | "internal"
            )
        });
        let (rel, prepositions) = (tree.deprel(candidate.predicate), tree.prepositions(candidate.predicate));
        let free = match tree.rel(candidate.predicate) {
            "nsubj" => rel == "nsubj" || tree.roles(candidate.clause).subjects.is_empty(),
            "obj" => tree.roles(candidate.clause).subjects.iter().all(|&s| generic(s)),
            // "after 22 rounds of talks", "a series of meetings this summer".
            "nmod" if tree.head(candidate.predicate).is_some_and(|unit| is_unit_of_talks(tree.lemma(unit))) => {
                prepositions.iter().any(|p| p == "of")
            }
            "obl" | "nmod" => {
                let talks = matches!(tree.lemma(candidate.predicate), "talk" | "negotiation" | "war" | "fighting");
                prepositions.iter().any(|p| matches!(p.as_str(), "after" | "during" | "following"))
                    && talks
                    && !tree.has(candidate.predicate, "amod")
            }
            _ => false,
        };
        free && !own
    }

    /// Whether a time or a place of its own clause sets the event down somewhere, so that it is no talk of talks in general.
    fn is_set(&self, context: &Context<'_, '_>, candidate: &Candidate) -> bool {
        let tree = context.tree;
        let other = |token: usize| {
            context.predicates.contains(&token) && token != candidate.predicate && token != candidate.clause
        };
        let near = |token: usize| {
            token < tree.len() && attach::cost(tree, token, candidate.predicate, candidate.clause, &other) <= 2
        };
        let fine = |time: &TimeExpression| {
            time.interval.as_ref().is_some_and(|i| i.granularity <= demarche_record::Granularity::Year)
        };
        let lasted = tree.head(candidate.predicate).is_some_and(|unit| {
            candidate.bare_noun
                && is_unit_of_talks(tree.lemma(unit))
                && (tree.has(unit, "nummod") || matches!(tree.lemma(unit), "round" | "series"))
        });
        let opens = candidate.bare_noun
            && tree.rel(candidate.predicate) == "nsubj"
            && candidate.clause != candidate.predicate
            && tree.by(candidate.clause, "aux").any(|a| matches!(tree.form(a).as_str(), "will" | "'ll"));
        lasted
            || opens
            || context.times.iter().any(|t| fine(t) && near(attach::anchor_of(tree, &t.tokens)))
            || context.places.iter().any(|p| p.locative && near(p.head))
    }

    /// The author of the text that is the subject of the clause.
    fn author(&self, context: &Context<'_, '_>, candidate: &Candidate) -> Option<Vec<usize>> {
        let texts = &Knowledge::get().words.authored;
        let (tree, cast) = (context.tree, context.cast);
        let text =
            tree.roles(candidate.clause).subjects.into_iter().find(|&s| texts.iter().any(|w| w == tree.lemma(s)))?;
        let owner = tree.by(text, "nmod:poss").chain(tree.obliques(text, "by")).chain(tree.obliques(text, "from"));
        let owner = owner.collect::<Vec<_>>().into_iter().find_map(|o| cast.of_phrase(o));
        let party = owner.or_else(|| {
            let verb = tree.head(text).filter(|&v| tree.is_verb(v) && tree.rel(text) == "obj")?;
            tree.roles(verb).subjects.into_iter().find_map(|s| cast.of_phrase(s))
        })?;
        Some(party.actors)
    }

    /// "The president, X, and the chairman, Y, met": the second of two who meet, where the parser lost the coordination.
    fn second_of_group(
        &self,
        context: &Context<'_, '_>,
        candidate: &Candidate,
        sources: &[usize],
        targets: &mut Vec<usize>,
    ) {
        let (tree, cast) = (context.tree, context.cast);
        if !candidate.mutual || candidate.bare_noun || !targets.is_empty() {
            return;
        }
        let grouped = sources.len() >= 2 && !sources[1..].iter().all(|&o| same_side(cast, sources[0], o));
        if grouped {
            return;
        }
        for subject in tree.roles(candidate.clause).subjects {
            let tokens = tree.subtree_until(subject, |c| tree.deprel(c) == "acl:relcl" || tree.is_verb(c));
            let Some(&and) = tokens.iter().find(|&&t| tree.rel(t) == "cc" && tree.form(t) == "and") else { continue };
            let joined = |t: usize| matches!(tree.rel(t), "conj" | "appos" | "flat" | "nsubj" | "parataxis" | "list");
            let after: Vec<usize> = tokens.into_iter().filter(|&t| t > and && joined(t)).collect();
            let second = cast.among(&after, sources).into_iter().find(|party| {
                party.actors.iter().all(|&t| !sources.iter().any(|&s| same_side(cast, s, t)))
                    && party.actors.iter().any(|&t| cast.resolution.actors[t].kind != ActorKind::People)
            });
            if let Some(second) = second {
                targets.extend(second.actors);
                return;
            }
        }
    }

    /// "welcomed the visit", "rejected the offer": whoever had a part in the event that the object names.
    fn of_event_named(
        &self,
        context: &Context<'_, '_>,
        candidate: &Candidate,
        sources: &[usize],
    ) -> Option<Vec<usize>> {
        let (tree, cast) = (context.tree, context.cast);
        let knowledge = Knowledge::get();
        for object in tree.roles(candidate.clause).objects {
            let definite = tree.by(object, "det").any(|d| matches!(tree.form(d).as_str(), "the" | "this" | "that"));
            if !definite || tree.upos(object) != Upos::Noun {
                continue;
            }
            let lemma = tree.lemma(object);
            let kinds: Vec<PloverType> = knowledge.noun(lemma).iter().map(|&r| knowledge.predicates[r].kind).collect();
            let any = knowledge.words.matters.iter().any(|w| w == lemma);
            let named = self.drafts.iter().rev().take_while(|d| context.index - d.site.sentence <= 8).find(|d| {
                (any || kinds.contains(&d.event.kind))
                    && !matches!(d.event.status, Status::Hypothetical)
                    && !d.sources.iter().any(|&s| sources.iter().any(|&o| same_side(cast, s, o)))
            });
            if let Some(named) = named {
                let mut parties = named.sources.clone();
                if named.event.mutual {
                    parties.extend(&named.targets);
                }
                parties.retain(|&p| !sources.iter().any(|&s| same_side(cast, s, p)));
                if !parties.is_empty() {
                    return Some(parties);
                }
            }
        }
        None
    }

    /// "told him that": the addressee of the reporting verb.
    fn addressee(&self, context: &Context<'_, '_>, facts: &Factuality, sources: &[usize]) -> Option<Vec<usize>> {
        let tree = context.tree;
        let report = facts.report?;
        let phrases = tree
            .by(report, "obj")
            .chain(tree.by(report, "iobj"))
            .chain(tree.obliques(report, "to"))
            .collect::<Vec<_>>();
        let party = phrases.into_iter().find_map(|p| context.cast.of_phrase(p))?;
        let actors: Vec<usize> =
            party.actors.into_iter().filter(|&a| !sources.iter().any(|&s| same_side(context.cast, s, a))).collect();
        (!actors.is_empty()).then_some(actors)
    }

    fn reporter(&self, context: &Context<'_, '_>, report: usize) -> Option<usize> {
        let subjects = context.tree.roles(report).subjects;
        subjects.into_iter().find_map(|s| context.cast.of_phrase(s)).and_then(|p| p.actors.first().copied())
    }

    pub fn finish(&mut self, context: &Context<'_, '_>, candidate: Candidate, facts: Factuality, outcome: Outcome) {
        let (tree, cast, reading) = (context.tree, context.things.unwrap_or(context.cast), self.reading);
        let Outcome { sources, targets, kind, mut status, how_target, from_context, indirect, refused } = outcome;
        let taken = |token: usize| {
            context.predicates.contains(&token) && token != candidate.predicate && token != candidate.clause
        };
        let mut found_by = vec![FoundBy::new(
            if candidate.row.starts_with("head/") {
                candidate.row.clone()
            } else {
                format!("predicates.toml:{}", candidate.row)
            },
            tree.lemma(candidate.predicate).to_owned() + if refused { ", refused" } else { "" },
        )];
        found_by.push(FoundBy::new("coding/target", how_target.clone()));
        for cue in &facts.cues {
            found_by.push(FoundBy::new(format!("status.toml:{cue}"), ""));
        }

        let mut timed =
            attach::when(tree, context.times, candidate.predicate, candidate.clause, status, reading.published, &taken);
        if let (None, Some(report), true) = (&timed, facts.report, refused) {
            // To say that one will not is to refuse on the day of saying so.
            timed = attach::when(tree, context.times, report, report, status, reading.published, &taken);
        }
        let occasion = attach::occasion(tree, context.occasions, candidate.predicate, candidate.clause, &taken);
        let mut when = timed.as_ref().map(|(interval, _)| interval.clone());
        if let Some((_, rule)) = &timed {
            found_by.push(FoundBy::new(rule.clone(), ""));
        }
        if let Some(days) = occasion.and_then(|o| o.when.clone()) {
            match &when {
                None => {
                    when = Some(days);
                    found_by.push(FoundBy::new("time/occasion", ""));
                }
                Some(stated) => {
                    if let Some(both) = stated.meet(&days) {
                        when = Some(both);
                    }
                }
            }
        }
        let publication = reading.published.interval.as_ref();
        if let (Some(days), Some(published)) = (&when, publication) {
            let ahead = matches!((days.earliest, published.latest), (Some(e), Some(l)) if e > l);
            let behind = matches!((days.latest, published.earliest), (Some(e), Some(l)) if e < l);
            if ahead && (matches!(status, Status::Ongoing) || (status == Status::Occurred && facts.present)) {
                status = Status::Planned;
                found_by.push(FoundBy::new("status/after publication", ""));
            } else if behind && status == Status::Ongoing && days.granularity <= demarche_record::Granularity::Month {
                status = Status::Occurred;
                found_by.push(FoundBy::new("status/before publication", ""));
            }
        }
        let told = narrative::told(tree, candidate.clause);
        if status == Status::Ongoing && narrative::is_speech_act(kind) && !candidate.bare_noun {
            status = Status::Occurred;
            found_by.push(FoundBy::new("status/speech act", ""));
        }
        // Who says that he will support, agree or refuse does so by saying it.
        if status == Status::Planned
            && narrative::is_speech_act(kind)
            && !candidate.bare_noun
            // "said he hoped to sign": what governs it besides the speech only wishes or prepares.
            && !facts.cues.iter().any(|cue| cue.starts_with("governor/"))
            && facts.report.and_then(|verb| self.reporter(context, verb)).is_some_and(|who| sources.contains(&who))
        {
            status = Status::Occurred;
            found_by.push(FoundBy::new("status/said of oneself", ""));
        }
        let background = when.as_ref().is_some_and(|days| self.long_ago(days));

        let place = attach::place(tree, context.places, candidate.predicate, candidate.clause, &taken)
            .or_else(|| occasion.and_then(|o| o.place.clone()));
        let reported_by = facts
            .report
            .and_then(|verb| {
                found_by.push(FoundBy::new("coding/reported", tree.lemma(verb)));
                self.reporter(context, verb)
            })
            .map(|actor| reading.resolution.actors[actor].id.clone());

        // The words of who says so belong to the evidence of what is said.
        let said: Vec<usize> = facts
            .report
            .filter(|&verb| verb < candidate.predicate)
            .map(|verb| tree.roles(verb).subjects.into_iter().filter(|&s| s < verb).chain([verb]).collect())
            .unwrap_or_default();
        let arguments: Vec<usize> = candidate
            .arguments
            .iter()
            .chain(&said)
            .copied()
            .filter(|&a| a.abs_diff(candidate.predicate) <= 40)
            .collect();
        let range = evidence::clause_range(tree, candidate.predicate, candidate.clause, &arguments);
        let content = evidence::content_range(tree, candidate.predicate, candidate.clause, &range);
        let (mode, contexts) = setting::of(tree, &content, kind);
        let (span, content) = (evidence::span(tree, &range), evidence::span(tree, &content));

        let mut features = Features::default();
        features.flag("context_target", from_context);
        features.flag("indirect_target", indirect);
        features.flag("noun", candidate.row.starts_with("noun"));
        features.flag("one_sided", targets.is_empty());
        features.flag("unreal", !matches!(status, Status::Occurred | Status::Ongoing));
        features.flag("dated", when.is_some());
        let judged = !self.open && !self.scorer.labels().is_empty();
        let scores =
            candidate.source.as_ref().zip(candidate.target.as_ref()).and_then(|(s, t)| self.score(context, s, t, kind));
        if let Some((of_type, of_none)) = scores {
            features.flag("has_head", true);
            features.set("head_type", f64::from(of_type));
            found_by.push(FoundBy::new("head/pair", format!("{} {of_type:.2}, none {of_none:.2}", kind.name())));
        }

        let sides = Sides {
            sources: sources.iter().map(|&actor| words_of(cast, actor, candidate.source.as_ref())).collect(),
            targets: targets.iter().map(|&actor| words_of(cast, actor, candidate.target.as_ref())).collect(),
            principal: false,
        };
        let grounds = judged.then(|| {
            let known = Known {
                candidate: &candidate,
                facts: &facts,
                sources: &sources,
                targets: &targets,
                kind,
                status,
                how_target: &how_target,
                from_context,
                indirect,
                refused,
                dated: when.is_some(),
                sides: &sides,
            };
            self.grounds(context, cast, &known)
        });
        let id = |actor: &usize| reading.resolution.actors[*actor].id.clone();
        let event = Event {
            id: String::new(),
            sources: sources.iter().map(id).collect(),
            targets: targets.iter().map(id).collect(),
            mutual: candidate.mutual,
            kind,
            predicate: tree.lemma(candidate.predicate).to_owned(),
            content: self.text(content),
            when,
            place,
            occasion: occasion.map(|o| o.name.clone()),
            mode,
            contexts,
            status,
            reported_by,
            issue: None,
            background,
            confidence: features.confidence(),
            found_by,
            evidence: vec![Evidence {
                article: reading.article.id.clone(),
                span,
                text: span.of(&reading.article.text).to_owned(),
                sentence: tree.sentence.span,
            }],
        };
        self.drafts.push(Draft {
            event,
            site: EventSite { sentence: context.index, token: candidate.predicate },
            block: tree.sentence.block,
            told,
            sources,
            targets,
            sides,
            grounds,
        });
    }

    /// Probabilities of a type and of no relation for two parties of this sentence.
    fn score(&self, context: &Context<'_, '_>, source: &Party, target: &Party, kind: PloverType) -> Option<(f32, f32)> {
        let scores = self.scorer.score(context.tree.sentence, source.tokens.clone(), target.tokens.clone());
        if scores.is_empty() {
            return None;
        }
        let mut of_type = 0.0;
        let mut none = 0.0;
        for (label, score) in self.scorer.labels().iter().zip(&scores) {
            if label == "NONE" {
                none = *score;
            } else if label == kind.name()
                || (label == "YIELD" && matches!(kind, PloverType::Concede | PloverType::Retreat))
            {
                of_type += score;
            }
        }
        Some((of_type, none))
    }
}

/// Whether the clause says what it is about: an object, a complement clause or a phrase.
fn has_theme(tree: &Tree<'_>, clause: usize) -> bool {
    ["obj", "ccomp", "xcomp", "obl", "nsubj:pass"].iter().any(|rel| tree.has(clause, rel))
}

/// The noun phrase by which the sentence names an actor: the one that a role was read from, before any other.
fn words_of(cast: &Cast<'_>, actor: usize, party: Option<&Party>) -> Option<Range<usize>> {
    let tree = cast.tree;
    let within = |token: usize| party.is_some_and(|p| tree.dominates(p.token, token) || tree.dominates(token, p.token));
    let mention =
        cast.mentions.iter().filter(|m| m.actors.contains(&actor) && m.head < tree.len()).max_by_key(|m| {
            (tree.upos(m.head) != Upos::Pron, within(m.head), m.how != "place", usize::MAX - m.tokens.start)
        })?;
    // "Russian troops": the words are those of the phrase that the nationality stands in.
    let head = party
        .filter(|p| p.token < tree.len() && p.tokens.contains(&mention.head) && tree.dominates(p.token, mention.head));
    let head = head.map_or(mention.head, |p| p.token);
    Some(phrases::range(tree, head))
        .map(|r| r.start.min(mention.tokens.start)..r.end.max(mention.tokens.end.min(tree.len())))
}

/// How an event that has not happened is meant.
struct Will {
    /// It has neither occurred nor goes on.
    unreal: bool,
    /// Planned by those who would do it.
    firm: bool,
    /// Somebody denies to have done it.
    denied: bool,
}

/// The type and the status of a candidate: what its row gives, and refusals, which are rejections of their own.
fn settle_type(candidate: &mut Candidate, facts: &Factuality, outcome: &mut Outcome) -> Result<(), &'static str> {
    use PloverType::{
        Accuse, Agree, Aid, Concede, Consult, Cooperate, Protest, Reject, Request, Retreat, Support, Threaten,
    };
    if let (Status::Occurred | Status::Ongoing | Status::Hypothetical, Some(given)) = (outcome.status, candidate.given)
    {
        outcome.status = given;
    }
    let consult = outcome.kind == Consult;
    let errand = facts.cues.iter().any(|c| c == "purpose");
    if facts.drop && !(errand && consult && candidate.slot.as_ref().is_some_and(|s| s.1)) {
        return Err("a purpose or a theme");
    }
    // To be unable or unwilling is to reject, not to report that nothing happened.
    let yielding = matches!(outcome.kind, Agree | Concede | Retreat | Support | Cooperate | Aid | Consult);
    if outcome.status == Status::Denied && facts.refusal && yielding && !candidate.bare_noun {
        outcome.kind = Reject;
        outcome.status = Status::Occurred;
        candidate.mutual = false;
        candidate.topic = true;
        outcome.refused = true;
    }
    if outcome.status == Status::Denied && matches!(outcome.kind, Request | Accuse | Reject | Threaten | Protest) {
        return Err("a denied speech act");
    }
    if facts.cues.iter().any(|c| c == "governor/refuse") {
        return Err("the refusal is the event");
    }
    Ok(())
}

/// Who, whom, what and whether, as decided for a candidate.
pub(crate) struct Outcome {
    pub sources: Vec<usize>,
    pub targets: Vec<usize>,
    pub kind: PloverType,
    pub status: Status,
    pub how_target: String,
    pub from_context: bool,
    pub indirect: bool,
    pub refused: bool,
}

/// One sentence with what the stages before found in it.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a, 'b> {
    pub index: usize,
    pub tree: &'b Tree<'a>,
    cast: &'b Cast<'a>,
    /// The cast with things as parties, where they may be.
    pub things: Option<&'b Cast<'a>>,
    times: &'b [&'a TimeExpression],
    places: &'b [&'a PlaceMention],
    occasions: &'b [&'a OccasionMention],
    predicates: &'b BTreeSet<usize>,
    pub headline: bool,
}

/// What talks are counted or measured by.
fn is_unit_of_talks(lemma: &str) -> bool {
    matches!(lemma, "hour" | "day" | "week" | "month" | "year" | "round" | "series")
}

/// "said that it would not continue", "indicated that he could not": a speaker who says that he will not do a thing that no
/// row knows rejects it.
fn refusals(cast: &Cast<'_>, known: &[Candidate]) -> Vec<Candidate> {
    let tree = cast.tree;
    let knowledge = Knowledge::get();
    let mut found = Vec::new();
    for clause in 0..tree.len() {
        if tree.rel(clause) != "ccomp"
            || !tree.is_clause(clause)
            || known.iter().any(|c| c.clause == clause || c.predicate == clause)
        {
            continue;
        }
        let Some(speech) = tree.head(clause).filter(|&h| knowledge.is_report(tree.lemma(h))) else { continue };
        let ought = tree.by(clause, "aux").any(|a| matches!(tree.form(a).as_str(), "must" | "should" | "ought"))
            || (tree.lemma(clause) == "have" && tree.has(clause, "xcomp"));
        if ought {
            found.extend(requirement(cast, clause, speech));
            continue;
        }
        let negated = tree.by(clause, "advmod").any(|a| matches!(tree.form(a).as_str(), "not" | "never" | "n't"));
        let modal = tree
            .by(clause, "aux")
            .any(|a| matches!(tree.form(a).as_str(), "will" | "would" | "wo" | "can" | "could" | "ca"));
        if !negated || !modal || tree.upos(clause) != Upos::Verb && !tree.has(clause, "cop") {
            continue;
        }
        let speaker = tree.roles(speech).subjects.into_iter().find_map(|s| cast.of_phrase(s));
        let subject = tree.roles(clause).subjects.into_iter().find_map(|s| cast.of_phrase(s));
        let (Some(speaker), Some(subject)) = (speaker, subject) else { continue };
        if !speaker.actors.iter().any(|&a| subject.actors.iter().any(|&b| same_side(cast, a, b))) {
            continue;
        }
        // A verb below that is itself coded ("would not be able to accept") speaks for the clause.
        if known
            .iter()
            .any(|c| tree.dominates(clause, c.predicate) && c.predicate != clause && c.kind == PloverType::Agree)
        {
            continue;
        }
        let tokens = tree.subtree_until(clause, |c| tree.deprel(c) == "acl:relcl");
        let target = cast
            .among(&tokens, &subject.actors)
            .into_iter()
            .find(|p| p.actors.iter().all(|&t| !subject.actors.iter().any(|&s| same_side(cast, s, t))));
        found.push(Candidate {
            predicate: clause,
            clause,
            row: "rule/says that he will not".into(),
            kind: PloverType::Agree,
            mutual: false,
            given: None,
            people: false,
            frame: true,
            bare_noun: false,
            topic: true,
            source: Some(subject),
            closed: false,
            slot: target.as_ref().map(|_| ("clause".into(), false)),
            target,
            arguments: vec![speech],
        });
    }
    found
}

/// "said that Iran must stop": what a speaker says another must do is asked of him.
fn requirement(cast: &Cast<'_>, clause: usize, speech: usize) -> Option<Candidate> {
    let tree = cast.tree;
    let speaker = tree.roles(speech).subjects.into_iter().find_map(|s| cast.of_phrase(s))?;
    let subject = tree.by(clause, "nsubj").find_map(|s| cast.of_phrase(s))?;
    // "He said that the two sides should do more", of a man whose side is not known: he may be of one of them.
    let open = |&a: &usize| {
        let one = &cast.resolution.actors[a];
        one.kind == ActorKind::Person && one.state.is_none() && one.sector.as_deref() != Some("IGO")
    };
    if subject.how == "group" && subject.actors.len() > 1 && speaker.actors.iter().all(open) {
        return None;
    }
    if speaker.actors.iter().any(|&a| subject.actors.iter().any(|&b| same_side(cast, a, b))) {
        return None;
    }
    Some(Candidate {
        predicate: speech,
        clause: speech,
        row: "rule/says that another must".into(),
        kind: PloverType::Request,
        mutual: false,
        given: None,
        people: false,
        frame: true,
        bare_noun: false,
        topic: false,
        arguments: vec![speaker.token, subject.token],
        closed: false,
        slot: Some(("clause/subj".into(), true)),
        source: Some(speaker),
        target: Some(subject),
    })
}

fn reading_kind(cast: &Cast<'_>, actor: usize) -> ActorKind {
    cast.resolution.actors[actor].kind
}
