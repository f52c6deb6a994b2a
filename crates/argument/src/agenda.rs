//! The agenda: what is to come, from events that are planned or proposed and from noun phrases of things still ahead.

use std::ops::Range;

use demarche_calendar::TimeExpression;
use demarche_coding::Coding;
use demarche_language::Upos;
use demarche_record::{ActorKind, AgendaItem, Interval, PloverType, Status};

use crate::cues::{Cues, has, longest};
use crate::sentence::Reading;
use crate::tree;
use crate::view::View;

const LIMIT: usize = 45;

struct Draft {
    sentence: usize,
    head: usize,
    evidence: Range<usize>,
    who: Vec<usize>,
    what: String,
    when: Option<Interval>,
    place: Option<String>,
    occasion: Option<String>,
    status: Status,
    event: Option<String>,
}

/// The agenda of an article, in the order of the text; one item for each thing to come.
pub fn find(reading: &Reading<'_>, coding: &Coding, cues: &Cues) -> Vec<AgendaItem> {
    let mut drafts = Vec::new();
    for (event, site) in coding.events.iter().zip(&coding.sites) {
        if reading.sentences.get(site.sentence).is_none_or(|s| site.token >= s.tokens.len()) {
            continue;
        }
        let view = View::at(reading, site.sentence);
        let dated = event.when.as_ref().is_some_and(|when| ahead(reading, when) != Some(false));
        let fits = match event.status {
            // Without a day only what is held by its nature: a meeting, a visit, a vote.
            Status::Planned => match &event.when {
                Some(when) => ahead(reading, when) != Some(false),
                None => event.kind == PloverType::Consult && held(&view, cues, site.token),
            },
            Status::Proposed | Status::Hypothetical => {
                event.when.is_some() && dated && strictly_ahead(reading, event.when.as_ref())
            }
            _ => false,
        };
        let talk = matches!(
            event.kind,
            PloverType::Consult
                | PloverType::Agree
                | PloverType::Cooperate
                | PloverType::Aid
                | PloverType::Retreat
                | PloverType::Concede
                | PloverType::Support
        ) || event.when.is_some();
        if !fits || !talk || event.background {
            continue;
        }
        let mut who: Vec<usize> = Vec::new();
        for id in event.sources.iter().chain(&event.targets) {
            if let Some(i) = reading.resolution.actors.iter().position(|a| a.id == *id)
                && !who.contains(&i)
            {
                who.push(i);
            }
        }
        drafts.push(Draft {
            sentence: site.sentence,
            head: site.token,
            evidence: tree::clause(view.s, site.token, LIMIT),
            who,
            what: what(&view, cues, site.token),
            when: event.when.clone(),
            place: event.place.clone(),
            occasion: event.occasion.clone(),
            status: event.status,
            event: Some(event.id.clone()),
        });
    }
    for view in View::all(reading) {
        for token in 0..view.s.tokens.len() {
            noun(&view, cues, token, &mut drafts);
            verb(&view, token, &mut drafts);
            time_given(&view, cues, token, &mut drafts);
            scheduled(&view, cues, token, &mut drafts);
        }
    }
    record(reading, drafts)
}

/// Whether a predicate, or what it is about, is held on some day: a meeting, a visit, a vote.
fn held(view: &View<'_>, cues: &Cues, token: usize) -> bool {
    let s = view.s;
    let named = |t: usize| has(&cues.agenda.noun, tree::lemma(s, t));
    named(token) || tree::object(s, token).is_some_and(named) || tree::lemma(s, token) == "meet"
}

/// Whether a time lies after publication, at least in part; `None` where one of the two is unknown.
fn ahead(reading: &Reading<'_>, when: &Interval) -> Option<bool> {
    let published = reading.published.interval.as_ref()?;
    let (last, first) = (when.latest?, published.earliest?);
    Some(last >= first)
}

/// Whether a time lies wholly in or after the days of publication.
fn to_come(reading: &Reading<'_>, when: &Interval) -> bool {
    let Some(published) = reading.published.interval.as_ref() else { return false };
    match (when.earliest, when.latest, published.earliest) {
        (Some(first), Some(last), Some(printed)) => last > printed || first >= printed,
        _ => false,
    }
}

/// What is to come, in a few words: the object of a light verb, the noun itself, else the verb with its object.
fn what(view: &View<'_>, cues: &Cues, head: usize) -> String {
    let s = view.s;
    let named = |t: usize| s.tokens[t].upos == Upos::Noun && has(&cues.agenda.noun, tree::lemma(s, t));
    if named(head) {
        return bare(view, head);
    }
    if let Some(object) = tree::object(s, head).filter(|&o| named(o)) {
        return bare(view, object);
    }
    if let Some(below) = s.children_by(head, "obl").find(|&c| named(c)) {
        return bare(view, below);
    }
    if tree::lemma(s, head) == "meet" {
        return "meeting".to_owned();
    }
    match tree::object(s, head) {
        Some(object) => {
            let phrase = tree::phrase(s, object);
            // "tear up the agreement": the particle belongs to the verb.
            let particle: String = s
                .children(head)
                .filter(|&c| s.tokens[c].deprel == "compound:prt")
                .map(|c| format!(" {}", tree::form(s, c)))
                .collect();
            let lemma = tree::lemma(s, head);
            if s.tokens[object].upos == Upos::Pron {
                lemma.to_owned()
            } else if object > head {
                format!("{lemma}{particle} {}", view.text(phrase))
            } else if tree::passive(s, head) && s.tokens[phrase.start].upos == Upos::Det {
                // "The agreement must be ratified": ratify the agreement.
                format!("{lemma}{particle} {}", lower_first(&view.text(phrase)))
            } else {
                lemma.to_owned()
            }
        }
        None => tree::lemma(s, head).to_owned(),
    }
}

/// The text with a small letter at its beginning.
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// A noun with what defines it, without determiner and times.
fn bare(view: &View<'_>, noun: usize) -> String {
    let s = view.s;
    let start = s
        .children(noun)
        .filter(|&c| c < noun && matches!(s.tokens[c].relation(), "compound" | "amod"))
        .filter(|&c| s.tokens[c].upos != Upos::Verb)
        .min()
        .unwrap_or(noun);
    let contiguous = (start..noun).all(|i| s.tokens[i].head.is_some_and(|h| h == noun || (start..noun).contains(&h)));
    view.text(if contiguous { start..noun + 1 } else { noun..noun + 1 }).to_lowercase()
}

/// The times of a clause that lie ahead.
fn times_below<'a>(view: &View<'a>, top: usize) -> impl Iterator<Item = &'a TimeExpression> {
    let below = view.s.subtree(top);
    let (reading, index, s) = (view.reading, view.index, view.s);
    reading.times.iter().filter(move |t| t.sentence == index && below.contains(&t.tokens.start)).filter(move |t| {
        // "next month" looks ahead whatever the day of print; where that is not known, the words are all there is.
        let undated = reading
            .published
            .interval
            .as_ref()
            .is_none_or(|p| p.earliest.is_none() || p.latest.is_none() || p.days().is_some_and(|d| d > 62));
        let words = t.tokens.clone().any(|i| {
            i < s.tokens.len() && matches!(tree::form(s, i), "next" | "later" | "coming" | "tomorrow" | "forthcoming")
        });
        undated && words || t.interval.as_ref().is_some_and(|when| to_come(reading, when))
    })
}

fn time_below<'a>(view: &View<'a>, top: usize) -> Option<&'a TimeExpression> {
    times_below(view, top).next()
}

/// Who is at the table where a clause of the future names nobody: those of its sentence, else those told of last in its paragraph.
fn told_last(view: &View<'_>, token: usize) -> Vec<usize> {
    let s = view.s;
    let fits = |v: &View<'_>, a: &usize| {
        v.actor(*a).is_some_and(|x| {
            matches!(
                x.kind,
                ActorKind::Person
                    | ActorKind::State
                    | ActorKind::Organisation
                    | ActorKind::Bloc
                    | ActorKind::Government
            )
        })
    };
    // Somebody named whom nobody knows is nobody else.
    if tree::subject(s, token).is_some_and(|x| s.tokens[x].upos == Upos::Propn) {
        return Vec::new();
    }
    let here: Vec<usize> = view.actors_in(&(0..s.tokens.len())).into_iter().filter(|a| fits(view, a)).take(3).collect();
    if !here.is_empty() {
        return here;
    }
    let sides = tree::subject(s, token).is_some_and(|x| {
        matches!(
            tree::lemma(s, x),
            "government"
                | "leader"
                | "side"
                | "country"
                | "minister"
                | "parliament"
                | "legislator"
                | "party"
                | "delegation"
                | "negotiator"
                | "president"
                | "capital"
        ) && s.tokens[x].feature("Number") != Some("Sing")
    });
    if sides {
        return crate::drivers::sides(view.reading);
    }
    let sentences = &view.reading.annotation.sentences;
    for i in (0..view.index).rev().take(3) {
        let before = View::at(view.reading, i);
        if sentences[i].block != s.block && view.index - i > 1 {
            break;
        }
        let who: Vec<usize> = before
            .actors_in(&(0..sentences[i].tokens.len()))
            .into_iter()
            .filter(|a| fits(&before, a))
            .take(2)
            .collect();
        if !who.is_empty() {
            return who;
        }
    }
    Vec::new()
}

/// Whether what is done by its nature only once and by consent is still to be done: "have yet to approve", "must still be signed".
fn still_to_come(view: &View<'_>, cues: &Cues, token: usize) -> bool {
    let s = view.s;
    if longest(&cues.agenda.pending, |r| &r.words, s, token).is_none() {
        return false;
    }
    let mut at = token;
    for _ in 0..4 {
        let yet = |t: usize| s.children(t).any(|c| matches!(tree::form(s, c), "yet" | "still"));
        let mood = tree::mood(s, at);
        if yet(at) && (mood.obliged || at != token || s.children(at).any(|c| tree::form(s, c) == "to"))
            || mood.obliged && tree::passive(s, token)
        {
            return !mood.hedged && !mood.conditional;
        }
        match s.tokens[at].head {
            Some(head) if matches!(s.tokens[at].relation(), "xcomp" | "conj" | "ccomp") => at = head,
            _ => break,
        }
    }
    false
}

/// The days up to one that somebody is given. A day without a year that was taken for the last one is the next one, since the time is
/// still to run.
fn term(view: &View<'_>, time: &TimeExpression) -> Option<Interval> {
    let when = time.interval.clone()?;
    let printed = view.reading.published.interval.as_ref()?.earliest?;
    if when.latest.is_some_and(|last| last > printed) {
        return Some(Interval { earliest: when.earliest.or(Some(printed)), ..when });
    }
    let year = time
        .tokens
        .clone()
        .any(|i| i < view.s.tokens.len() && view.s.tokens[i].form.len() == 4 && view.s.tokens[i].upos == Upos::Num);
    let last = when.latest.filter(|last| !year && *last < printed)?;
    let next = last.with().year(last.year() + 1).build().ok()?;
    (next > printed).then_some(Interval { earliest: Some(printed), latest: Some(next), ..when })
}

/// "has until March to answer", "gives the rebels until June to disarm": who has the time, and what for.
fn time_given(view: &View<'_>, cues: &Cues, token: usize, drafts: &mut Vec<Draft>) {
    let s = view.s;
    let mood = tree::mood(s, token);
    if s.tokens[token].upos != Upos::Verb
        || !matches!(tree::lemma(s, token), "give" | "have" | "allow" | "grant")
        || mood.negated
        || mood.conditional
        || tree::unreal(s, token)
    {
        return;
    }
    let below = s.subtree(token);
    let limit =
        view.reading.times.iter().filter(|t| t.sentence == view.index && below.contains(&t.tokens.start)).find_map(
            |time| {
                let opens = |i: usize| matches!(tree::form(s, i), "until" | "till");
                let until = opens(time.tokens.start) || time.tokens.start > 0 && opens(time.tokens.start - 1);
                if until { term(view, time) } else { None }
            },
        );
    let task = s.subtree(token).into_iter().find(|&x| {
        x > token
            && s.tokens[x].upos == Upos::Verb
            && s.children(x).any(|m| s.tokens[m].relation() == "mark" && tree::form(s, m) == "to")
    });
    let (Some(limit), Some(task)) = (limit, task) else { return };
    let given = s
        .children_by(token, "iobj")
        .next()
        .or_else(|| (tree::lemma(s, token) != "have").then(|| tree::object(s, token)).flatten());
    let who = given.or_else(|| tree::subject(s, token)).and_then(|x| view.holder(x).or_else(|| view.possessor(x)));
    let who = who.map(|h| h.actors).unwrap_or_else(|| told_last(view, token));
    if who.is_empty() {
        return;
    }
    drafts.push(Draft {
        sentence: view.index,
        head: token,
        evidence: tree::clause(s, token, LIMIT),
        who,
        what: what(view, cues, task),
        when: Some(limit),
        place: None,
        occasion: None,
        status: Status::Planned,
        event: None,
    });
}

fn place_below(view: &View<'_>, range: &Range<usize>) -> Option<String> {
    view.reading
        .resolution
        .places
        .iter()
        .find(|p| p.sentence == view.index && p.locative && range.contains(&p.head))
        .map(|p| p.place.name.clone())
}

fn occasion_below(view: &View<'_>, range: &Range<usize>) -> Option<(String, Option<Interval>, Option<String>)> {
    view.reading
        .resolution
        .occasions
        .iter()
        .find(|o| o.sentence == view.index && range.contains(&o.head))
        .map(|o| (o.name.clone(), o.when.clone(), o.place.clone()))
}

/// Who takes part: actors of the phrase, then the subject of the clause that it stands in.
fn who_around(view: &View<'_>, noun: usize, governor: usize) -> Vec<usize> {
    let s = view.s;
    let mut who = view.actors_in(&s.subtree_range(noun));
    if let Some(holder) = view.doer(governor) {
        for actor in holder.actors {
            if !who.contains(&actor) {
                who.insert(0, actor);
            }
        }
    }
    who.retain(|&a| view.actor(a).is_some());
    who
}

/// "In the anticipated meeting with Putin this weekend", "a second round of talks is due in Geneva in March".
fn noun(view: &View<'_>, cues: &Cues, token: usize, drafts: &mut Vec<Draft>) {
    let s = view.s;
    if s.tokens[token].upos != Upos::Noun || !has(&cues.agenda.noun, tree::lemma(s, token)) {
        return;
    }
    let marked = s
        .children(token)
        .any(|c| matches!(s.tokens[c].relation(), "amod" | "acl") && has(&cues.agenda.ahead, tree::lemma(s, c)));
    let governor = tree::governor(s, token);
    let predicate = s.tokens[token].relation() == "nsubj"
        && (has(&cues.agenda.verb, tree::lemma(s, governor)))
        && !tree::mood(s, governor).negated;
    let past = s.tokens[governor].feature("Tense") == Some("Past")
        && !tree::passive(s, governor)
        && !tree::mood(s, governor).future;
    let time = time_below(view, token).or_else(|| if predicate { time_below(view, governor) } else { None });
    let dated = time.is_some();
    // "Follow-up negotiations will be led by ...": what is held, told as to come.
    let will = s.tokens[token].relation() == "nsubj"
        && tree::mood(s, governor).future
        && !tree::mood(s, governor).hedged
        && longest(&cues.agenda.held, |r| &r.words, s, governor).is_some()
        && s.children(governor).any(|c| tree::form(s, c) == "will");
    let predicate = predicate || will;
    // "has invited donors to a conference on 1 October": a day that is still to come says enough.
    let named_day = time.is_some_and(|t| {
        strictly_ahead(view.reading, t.interval.as_ref())
            && view.head_of(t.tokens.clone()).is_some_and(|h| s.tokens[h].head == Some(token))
    }) && !tree::mood(s, governor).negated
        && !tree::mood(s, governor).conditional
        && !tree::unreal(s, token);
    let marked = marked || named_day;
    if !(marked && (dated || !past) || predicate && (dated || will)) || tree::mood(s, governor).negated && predicate {
        return;
    }
    // "the next round" without a time, told in the past, is no plan.
    if marked && !dated && tree::unreal(s, token) {
        return;
    }
    let range = s.subtree_range(token);
    let clause =
        if predicate { tree::clause(s, governor, LIMIT) } else { tree::shrink(s, range.clone(), token, LIMIT) };
    let mut who = who_around(view, token, governor);
    if who.is_empty() {
        who = view.actors_in(&clause);
    }
    if who.is_empty() {
        who = told_last(view, governor);
    }
    let occasion = occasion_below(view, &clause);
    drafts.push(Draft {
        sentence: view.index,
        head: token,
        evidence: clause.clone(),
        who,
        what: bare(view, token),
        when: time.and_then(|t| t.interval.clone()),
        place: place_below(view, &clause).or_else(|| occasion.as_ref().and_then(|o| o.2.clone())),
        occasion: occasion.map(|o| o.0),
        status: Status::Planned,
        event: None,
    });
}

/// "Kishida will then fly to Brussels on Thursday", "He is to host the leaders on May 26".
fn verb(view: &View<'_>, token: usize, drafts: &mut Vec<Draft>) {
    let s = view.s;
    if s.tokens[token].upos != Upos::Verb {
        return;
    }
    let mood = tree::mood(s, token);
    let head_plans = s.tokens[token].head.is_some_and(|h| {
        matches!(s.tokens[token].relation(), "xcomp")
            && matches!(
                tree::lemma(s, h),
                "plan"
                    | "schedule"
                    | "expect"
                    | "due"
                    | "set"
                    | "intend"
                    | "hope"
                    | "go"
                    | "promise"
                    | "pledge"
                    | "vow"
                    | "agree"
                    | "prepare"
                    | "slate"
                    | "invite"
            )
    });
    // What a price or an output will reach is a forecast, not a plan.
    if has(&Cues::embedded().agenda.forecast, tree::lemma(s, token)) {
        return;
    }
    let pending = still_to_come(view, Cues::embedded(), token);
    // "is due to speak": "due" may stand as a mark of the verb.
    let due = s.children(token).any(|c| tree::form(s, c) == "due");
    if !pending
        && (!(mood.future || head_plans || due)
            || mood.negated
            || mood.conditional
            || mood.hedged
            || tree::unreal(s, token))
    {
        return;
    }
    // A plan told in the past ("said he would") counts only with a day still to come.
    // The time must belong to this clause, not to one below.
    let mine = |time: &&TimeExpression| {
        let owner = view.head_of(time.tokens.clone()).map(|h| tree::governor(s, s.tokens[h].head.unwrap_or(h)));
        owner.is_some_and(|o| {
            o == token
                || s.tokens[token].head == Some(o)
                || s.tokens[o].head == Some(token) && s.tokens[o].deprel != "ccomp"
        })
    };
    let time = times_below(view, token)
        .find(mine)
        .or_else(|| s.tokens[token].head.filter(|_| head_plans).and_then(|h| times_below(view, h).find(mine)))
        .and_then(|time| time.interval.clone())
        // "must now be ratified": now is no day of what is still to be done.
        .filter(|when| !pending || strictly_ahead(view.reading, Some(when)));
    // "is due to speak on Tuesday": the weekday is the next one.
    let present = s.children(token).chain(s.tokens[token].head).any(|c| {
        matches!(tree::form(s, c), "will" | "is" | "are" | "'ll") || s.tokens[c].feature("Tense") == Some("Pres")
    });
    let head = s.tokens[token].head.filter(|_| head_plans);
    let when = time.or_else(|| {
        if !present {
            return None;
        }
        day_ahead(view, token).or_else(|| head.and_then(|h| day_ahead(view, h)))
    });
    let undated = times_below(view, token).find(mine).is_some_and(|time| time.interval.is_none());
    if when.is_none() && !pending && !undated {
        return;
    }
    let clause = tree::clause(s, token, LIMIT);
    let mut who: Vec<usize> = Vec::new();
    if let Some(subject) = tree::subject(s, token) {
        if let Some(holder) = view.holder(subject).or_else(|| view.possessor(subject)) {
            who.extend(holder.actors);
        } else {
            who.extend(view.actors_in(&s.subtree_range(subject)));
        }
    }
    for actor in view.actors_in(&clause) {
        let named = view.actor(actor).is_some_and(|a| {
            matches!(a.kind, ActorKind::Person | ActorKind::State | ActorKind::Organisation | ActorKind::Bloc)
        });
        if named && !who.contains(&actor) && who.len() < 4 {
            who.push(actor);
        }
    }
    if who.is_empty() {
        who = told_last(view, token);
    }
    if who.is_empty() {
        return;
    }
    let cues = Cues::embedded();
    let occasion = occasion_below(view, &clause);
    drafts.push(Draft {
        sentence: view.index,
        head: token,
        evidence: clause.clone(),
        who,
        what: what(view, cues, token),
        when,
        place: place_below(view, &clause).or_else(|| occasion.as_ref().and_then(|o| o.2.clone())),
        occasion: occasion.map(|o| o.0),
        status: Status::Planned,
        event: None,
    });
}

/// "The delegations meet again on Tuesday", "he is expected in Beijing on Thursday": the present tense or an expectation, with a
/// day that is still to come.
fn scheduled(view: &View<'_>, cues: &Cues, token: usize, drafts: &mut Vec<Draft>) {
    let s = view.s;
    let t = &s.tokens[token];
    let mood = tree::mood(s, token);
    // "does not start work until Sept. 15": it starts then.
    let until = mood.negated
        && s.children_by(token, "obl").any(|c| matches!(tree::preposition(s, c).as_str(), "until" | "before"));
    if mood.negated && !until || mood.conditional || mood.hedged || tree::unreal(s, token) {
        return;
    }
    let present = t.upos == Upos::Verb
        && (t.feature("Tense") == Some("Pres") && t.feature("VerbForm") == Some("Fin")
            || until
            || t.feature("VerbForm") != Some("Inf")
                && s.children(token)
                    .any(|c| s.tokens[c].relation() == "aux" && matches!(tree::form(s, c), "is" | "are")))
        && !tree::passive(s, token)
        && longest(&cues.agenda.present, |r| &r.words, s, token).is_some();
    let lemma = tree::lemma(s, token);
    // "is due home on Sunday": the place may be the predicate.
    let home = s.children(token).any(|c| tree::form(s, c) == "due")
        && s.children(token).any(|c| s.tokens[c].relation() == "cop");
    let expected = home
        || matches!(t.upos, Upos::Verb | Upos::Adj)
            && has(&cues.agenda.expected, lemma)
            && (t.upos == Upos::Adj || tree::passive(s, token))
            && s.children(token).all(|c| {
                let perfect = s.tokens[c].relation() == "aux" && tree::form(s, c) == "had";
                !perfect && !matches!(s.tokens[c].relation(), "xcomp" | "ccomp")
            })
            && (s
                .children_by(token, "obl")
                .any(|c| matches!(tree::preposition(s, c).as_str(), "in" | "at") && s.tokens[c].upos == Upos::Propn)
                || s.children(token).any(|c| matches!(tree::form(s, c), "home" | "back" | "here" | "there")));
    if !present && !expected {
        return;
    }
    let Some(when) = day_ahead(view, token) else { return };
    let subject = if expected
        && t.relation() != "conj"
        && s.children_by(token, "nsubj").next().is_none()
        && t.upos == Upos::Adj
    {
        t.head
    } else {
        tree::subject(s, token)
    };
    let clause = tree::clause(s, token, LIMIT);
    let mut who: Vec<usize> = Vec::new();
    if let Some(subject) = subject {
        match view.holder(subject).or_else(|| view.possessor(subject)) {
            Some(holder) => who.extend(holder.actors),
            None => who.extend(view.actors_in(&s.subtree_range(subject))),
        }
    }
    // Those of a purpose below ("flies to X to brief Y") are not of the party.
    for mention in view.reading.resolution.mentions_in(view.index).filter(|m| clause.contains(&m.head)) {
        for &actor in &mention.actors {
            if tree::governor(s, mention.head) == token && !who.contains(&actor) && who.len() < 4 {
                who.push(actor);
            }
        }
    }
    who.retain(|&a| view.actor(a).is_some());
    let sides =
        subject.is_some_and(|t| matches!(tree::lemma(s, t), "side" | "delegation" | "party" | "negotiator" | "talk"));
    if who.is_empty() {
        who = told_last(view, token);
    }
    if who.is_empty() && !sides {
        return;
    }
    let occasion = occasion_below(view, &clause);
    drafts.push(Draft {
        sentence: view.index,
        head: token,
        evidence: clause.clone(),
        who,
        what: match longest(&cues.agenda.present, |r| &r.words, s, token).filter(|(row, _)| row.id != "other") {
            _ if expected => "visit".to_owned(),
            // "flies to X" is a visit, "gather" a meeting.
            Some((row, _)) if tree::object(s, token).is_none() => row.id.clone(),
            _ => what(view, cues, token),
        },
        when: Some(when),
        place: place_below(view, &clause).or_else(|| occasion.as_ref().and_then(|o| o.2.clone())),
        occasion: occasion.map(|o| o.0),
        status: Status::Planned,
        event: None,
    });
}

/// The day still to come that hangs on a predicate. A weekday that was taken for the last one ("meet on Tuesday", printed on a
/// Wednesday) is the next one here, since the clause tells a plan.
fn day_ahead(view: &View<'_>, token: usize) -> Option<Interval> {
    let s = view.s;
    let published = view.reading.published.interval.as_ref()?;
    let mine = |t: &&TimeExpression| {
        let owner = view.head_of(t.tokens.clone());
        t.sentence == view.index
            && t.interval.is_some()
            && owner.is_some_and(|h| {
                s.tokens[h].head == Some(token)
                    || tree::governor(s, s.tokens[h].head.unwrap_or(h)) == token && s.dominates(token, h)
            })
    };
    for time in view.reading.times.iter().filter(mine) {
        let when = time.interval.as_ref()?;
        if strictly_ahead(view.reading, Some(when)) {
            return Some(when.clone());
        }
        let weekday = time.tokens.clone().any(|i| i < s.tokens.len() && tree::form(s, i).ends_with("day"))
            && time.tokens.clone().all(|i| {
                i < s.tokens.len()
                    && !matches!(tree::form(s, i), "today" | "yesterday" | "last" | "past" | "every" | "each" | "day")
            });
        if let (true, Some(day), Some(printed)) = (weekday && when.days() == Some(1), when.earliest, published.earliest)
        {
            let mut next = day;
            for _ in 0..7 {
                next = next.tomorrow().ok()?;
            }
            if day < printed && next > printed {
                return Some(Interval::day(next));
            }
        }
    }
    None
}

/// Whether a time begins after the first day of publication, or reaches beyond the last one.
fn strictly_ahead(reading: &Reading<'_>, when: Option<&Interval>) -> bool {
    let Some(published) = reading.published.interval.as_ref() else { return false };
    match (when.and_then(|w| w.earliest), when.and_then(|w| w.latest), published.earliest) {
        (Some(first), Some(last), Some(printed)) => first > printed || last > published.latest.unwrap_or(printed),
        _ => false,
    }
}

fn record(reading: &Reading<'_>, drafts: Vec<Draft>) -> Vec<AgendaItem> {
    let mut items: Vec<(AgendaItem, usize, Range<usize>)> = Vec::new();
    let mut drafts = drafts;
    drafts.sort_by_key(|d| (d.event.is_none(), d.sentence, d.head));
    for draft in drafts {
        let view = View::at(reading, draft.sentence);
        let evidence = view.evidence(draft.evidence.clone());
        if evidence.text.is_empty() || evidence.text.split_whitespace().count() > 60 {
            continue;
        }
        let who: Vec<String> = draft.who.iter().map(|&a| view.actor_id(a)).filter(|id| !id.is_empty()).collect();
        let sides: Vec<String> = draft.who.iter().map(|&a| view.side(a)).collect();
        // One thing to come told twice: the same clause, or the same sides on the same days.
        let same = items.iter_mut().find(|(item, sentence, range)| {
            let overlapping =
                *sentence == draft.sentence && range.start < draft.evidence.end && draft.evidence.start < range.end;
            let item_sides: Vec<String> = item
                .who
                .iter()
                .filter_map(|id| view.reading.resolution.actors.iter().position(|a| a.id == *id))
                .map(|a| view.side(a))
                .collect();
            let shared = !sides.is_empty()
                && (sides.iter().all(|s| item_sides.contains(s)) || item_sides.iter().all(|s| sides.contains(s)));
            let days = match (&item.when, &draft.when) {
                (Some(a), Some(b)) => a.overlaps(b),
                (None, None) => item.what == draft.what,
                _ => item.what == draft.what,
            };
            let same_days = |a: &Interval, b: &Interval| a.earliest == b.earliest && a.latest == b.latest;
            let alike = item.when.as_ref().zip(draft.when.as_ref()).is_some_and(|(a, b)| same_days(a, b));
            overlapping && days || shared && days && (item.what == draft.what || alike)
        });
        if let Some((item, _, _)) = same {
            if item.when.is_none() {
                item.when.clone_from(&draft.when);
            }
            if item.place.is_none() {
                item.place.clone_from(&draft.place);
            }
            if item.occasion.is_none() {
                item.occasion.clone_from(&draft.occasion);
            }
            for id in who {
                if !item.who.contains(&id) {
                    item.who.push(id);
                }
            }
            if item.evidence.iter().all(|e| !e.span.overlaps(evidence.span)) && item.evidence.len() < 4 {
                item.evidence.push(evidence);
            }
            continue;
        }
        items.push((
            AgendaItem {
                id: String::new(),
                who,
                what: draft.what,
                when: draft.when,
                place: draft.place,
                occasion: draft.occasion,
                status: draft.status,
                event: draft.event,
                evidence: vec![evidence],
            },
            draft.sentence,
            draft.evidence,
        ));
    }
    items.sort_by_key(|(item, sentence, range)| (*sentence, range.start, item.what.clone()));
    items
        .into_iter()
        .enumerate()
        .map(|(i, (mut item, _, _))| {
            item.id = format!("a{}", i + 1);
            item
        })
        .collect()
}
