//! Candidates of one sentence: predicates that the data knows, their clause, and the parties that fill their roles. Status,
//! time and what an earlier sentence adds are decided later.

use std::collections::BTreeSet;

use demarche_language::Upos;
use demarche_record::{ActorKind, PloverType, Status};

use crate::knowledge::{Class, Knowledge, Predicate, Slot};
use crate::narrative;
use crate::participants::{Cast, Party};
use crate::tree::{Roles, Tree};

/// A predicate with its parties.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    /// The word that the event hangs on.
    pub predicate: usize,
    /// The head of its clause: the light verb of "hold talks", otherwise the predicate.
    pub clause: usize,
    /// Row of `predicates.toml`, with its class in front ("verb/meet"), or the rule that made the candidate.
    pub row: String,
    pub kind: PloverType,
    pub mutual: bool,
    /// What the row says of whether it happened.
    pub given: Option<Status>,
    /// The row is of crowds and peoples.
    pub people: bool,
    /// The row asks for a particle, an object or a modifier.
    pub frame: bool,
    /// A noun that no light verb carries.
    pub bare_noun: bool,
    /// The other side may come from the sentences before.
    pub topic: bool,
    pub source: Option<Party>,
    pub target: Option<Party>,
    /// Name of the slot that gave the target, and whether it holds the party itself.
    pub slot: Option<(String, bool)>,
    /// Its own clause names another side, which is nobody's but the source's own or no actor: no other is looked for.
    pub closed: bool,
    /// Tokens of the arguments.
    pub arguments: Vec<usize>,
}

impl Candidate {
    /// A candidate that no row but a head or a rule proposes, with nothing known of it.
    pub fn of_head(predicate: usize, row: &str) -> Self {
        Self {
            predicate,
            clause: predicate,
            row: row.to_owned(),
            kind: PloverType::Consult,
            mutual: false,
            given: None,
            people: false,
            frame: false,
            bare_noun: false,
            topic: false,
            source: None,
            target: None,
            slot: None,
            closed: false,
            arguments: Vec::new(),
        }
    }
}

/// Every candidate of a sentence, in the order of the text.
pub(crate) fn candidates(cast: &Cast<'_>) -> Vec<Candidate> {
    let tree = cast.tree;
    let mut found = Vec::new();
    let mut consumed: BTreeSet<usize> = BTreeSet::new();
    for index in 0..tree.len() {
        if tree.is_verb(index)
            && let Some((candidate, object)) = verb(cast, index)
        {
            consumed.extend(object);
            found.push(candidate);
        }
    }
    for index in 0..tree.len() {
        match tree.upos(index) {
            Upos::Noun | Upos::Propn if !consumed.contains(&index) => found.extend(noun(cast, index, &found)),
            Upos::Adj => found.extend(adjective(cast, index)),
            _ => {}
        }
    }
    found.sort_by_key(|c| c.predicate);
    found
}

fn lemma_matches(tree: &Tree<'_>, index: usize, words: &[String]) -> bool {
    let lemma = tree.lemma(index).to_lowercase();
    words.contains(&lemma)
}

/// The most specific row of a verb, with the objects that it consumes.
fn verb(cast: &Cast<'_>, index: usize) -> Option<(Candidate, Vec<usize>)> {
    let tree = cast.tree;
    let knowledge = Knowledge::get();
    let rows = knowledge.verb(tree.lemma(index));
    if rows.is_empty() {
        return None;
    }
    let roles = tree.roles(index);
    let objects: Vec<usize> = roles.objects.iter().flat_map(|&o| tree.conjuncts(o)).collect();
    let mut best: Option<(usize, &Predicate, Option<&str>, Vec<usize>)> = None;
    for (particle, row) in rows {
        let predicate = &knowledge.predicates[*row];
        let mut score = 1;
        if let Some(particle) = particle {
            if !tree.has_particle(index, particle) {
                continue;
            }
            score += 4;
        }
        let mut eaten = Vec::new();
        if !predicate.objects.is_empty() {
            // "signed up to the plan": of several words the last is the preposition.
            let preposition = particle.as_deref().and_then(|words| words.rsplit(' ').next());
            let oblique = preposition.map(|p| tree.obliques(index, p).collect::<Vec<_>>()).unwrap_or_default();
            let all = objects.iter().chain(&oblique).copied();
            let somebody = predicate.objects.iter().any(|o| o == "@");
            let matching: Vec<usize> = all
                .filter(|&o| lemma_matches(tree, o, &predicate.objects) || (somebody && cast.of_word(o, 0).is_some()))
                .collect();
            // A place or state left behind counts as land ("-" in the data).
            let place = predicate.objects.iter().any(|o| o == "-")
                && (objects.is_empty()
                    || objects.iter().any(|&o| {
                        cast.of_place(o).is_some_and(|p| matches!(p.how.as_str(), "place" | "name" | "metonym"))
                    }));
            if matching.is_empty() && !place {
                continue;
            }
            score += if matching.is_empty() { 1 } else { 3 };
            eaten = matching;
        }
        if !predicate.modifiers.is_empty() {
            let near = tree.subtree_until(index, |c| tree.is_clause(c));
            if !near.iter().any(|&t| predicate.modifiers.iter().any(|m| *m == tree.form(t))) {
                continue;
            }
            score += 2;
        }
        if let Some(wanted) = predicate.clause {
            if tree.complements(index).is_empty() == wanted {
                continue;
            }
            score += 1;
        }
        score += usize::from(predicate.errand || predicate.negated);
        if predicate.passive && !roles.passive
            || predicate.raises && !raises(tree, index)
            || predicate.own_future && !own_future(cast, index, &roles)
            || predicate.errand && !on_errand(tree, index)
            || predicate.bidding && !bids(tree, index)
            || predicate.negated && !tree.by(index, "advmod").any(|a| knowledge.negation(&tree.form(a)))
        {
            continue;
        }
        if best.as_ref().is_none_or(|(s, ..)| score > *s) {
            best = Some((score, predicate, particle.as_deref(), eaten));
        }
    }
    let (score, predicate, particle, eaten) = best?;
    if withholds(tree, index)
        || commits_a_deed(tree, index)
        || only_looks_on(tree, index)
        || predicate.slots.contains(&Slot::Place) && of_private_errand(tree, index)
    {
        return None;
    }
    // "is expected in Paris": who is expected acts.
    let roles =
        if predicate.passive { Roles { subjects: roles.objects, objects: Vec::new(), passive: false } } else { roles };
    let mut candidate = Candidate {
        predicate: index,
        clause: index,
        row: format!("verb/{}", predicate.id),
        kind: predicate.kind,
        mutual: predicate.mutual,
        given: predicate.status,
        people: predicate.people,
        frame: score > 1,
        bare_noun: false,
        topic: predicate.topic,
        source: phrases(cast, &roles.subjects).or_else(|| named_before_relative(cast, index)),
        target: None,
        slot: None,
        closed: false,
        arguments: roles.subjects.clone(),
    };
    if predicate.kind == PloverType::Agree && !predicate.mutual {
        // Who vows to veto does not agree.
        let negated = |c: usize| tree.by(c, "advmod").any(|a| knowledge.negation(&tree.form(a)));
        let conflict = tree.by(index, "xcomp").filter(|&c| !negated(c)).find_map(|c| {
            knowledge.verb(tree.lemma(c)).iter().find_map(|(particle, row)| {
                let fits = particle.as_deref().is_none_or(|p| tree.has_particle(c, p));
                let below = &knowledge.predicates[*row];
                (fits && below.objects.is_empty() && below.kind >= PloverType::Accuse).then_some(below.kind)
            })
        });
        if let Some(kind) = conflict {
            candidate.kind =
                if kind == PloverType::Reject && tree.lemma(index) != "vow" { kind } else { PloverType::Threaten };
        }
        if tree.lemma(index) == "bind" && tree.is_passive(index) {
            // "is not bound by it".
            if !tree.by(index, "advmod").any(|a| knowledge.negation(&tree.form(a))) {
                return None;
            }
            candidate.kind = PloverType::Reject;
            candidate.source = phrases(cast, &roles.objects);
            candidate.arguments.clone_from(&roles.objects);
            return Some((candidate, eaten));
        }
    }
    // A traveller who leaves a country gives nothing up.
    let person = |party: &Party| party.actors.iter().all(|&a| cast.resolution.actors[a].kind == ActorKind::Person);
    if predicate.forces && candidate.source.as_ref().is_some_and(person) {
        return None;
    }
    if predicate.people && !by_people(cast, &roles) {
        return None;
    }
    if let Some(deed) = accuses_of_a_deed(tree, predicate, &roles) {
        candidate.target = owners(cast, deed, false).and_then(|party| apart(cast, candidate.source.as_ref(), &party));
        candidate.slot = candidate.target.as_ref().map(|_| ("whose deed".into(), true));
        candidate.topic = false;
        return Some((candidate, eaten));
    }
    fill_target(cast, predicate, particle, index, &roles, &mut candidate);
    Some((candidate, eaten))
}

/// "under pressure from Greece, which had threatened": the name right before the pronoun, where the parser hung the clause higher.
fn named_before_relative(cast: &Cast<'_>, verb: usize) -> Option<Party> {
    let tree = cast.tree;
    if tree.deprel(verb) != "acl:relcl" || tree.is_passive(verb) {
        return None;
    }
    let pronoun = tree.by(verb, "nsubj").find(|&s| s < verb && matches!(&*tree.form(s), "which" | "who" | "that"))?;
    let last = (0..pronoun).rev().find(|&t| tree.form(t) != ",")?;
    let inside = cast.mentions.iter().filter(|m| m.tokens.end == last + 1 && m.how != "place");
    let mention = inside.max_by_key(|m| m.tokens.len())?;
    cast.of_word(mention.head, 0)
}

/// A verb that no row knows, with the parties of its clause; its type is for the head to say. `None` where a row knows the verb,
/// where it only governs another, or where one side is missing.
pub(crate) fn unknown_verb(cast: &Cast<'_>, index: usize) -> Option<Candidate> {
    let tree = cast.tree;
    let knowledge = Knowledge::get();
    let lemma = tree.lemma(index);
    let governs = knowledge.governor(lemma, |_| false).is_some() || knowledge.light.iter().any(|w| w == lemma);
    if !tree.is_verb(index) || !knowledge.verb(lemma).is_empty() || governs || matches!(lemma, "be" | "have" | "do") {
        return None;
    }
    let roles = tree.roles(index);
    let source = phrases(cast, &roles.subjects).filter(|party| party.how != "place")?;
    let mut candidate = Candidate {
        source: Some(source),
        arguments: roles.subjects.clone(),
        ..Candidate::of_head(index, "head/unknown verb")
    };
    fill_target(cast, knowledge.any_verb(), None, index, &roles, &mut candidate);
    let apart = candidate.target.as_ref()?.token != candidate.source.as_ref()?.token;
    apart.then_some(candidate)
}

/// "wants the sanctions lifted": the verb has an object of which something is wanted.
fn raises(tree: &Tree<'_>, index: usize) -> bool {
    let object = tree.by(index, "obj").next();
    let below = tree.by(index, "xcomp").chain(tree.by(index, "ccomp")).next();
    below.is_some_and(|clause| object.is_some_and(|o| o < clause) || tree.has(clause, "nsubj"))
}

/// "declined to comment", "asked not to be named", "refused to give details": words for newsmen, which deal with nobody.
fn withholds(tree: &Tree<'_>, index: usize) -> bool {
    let words = &Knowledge::get().words;
    let declines = matches!(tree.lemma(index), "decline" | "refuse");
    let asks = matches!(tree.lemma(index), "ask" | "request" | "demand" | "insist");
    (declines || asks)
        && tree.by(index, "xcomp").chain(tree.by(index, "advcl")).any(|below| {
            if !tree.by(below, "mark").any(|m| tree.form(m) == "to") {
                return false;
            }
            let lemma = tree.lemma(below);
            let passive = tree.by(below, "aux").chain(tree.by(below, "aux:pass")).any(|a| tree.lemma(a) == "be");
            let told = words.withheld.iter().any(|w| w == lemma);
            let gives =
                matches!(lemma, "give" | "provide" | "release" | "reveal" | "offer" | "make" | "disclose" | "discuss")
                    && tree.by(below, "obj").any(|o| words.withheld_things.iter().any(|w| w == tree.lemma(o)));
            if asks { told && passive } else { gives || told && !passive && !tree.has(below, "iobj") }
        })
}

/// "signed the agreement as a witness": who only looks on is no party to it.
fn only_looks_on(tree: &Tree<'_>, index: usize) -> bool {
    let onlooker = |t: usize| Knowledge::get().words.onlookers.iter().any(|w| w == tree.lemma(t));
    tree.obliques(index, "as").any(onlooker)
        || tree.by(index, "obj").any(|object| {
            tree.by(object, "nmod").any(|t| onlooker(t) && tree.prepositions(t).iter().any(|p| p == "as"))
        })
}

/// "condemned the bombing in Amman", "denounced the attack on the embassy": those who suffered the deed are not accused of it; only who
/// owns it is ("Israel's raid", "the raid by Israel").
fn accuses_of_a_deed(tree: &Tree<'_>, predicate: &Predicate, roles: &Roles) -> Option<usize> {
    let knowledge = Knowledge::get();
    let deed = |&object: &usize| {
        let rows = knowledge.noun(&tree.lemma(object).to_lowercase());
        let terrorist = tree.by(object, "amod").any(|a| matches!(&*tree.form(a), "terrorist" | "terror"));
        terrorist || rows.iter().any(|&row| knowledge.predicates[row].kind == PloverType::Assault)
    };
    (predicate.kind == PloverType::Accuse).then(|| roles.objects.iter().copied().find(|o| deed(o))).flatten()
}

/// "committed atrocities": whoever does that promises nothing. "Swore in the ministers" neither.
fn commits_a_deed(tree: &Tree<'_>, index: usize) -> bool {
    tree.lemma(index) == "commit"
        && tree
            .roles(index)
            .objects
            .iter()
            .any(|&o| Knowledge::get().words.committed.iter().any(|w| w == tree.lemma(o)))
        || tree.lemma(index) == "swear" && tree.has_particle(index, "in")
}

/// "flew to Zurich for treatment".
fn of_private_errand(tree: &Tree<'_>, index: usize) -> bool {
    let private = |t: usize| Knowledge::get().words.private_errands.iter().any(|w| w == tree.lemma(t));
    tree.obliques(index, "for").any(private)
        || tree
            .by(index, "obl")
            .any(|place| tree.by(place, "nmod").any(|t| private(t) && tree.prepositions(t).iter().any(|p| p == "for")))
}

/// "insisted that they withdraw", "that they should withdraw": the clause below tells another what to do.
fn bids(tree: &Tree<'_>, index: usize) -> bool {
    tree.by(index, "ccomp").any(|clause| {
        let auxiliary = |a: usize| matches!(tree.form(a).as_str(), "must" | "should" | "ought" | "shall" | "be");
        // "that sanctions be lifted": the bare form, whatever the number.
        let mut auxiliaries = tree.by(clause, "aux").chain(tree.by(clause, "cop")).peekable();
        if auxiliaries.peek().is_some() {
            return auxiliaries.any(auxiliary);
        }
        let subject = tree.by(clause, "nsubj").next();
        let plural = subject.is_some_and(|s| tree.feature(s, "Number") == Some("Plur"));
        !plural && subject.is_some() && tree.form(clause) == tree.lemma(clause).to_lowercase() && tree.is_verb(clause)
    })
}

/// "went to see the minister": the verb is what somebody comes or goes for.
fn on_errand(tree: &Tree<'_>, index: usize) -> bool {
    matches!(tree.rel(index), "xcomp" | "advcl")
        && tree.by(index, "mark").any(|m| tree.form(m) == "to")
        && tree.head(index).is_some_and(|verb| {
            matches!(tree.lemma(verb), "go" | "come" | "travel" | "fly" | "visit" | "drive" | "return" | "arrive")
        })
}

/// "reaffirmed that it would": the clause below has the same subject and a future.
fn own_future(cast: &Cast<'_>, index: usize, roles: &Roles) -> bool {
    let tree = cast.tree;
    let same = |clause: usize| {
        let speaker = phrases(cast, &roles.subjects);
        let subject = tree.by(clause, "nsubj").find_map(|s| cast.of_phrase(s));
        speaker
            .zip(subject)
            .is_some_and(|(a, b)| a.actors.iter().any(|&x| b.actors.iter().any(|&y| same_side(cast, x, y))))
    };
    tree.by(index, "ccomp").any(|clause| {
        tree.by(clause, "aux").any(|a| matches!(tree.form(a).as_str(), "will" | "would" | "'ll"))
            && !tree.by(clause, "advmod").any(|a| Knowledge::get().negation(&tree.form(a)))
            && same(clause)
    })
}

fn by_people(cast: &Cast<'_>, roles: &Roles) -> bool {
    let crowds = &Knowledge::get().words.crowds;
    roles.subjects.iter().any(|&s| {
        let lemma = cast.tree.lemma(s).to_lowercase();
        crowds.contains(&lemma)
            || cast.of_word(s, 0).is_some_and(|p| {
                p.how == "demonym"
                    || p.how == "people"
                    || p.actors.iter().any(|&a| cast.resolution.actors[a].kind == ActorKind::People)
            })
    })
}

fn phrases(cast: &Cast<'_>, heads: &[usize]) -> Option<Party> {
    let mut all: Option<Party> = None;
    for &head in heads {
        let Some(party) = cast.of_phrase(head) else { continue };
        match &mut all {
            None => all = Some(party),
            Some(sum) => {
                let more: Vec<usize> = party.actors.into_iter().filter(|a| !sum.actors.contains(a)).collect();
                sum.actors.extend(more);
            }
        }
    }
    all
}

/// Whether a state and a person or body of that state meet in one event only because one stands for the other.
pub(crate) fn same_side(cast: &Cast<'_>, a: usize, b: usize) -> bool {
    if a == b {
        return true;
    }
    let kind = |i: usize| cast.resolution.actors[i].kind;
    // Those who take up arms in a state are not its side.
    let armed = kind(a) == ActorKind::ArmedGroup || kind(b) == ActorKind::ArmedGroup;
    let plain = kind(a) == ActorKind::State || kind(b) == ActorKind::State;
    plain && !armed && cast.state(a).is_some() && cast.state(a) == cast.state(b)
}

fn apart(cast: &Cast<'_>, source: Option<&Party>, target: &Party) -> Option<Party> {
    let Some(source) = source else { return Some(target.clone()) };
    let actors: Vec<usize> =
        target.actors.iter().copied().filter(|&t| !source.actors.iter().any(|&s| same_side(cast, s, t))).collect();
    (!actors.is_empty()).then(|| Party { actors, ..target.clone() })
}

/// Fills the target from the slots of the row, the particle's own slot first.
fn fill_target(
    cast: &Cast<'_>,
    predicate: &Predicate,
    particle: Option<&str>,
    clause: usize,
    roles: &Roles,
    candidate: &mut Candidate,
) {
    let tree = cast.tree;
    let source = candidate.source.clone();
    candidate.closed |=
        tree.by(clause, "iobj").any(|i| tree.feature(i, "Number") == Some("Plur") && cast.of_word(i, 0).is_none());
    let own = particle.and_then(|p| p.split(' ').next_back()).map(|p| Slot::Oblique(p.to_owned()));
    let own = own.filter(|slot| {
        !predicate.slots.contains(slot) && !predicate.slots.contains(&Slot::Place) && predicate.class == Class::Verb
    });
    let mut hosts = vec![clause];
    hosts.extend(roles.objects.iter().copied());
    if candidate.predicate != clause {
        hosts.push(candidate.predicate);
    }
    if predicate.class == Class::Noun {
        // "a visit by the minister to Paris": the parser may hang the second phrase on the first.
        let makers: Vec<usize> = tree
            .children(candidate.predicate)
            .iter()
            .copied()
            .filter(|&c| tree.rel(c) == "nmod" && tree.prepositions(c).iter().any(|p| p == "by"))
            .collect();
        hosts.extend(makers);
    }
    for object in &roles.objects {
        hosts.extend(tree.conjuncts(*object).into_iter().filter(|c| c != object));
    }
    hosts.dedup();
    for slot in own.iter().chain(&predicate.slots) {
        let parties = slot_parties(cast, slot, clause, &hosts, roles, candidate.predicate);
        for party in parties {
            if party.how == "place" && *slot != Slot::Place {
                continue;
            }
            let other = apart(cast, source.as_ref(), &party);
            // "committed himself": a reflexive names no other side and excludes none.
            let reflexive = tree.form(party.token).ends_with("self") || tree.form(party.token).ends_with("selves");
            if other.is_none() && !reflexive && matches!(slot, Slot::Object | Slot::IndirectObject) {
                candidate.closed = true;
            }
            if let Some(target) = other {
                candidate.arguments.push(target.token);
                candidate.target = Some(target);
                candidate.slot = Some((slot.name(), slot.direct()));
                return;
            }
        }
    }
}

/// The thing that is the subject of a candidate's clause.
pub(crate) fn thing_source(things: &Cast<'_>, candidate: &Candidate) -> Option<Party> {
    if candidate.bare_noun {
        return owners(things, candidate.predicate, candidate.mutual);
    }
    phrases(things, &things.tree.roles(candidate.clause).subjects)
}

/// The thing in a slot of a candidate's row, or else of any verb, that is not among the sources.
pub(crate) fn thing_target(things: &Cast<'_>, candidate: &Candidate, sources: &[usize]) -> Option<Party> {
    let tree = things.tree;
    let knowledge = Knowledge::get();
    let own = knowledge.row(&candidate.row).map(|p| p.slots.as_slice()).unwrap_or_default();
    let roles = if candidate.bare_noun {
        Roles { objects: vec![candidate.predicate], ..Roles::default() }
    } else {
        tree.roles(candidate.clause)
    };
    let mut hosts = vec![candidate.clause];
    hosts.extend(roles.objects.iter().copied());
    hosts.push(candidate.predicate);
    hosts.dedup();
    // What a noun only holds somewhere inside is no side of it ("its Geneva summit").
    let any = if candidate.bare_noun { &[][..] } else { knowledge.any_verb().slots.as_slice() };
    for slot in own.iter().chain(any) {
        let found = slot_parties(things, slot, candidate.clause, &hosts, &roles, candidate.predicate)
            .into_iter()
            .find(|party| party.how != "place" && party.actors.iter().all(|a| !sources.contains(a)));
        if found.is_some() {
            return found;
        }
    }
    None
}

fn slot_parties(
    cast: &Cast<'_>,
    slot: &Slot,
    clause: usize,
    hosts: &[usize],
    roles: &Roles,
    predicate: usize,
) -> Vec<Party> {
    let tree = cast.tree;
    let within = |top: usize| {
        let tokens =
            tree.subtree_until(top, |c| tree.deprel(c) == "acl:relcl" || (tree.rel(c) == "conj" && tree.is_clause(c)));
        cast.among(&tokens, &[])
    };
    match slot {
        Slot::Object => roles.objects.iter().filter(|&&o| o != predicate).filter_map(|&o| cast.of_phrase(o)).collect(),
        Slot::IndirectObject => tree.by(clause, "iobj").filter_map(|o| cast.of_phrase(o)).collect(),
        Slot::InObject => {
            let mut all: Vec<Party> = roles.objects.iter().flat_map(|&o| within(o)).collect();
            if predicate != clause && !roles.objects.contains(&predicate) {
                all.extend(within(predicate));
            }
            all
        }
        Slot::ComplementSubject => tree
            .complements(clause)
            .into_iter()
            .flat_map(|c| tree.by(c, "nsubj").collect::<Vec<_>>())
            .filter_map(|s| cast.of_phrase(s))
            .collect(),
        Slot::InComplement => {
            let mut tops = tree.complements(clause);
            if predicate != clause {
                tops.extend(tree.by(predicate, "acl"));
            }
            tops.into_iter().flat_map(within).collect()
        }
        Slot::Place => hosts
            .iter()
            .flat_map(|&h| tree.children(h).iter().copied())
            .filter(|&c| {
                (matches!(tree.rel(c), "obl" | "nmod")
                    && tree.prepositions(c).iter().any(|p| {
                        matches!(p.as_str(), "to" | "in" | "at" | "for" | "into" | "of" | "on" | "from" | "near")
                    }))
                    || (tree.rel(c) == "obj" && h_is(tree, c, clause))
            })
            .chain(roles.objects.iter().copied())
            .filter_map(|c| cast.of_place(c))
            .collect(),
        Slot::Oblique(p) => hosts
            .iter()
            .flat_map(|&h| tree.obliques(h, p).collect::<Vec<_>>())
            .filter_map(|c| cast.of_phrase(tree.antecedent(c)))
            .collect(),
        Slot::InOblique(p) => {
            hosts.iter().flat_map(|&h| tree.obliques(h, p).collect::<Vec<_>>()).flat_map(within).collect()
        }
    }
}

fn h_is(tree: &Tree<'_>, child: usize, head: usize) -> bool {
    tree.head(child) == Some(head)
}

/// An event noun: under a light verb, as subject of a verb of taking place, or bare with both sides in its own phrase.
fn noun(cast: &Cast<'_>, index: usize, verbs: &[Candidate]) -> Option<Candidate> {
    let tree = cast.tree;
    let knowledge = Knowledge::get();
    let lemma = tree.lemma(index).to_lowercase();
    let spoken = knowledge.noun(&lemma).iter().map(|&row| &knowledge.predicates[row]).find(|p| p.speaker);
    if let Some(judged) = spoken.and_then(|p| judgement(cast, index, p)) {
        return Some(judged);
    }
    let predicate = knowledge
        .noun(&lemma)
        .iter()
        .map(|&row| &knowledge.predicates[row])
        .filter(|p| !p.speaker)
        .filter(|p| {
            p.modifiers.is_empty()
                || tree.children(index).iter().any(|&c| p.modifiers.iter().any(|m| *m == tree.form(c)))
        })
        .max_by_key(|p| p.modifiers.len())?;
    if tree.upos(index) == Upos::Propn && tree.sentence.name_at(index).is_some_and(|n| n.tokens.len() > 1) {
        return None;
    }
    // A conference with the press is no meeting of two sides.
    if lemma == "conference" && tree.children(index).iter().any(|&c| matches!(&*tree.form(c), "press" | "news")) {
        return None;
    }
    // A modifier of another noun ("peace talks team") is no event.
    if matches!(tree.rel(index), "compound" | "amod" | "flat") {
        return None;
    }
    let top = first_conjunct(tree, index);
    let governor = tree.head(top).filter(|&g| tree.is_clause(g)).or_else(|| {
        // "to the island of Cheju for talks": the parser hangs the errand on the place.
        let place = tree.head(top).filter(|&h| {
            tree.rel(top) == "nmod" && tree.prepositions(top).iter().any(|p| p == "for") && tree.rel(h) == "obl"
        })?;
        tree.head(place).filter(|&g| tree.is_verb(g))
    });
    let carries = |verb: usize| {
        let listed = |words: &[String]| {
            words.iter().any(|w| match w.split_once(' ') {
                Some((l, p)) => l == tree.lemma(verb) && tree.has_particle(verb, p),
                None => w == tree.lemma(verb),
            })
        };
        listed(&knowledge.light) || listed(&predicate.light)
    };
    let mut light = None;
    let mut happens = None;
    if let Some(verb) = governor.filter(|&v| tree.is_verb(v)) {
        let as_object =
            tree.rel(top) == "obj" || tree.deprel(top) == "nsubj:pass" || tree.roles(verb).objects.contains(&top);
        // "will fly to Seoul for talks with".
        let errand = predicate.kind == PloverType::Consult
            && tree.prepositions(top).iter().any(|p| p == "for")
            && (tree.rel(top) == "obl" || tree.rel(top) == "nmod")
            && knowledge.words.errands.iter().any(|w| w == tree.lemma(verb));
        let as_oblique = errand
            || tree.rel(top) == "obl"
                && tree.prepositions(top).iter().any(|p| matches!(p.as_str(), "in" | "into" | "on" | "for"));
        if (as_object || as_oblique) && (errand || carries(verb)) {
            light = Some(verb);
        } else if tree.rel(top) == "nsubj" {
            happens = Some(verb);
        }
    }
    // "talks they held": a relative clause may carry the noun above it.
    if light.is_none() {
        light = tree
            .by(index, "acl")
            .find(|&v| tree.upos(v) == Upos::Verb && carries(v) && tree.roles(v).objects.contains(&index));
    }
    let mut candidate = Candidate {
        predicate: index,
        clause: light.or(happens).unwrap_or(index),
        row: format!("noun/{}", predicate.id),
        kind: predicate.kind,
        mutual: predicate.mutual,
        given: predicate.status,
        people: predicate.people,
        frame: false,
        bare_noun: light.is_none(),
        topic: false,
        source: None,
        target: None,
        slot: None,
        closed: false,
        arguments: Vec::new(),
    };
    let inner = owners(cast, index, predicate.mutual);
    let roles = Roles { subjects: Vec::new(), objects: vec![index], passive: false };
    let enough_inside = predicate.mutual && inner.as_ref().is_some_and(|p| p.actors.len() >= 2);
    if let Some(verb) = light.filter(|_| !enough_inside) {
        let verb_roles = tree.roles(verb);
        candidate.source = phrases(cast, &verb_roles.subjects);
        candidate.arguments.clone_from(&verb_roles.subjects);
        candidate.topic = predicate.topic;
        fill_target(cast, predicate, None, verb, &Roles { objects: vec![index], ..verb_roles }, &mut candidate);
        if candidate.source.is_none() {
            candidate.source = inner.clone();
        } else if let (None, Some(inner)) = (&candidate.target, &inner) {
            candidate.target = apart(cast, candidate.source.as_ref(), inner);
            candidate.slot = candidate.target.as_ref().map(|_| ("modifier".into(), true));
        }
        return Some(candidate);
    }
    // "an Indian demand that": a noun of speech with what is said is as good as its verb.
    let says = tree.children(index).iter().any(|&c| {
        matches!(tree.rel(c), "acl" | "ccomp")
            && tree.by(c, "mark").any(|m| matches!(tree.form(m).as_str(), "that" | "to"))
            || matches!(tree.rel(c), "acl")
                && tree.by(c, "nsubj").next().is_some_and(|s| s > c || tree.form(s) != "that")
                && tree.children(c).iter().any(|&m| tree.form(m) == "that")
    });
    let spoken = says && narrative::is_speech_act(predicate.kind) && inner.is_some();
    if !predicate.bare && light.is_none() && !spoken {
        return None;
    }
    candidate.topic |= spoken;
    candidate.bare_noun &= !spoken;
    // A verb that already codes this clause takes the noun as its theme.
    if light.is_none()
        && governor.is_some_and(|g| {
            verbs.iter().any(|c| c.predicate == g && tree.rel(top) == "obj" && c.kind == predicate.kind)
        })
    {
        return None;
    }
    candidate.source = inner;
    candidate.clause = light.or(happens).unwrap_or(index);
    fill_target(cast, predicate, None, index, &roles, &mut candidate);
    // Whose talks they are may follow from the story.
    (candidate.source.is_some() || candidate.mutual).then_some(candidate)
}

fn first_conjunct(tree: &Tree<'_>, index: usize) -> usize {
    let mut at = index;
    while let Some(head) = tree.head(at).filter(|_| tree.rel(at) == "conj") {
        if tree.upos(head) == Upos::Verb || head > at {
            break;
        }
        at = head;
    }
    at
}

/// The sides that stand within the phrase of an event noun: possessor, adjective, compound, "by", "of", "between", "among".
fn owners(cast: &Cast<'_>, noun: usize, mutual: bool) -> Option<Party> {
    let tree = cast.tree;
    let mut all: Option<Party> = None;
    let add = |party: Party, all: &mut Option<Party>| match all {
        None => *all = Some(party),
        Some(sum) => {
            let more: Vec<usize> = party.actors.into_iter().filter(|a| !sum.actors.contains(a)).collect();
            sum.actors.extend(more);
        }
    };
    let possessed = tree.has(noun, "nmod:poss");
    for &child in tree.children(noun) {
        // "its Geneva summit": beside a possessor a place is where it is held, no party.
        let place = || {
            cast.places.iter().any(|p| p.tokens.contains(&child))
                || cast.of_word(child, 0).is_some_and(|p| p.how == "metonym")
        };
        if possessed && tree.rel(child) == "compound" && place() {
            continue;
        }
        let prepositions = tree.prepositions(child);
        let wanted = match tree.rel(child) {
            "nmod" if tree.deprel(child) == "nmod:poss" => true,
            "nmod" | "obl" => prepositions.iter().any(|p| {
                p == "by" || (mutual && matches!(p.as_str(), "between" | "among" | "involving" | "of" | "under"))
            }),
            "amod" | "compound" => true,
            _ => false,
        };
        if wanted
            && let Some(party) = cast.of_phrase(child)
            && party.how != "place"
        {
            add(party, &mut all);
        }
    }
    if all.is_none() && !mutual {
        for child in tree.obliques(noun, "from") {
            if let Some(party) = cast.of_phrase(child) {
                add(party, &mut all);
            }
        }
    }
    all
}

fn adjective(cast: &Cast<'_>, index: usize) -> Option<Candidate> {
    let tree = cast.tree;
    let knowledge = Knowledge::get();
    let predicate = knowledge.adjective(tree.lemma(index)).iter().map(|&row| &knowledge.predicates[row]).next()?;
    if tree.rel(index) == "amod" {
        return None;
    }
    let roles = tree.roles(index);
    if predicate.speaker {
        return judgement(cast, index, predicate);
    }
    // "the president is due in Cairo", "with the president due in Cairo": the parser may take it for a preposition.
    let hung = tree.head(index).filter(|_| predicate.status.is_some() && roles.subjects.is_empty());
    let roles = match hung {
        Some(head) if tree.has(head, "nsubj") => tree.roles(head),
        Some(head) => Roles { subjects: vec![head], ..Roles::default() },
        None => roles,
    };
    let mut candidate = Candidate {
        predicate: index,
        clause: index,
        row: format!("adjective/{}", predicate.id),
        kind: predicate.kind,
        mutual: predicate.mutual,
        given: predicate.status,
        people: predicate.people,
        frame: true,
        bare_noun: false,
        topic: predicate.topic,
        source: phrases(cast, &roles.subjects),
        target: None,
        slot: None,
        closed: false,
        arguments: roles.subjects.clone(),
    };
    fill_target(cast, predicate, None, index, &Roles { objects: Vec::new(), ..roles }, &mut candidate);
    if let (Some(place), None, true) = (hung, &candidate.target, predicate.slots.contains(&Slot::Place)) {
        candidate.target = cast.of_place(place).and_then(|p| apart(cast, candidate.source.as_ref(), &p));
        candidate.slot = candidate.target.as_ref().map(|_| ("place".into(), true));
    }
    Some(candidate)
}

/// "said that the decision was unjust": who says so accuses whoever stands in the subject, or else the other side.
fn judgement(cast: &Cast<'_>, index: usize, predicate: &Predicate) -> Option<Candidate> {
    let tree = cast.tree;
    let speech = match tree.rel(index) {
        "ccomp" | "xcomp" => tree.head(index),
        "obl" if tree.prepositions(index).iter().any(|p| p == "as") => tree.head(index),
        // "said that it was late and the visit regrettable".
        "conj" => tree.head(index).filter(|&first| tree.rel(first) == "ccomp").and_then(|first| tree.head(first)),
        _ => tree.by(index, "parataxis").next(),
    }
    .filter(|&s| {
        Knowledge::get().is_report(tree.lemma(s))
            || Knowledge::get().words.judgements.iter().any(|w| w == tree.lemma(s))
    })?;
    let subjects = tree.roles(speech).subjects;
    let source = phrases(cast, &subjects)?;
    let judged: Vec<usize> = tree.by(index, "nsubj").chain(tree.by(speech, "obj")).collect();
    let target = judged
        .iter()
        .find_map(|&j| {
            cast.of_phrase(j).or_else(|| {
                cast.among(&tree.subtree_until(j, |c| tree.deprel(c) == "acl:relcl"), &source.actors).into_iter().next()
            })
        })
        .and_then(|party| apart(cast, Some(&source), &party));
    Some(Candidate {
        predicate: index,
        clause: speech,
        row: format!("{}/{}", predicate.class.name(), predicate.id),
        kind: predicate.kind,
        mutual: false,
        given: None,
        people: false,
        frame: true,
        bare_noun: false,
        topic: true,
        closed: false,
        slot: target.as_ref().map(|_| ("judged".into(), true)),
        arguments: subjects,
        source: Some(source),
        target,
    })
}
