//! Descriptions that take the whole article to resolve: how much it is about each side, "the rebels", "they", guests and
//! hosts, and states that are only named in passing.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use demarche_language::{MentionKind, Sentence, Upos};
use demarche_record::{Actor, ActorKind};

use super::{REACH, Worker, head_of};
use crate::lexicon::StateWord;
use crate::people::TextTitle;
use crate::resolution::ActorMention;
use crate::scan::{Of, Role, RoleWord, text_of};
use crate::tables::is_noun_of;

/// How much each further mention of a person counts beside the best.
const AGAIN: f64 = 0.4;
/// Verbs whose "it" is what was said or done.
const TOLD: [&str; 28] = [
    "say",
    "tell",
    "repeat",
    "deny",
    "know",
    "dispute",
    "confirm",
    "mean",
    "do",
    "believe",
    "explain",
    "doubt",
    "announce",
    "mention",
    "regret",
    "understand",
    "think",
    "see",
    "veto",
    "ratify",
    "sign",
    "approve",
    "adopt",
    "implement",
    "postpone",
    "cancel",
    "amend",
    "pass",
];
/// Verbs of one who speaks to another.
const TALKS: [&str; 17] = [
    "tell",
    "write",
    "telephone",
    "phone",
    "call",
    "say",
    "assure",
    "promise",
    "inform",
    "propose",
    "suggest",
    "agree",
    "meet",
    "invite",
    "talk",
    "speak",
    "join",
];
/// Words whose "of it" is part of a thing.
const PARTS: [&str; 9] = ["none", "some", "part", "much", "most", "all", "little", "half", "any"];

/// What a plural pronoun may stand for at one place of the text.
enum Plural {
    /// These actors.
    Actors(Vec<usize>),
    /// Several whom nobody knows ("the experts").
    Others,
    /// Nobody that "they" could be.
    None,
}

impl Worker<'_> {
    /// Weighs the sides of the article by how often they are named, subjects for more and places for little.
    pub(super) fn weigh(&mut self) {
        let tables = &self.gazetteer.tables;
        let mut weights: BTreeMap<String, f64> = BTreeMap::new();
        let mut armed: BTreeMap<usize, usize> = BTreeMap::new();
        for (sentence, scan) in self.scans.iter().enumerate() {
            let parsed = self.sentence(sentence);
            for found in &scan.matches {
                let head = head_of(parsed, &found.tokens);
                let Some(token) = parsed.tokens.get(head) else { continue };
                let mut weight = match token.relation() {
                    "nsubj" => 2.0,
                    "amod" | "compound" => 0.7,
                    _ => 1.0,
                };
                if let Some((index, word)) = found.state() {
                    if word != StateWord::Demonym && self.is_locative(sentence, &found.tokens, head) {
                        weight = 0.15;
                    }
                    let seat = (word == StateWord::Seat).then(|| text_of(parsed, found.tokens.clone()));
                    let index = self.state_of_the_time(index, seat.as_deref());
                    *weights.entry(format!("state:{}", tables.states[index].key)).or_default() += weight;
                } else if let Some(index) = found.organisation() {
                    let organisation = &tables.organisations[index];
                    if organisation.kind == "armed" && organisation.sector == "REB" {
                        *armed.entry(index).or_default() += 1;
                    }
                    if !matches!(organisation.kind, "armed") {
                        continue;
                    }
                    *weights.entry(format!("org:{}", organisation.id)).or_default() += weight;
                }
            }
            for (index, name) in scan.names.iter().enumerate() {
                let Some(person) = self.person_of(sentence, index) else { continue };
                let Some(key) = self.people[person].state.as_deref() else { continue };
                let id = if key.starts_with("org:") { key.to_owned() } else { format!("state:{key}") };
                let head = head_of(parsed, &name.full);
                let subject = parsed.tokens.get(head).is_some_and(|token| token.relation() == "nsubj");
                *weights.entry(id).or_default() += if subject { 1.4 } else { 0.7 };
            }
        }
        // Where one armed group is named, "the rebels" speak of it.
        if armed.len() == 1
            && let Some((&index, _)) = armed.first_key_value()
        {
            let nouns = self
                .annotation
                .sentences
                .iter()
                .flat_map(|sentence| &sentence.tokens)
                .filter(|token| {
                    let form = token.form.to_lowercase();
                    is_noun_of("fighters", &form) || is_noun_of("modifier", &form)
                })
                .count();
            if let Some(weight) = weights.get_mut(&format!("org:{}", tables.organisations[index].id)) {
                *weight += nouns as f64;
            }
        }
        let most = weights.values().copied().fold(0.0, f64::max);
        if most > 0.0 {
            weights.values_mut().for_each(|weight| *weight /= most);
        }
        self.standing = weights;
        self.armed = armed;
    }

    /// How much the article is about an actor, or about the side of a person.
    fn share(&self, actor: usize) -> f64 {
        let own = self.standing.get(&self.actors[actor].id).copied();
        own.or_else(|| self.side_of_person(actor).and_then(|id| self.standing.get(&id).copied())).unwrap_or(0.0)
    }

    /// The actor of a side that is no state.
    pub(super) fn side_actor(&mut self, id: &str) -> Option<usize> {
        if let Some(&actor) = self.by_id.get(id) {
            return Some(actor);
        }
        let name = id.strip_prefix("org:")?;
        let index = self.gazetteer.tables.organisations.iter().position(|o| o.id == name && o.kind == "armed")?;
        Some(self.organisation_actor(index))
    }

    /// "the rebels", "rebel units", "the guerrilla team": the armed group that the article names.
    pub(super) fn fighters(&mut self, sentence: usize, token: usize, form: &str) -> bool {
        let parsed = self.sentence(sentence);
        let before = token.checked_sub(1).map(|at| parsed.tokens[at].form.to_lowercase()).unwrap_or_default();
        let body = is_noun_of("body", form) && is_noun_of("modifier", &before);
        if !(body || is_noun_of("fighters", form)) {
            return false;
        }
        let (of, mut range, possessor) = self.scans[sentence].modifier(parsed, token);
        if possessor.is_some() {
            return false;
        }
        if body && range.start == token - 1 && range.start > 0 {
            let word = &parsed.tokens[range.start - 1];
            if word.upos == Upos::Det && word.form.to_lowercase() != "no" {
                range.start -= 1;
            }
        }
        let words: Vec<String> =
            parsed.tokens[range.start..token].iter().map(|token| token.form.to_lowercase()).collect();
        if words.iter().any(|word| is_noun_of("else", word) || matches!(word.as_str(), "a" | "an"))
            || parsed.tokens[range.start..token].iter().any(|word| word.upos == Upos::Num)
        {
            return false;
        }
        let tables = &self.gazetteer.tables;
        let state = match of {
            Some(Of::State(index)) => Some(tables.states[index].code),
            Some(Of::Organisation(index)) if tables.organisations[index].kind == "armed" => {
                let actor = self.organisation_actor(index);
                self.push(sentence, range, token, vec![actor], "officials", 0.8);
                return true;
            }
            Some(Of::Organisation(_)) => return false,
            None => None,
        };
        let definite = words.iter().any(|word| matches!(word.as_str(), "the" | "all" | "these" | "those"));
        let named = crate::people::states_named(tables, &self.scans);
        let most = named.values().copied().max().unwrap_or(0);
        let mut fitting: Vec<(usize, usize)> = self
            .armed
            .iter()
            .map(|(&index, &count)| (index, count))
            .filter(|&(index, count)| {
                let code = tables.code_of(tables.organisations[index].state);
                match state {
                    // "Palestinian militants" may be others than the group named.
                    Some(state) => state == code && (definite || count > 2),
                    // A group of another country named once is not whom the article calls so.
                    None => count > 1 || named.get(code).is_some_and(|&times| 2 * times >= most),
                }
            })
            .collect();
        fitting.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        let (index, certainty) = match fitting.as_slice() {
            // Those whom the article names by their state alone are no side of that state, but a party of their own.
            [] => {
                let Some(Of::State(state)) = of else { return false };
                let actor = self.domestic("rebels", state);
                self.push(sentence, range, token, vec![actor], "group", 0.7);
                return true;
            }
            [(index, _)] => (*index, 0.75),
            [(first, most), (_, next), ..] => {
                let near = self.salient(sentence, token, |worker, actor| {
                    fitting.iter().any(|&(index, _)| {
                        worker.actors[actor].id.strip_prefix("org:") == Some(tables.organisations[index].id)
                    })
                });
                let clear = match near.as_slice() {
                    [(actor, _)] => Some(*actor),
                    [(actor, a), (_, b), ..] if *a > 1.5 * b => Some(*actor),
                    _ => None,
                };
                let id = clear.and_then(|actor| self.actors[actor].id.strip_prefix("org:"));
                match fitting.iter().find(|(index, _)| Some(tables.organisations[*index].id) == id) {
                    Some((index, _)) => (*index, 0.6),
                    None if *most > 2 * next => (*first, 0.5),
                    None => return false,
                }
            }
        };
        let actor = self.organisation_actor(index);
        self.push(sentence, range, token, vec![actor], "officials", certainty);
        true
    }

    /// An actor within a state that has no name but by it: its opposition, its rebels.
    fn domestic(&mut self, noun: &str, state: usize) -> usize {
        let state = &self.gazetteer.tables.states[state];
        let adjective = state.adjectives.first().copied().unwrap_or(state.name);
        let (name, code) = (format!("{adjective} {noun}"), state.code.to_owned());
        let (kind, sector) =
            if noun == "rebels" { (ActorKind::ArmedGroup, "REB") } else { (ActorKind::Organisation, "OPP") };
        self.actor(format!("{noun}:{}", state.key), || Actor {
            id: String::new(),
            name,
            aliases: Vec::new(),
            kind,
            state: Some(code),
            office: None,
            sector: Some(sector.to_owned()),
            mentions: Vec::new(),
        })
    }

    /// "the Zambian opposition", "its opposition parties", "the opposition": not the state, but those who want its offices.
    pub(super) fn opposition(&mut self, sentence: usize, token: usize, form: &str) -> bool {
        let parsed = self.sentence(sentence);
        let lower = |at: usize| parsed.tokens.get(at).map(|token| token.form.to_lowercase()).unwrap_or_default();
        let alone = is_noun_of("opposition", form);
        let body = token > 0 && is_noun_of("opposition", &lower(token - 1)) && is_noun_of("party", form);
        // "opposition to the plan" is no party; of "opposition parties" the second word is the head.
        let resistance = matches!(lower(token + 1).as_str(), "to" | "from" | "against" | "toward" | "towards");
        let inside = matches!(parsed.tokens[token].relation(), "compound" | "amod");
        if !body && (!alone || resistance || inside) {
            return false;
        }
        let (of, range, possessor) = self.scans[sentence].modifier(parsed, token);
        let first = lower(range.start);
        if matches!(first.as_str(), "a" | "an" | "no" | "some" | "many" | "several") {
            return false;
        }
        let (state, certainty) = match of {
            Some(Of::State(state)) => (Some(state), 0.8),
            Some(Of::Organisation(_)) => return false,
            None if possessor.is_some() || first == "the" || body => {
                let key = possessor
                    .and_then(|at| self.pronoun_state(sentence, at))
                    .or_else(|| self.top_state(sentence, token));
                (key.and_then(|key| self.gazetteer.tables.states.iter().position(|state| state.key == key)), 0.5)
            }
            None => (None, 0.0),
        };
        let Some(state) = state else { return false };
        let actor = self.domestic("opposition", state);
        self.push(sentence, range, token, vec![actor], "group", certainty);
        true
    }

    /// "his guest", "the visitor": the other person of the talks, not the one who is "his".
    pub(super) fn visitor(&mut self, sentence: usize, token: usize, form: &str) -> bool {
        if !is_noun_of("visitor", form) {
            return false;
        }
        let (of, range, possessor) = self.scans[sentence].modifier(self.sentence(sentence), token);
        let first = self.sentence(sentence).tokens[range.start].form.to_lowercase();
        if of.is_some() || !(possessor.is_some() && first != "their" && first != "its" || first == "the") {
            return false;
        }
        let own = match possessor {
            Some(at) => match self.antecedent(sentence, at) {
                Some((actors, ..)) => actors.first().copied(),
                None => return false,
            },
            None => None,
        };
        let state = own.and_then(|actor| self.actors[actor].state.clone());
        let found = self.salient(sentence, range.start, |worker, actor| {
            worker.actors[actor].kind == ActorKind::Person
                && Some(actor) != own
                && (own.is_none() || worker.actors[actor].state.is_some() && worker.actors[actor].state != state)
        });
        let found = match (own, found.as_slice()) {
            (Some(_), [(actor, _), ..]) | (None, [(actor, _)]) => *actor,
            _ => return false,
        };
        self.push(sentence, range, token, vec![found], "nominal", 0.55);
        true
    }

    /// Whether a state is only named in passing, so that "it" is hardly this one: no subject, object or owner within reach, and
    /// little said of it in the article.
    pub(super) fn in_passing(&self, sentence: usize, actor: usize) -> bool {
        let named = crate::people::states_named(&self.gazetteer.tables, &self.scans);
        let once = self.actors[actor].state.as_deref().and_then(|code| named.get(code)).is_none_or(|&times| times < 2);
        self.actors[actor].kind == ActorKind::State
            && (once || self.share(actor) < 0.3)
            && !self.recent(sentence, REACH).iter().filter(|m| m.actors.contains(&actor)).any(|m| {
                let parsed = self.sentence(m.sentence);
                let mut at = m.head;
                while parsed.tokens[at].relation() == "conj"
                    && let Some(up) = parsed.tokens[at].head.filter(|&up| up < at)
                {
                    at = up;
                }
                m.how != "place"
                    && m.how != "demonym"
                    && matches!(parsed.tokens[at].relation(), "nsubj" | "obj" | "iobj" | "root" | "nmod:poss" | "appos")
            })
    }

    /// How often the article names a person, against the one it names most.
    pub(super) fn fame(&self, actor: usize) -> f64 {
        let most = self.people.iter().map(|person| person.spans.len()).max().unwrap_or(0).max(1);
        self.actor_person.get(&actor).map_or(0.0, |&person| self.people[person].spans.len() as f64 / most as f64)
    }

    /// Whether "it" at a token may be an actor: one named by more than an adjective or a place; for an object one that the
    /// sentence names, or the subject of the one before; and none where a common noun is the subject nearest before it.
    pub(super) fn may_be_it(&self, sentence: usize, token: usize, actor: usize) -> bool {
        let parsed = self.sentence(sentence);
        let form = parsed.tokens[token].form.to_lowercase();
        if form == "its" {
            // "in its place": instead of it.
            let noun = parsed.tokens[token].head.map(|noun| &parsed.tokens[noun]);
            return !noun.is_some_and(|noun| {
                matches!(noun.lemma.as_str(), "place" | "stead" | "wake") && noun.relation() == "obl"
            });
        }
        let object = matches!(parsed.tokens[token].relation(), "obj" | "iobj" | "obl");
        // What is said, known or done is no actor; nor is what there is none or part of.
        if let Some(up) = parsed.tokens[token].head
            && (object && TOLD.contains(&parsed.tokens[up].lemma.as_str())
                || parsed.tokens[token].relation() == "nmod" && PARTS.contains(&parsed.tokens[up].lemma.as_str()))
        {
            return false;
        }
        let own = self.recent(sentence, REACH).iter().filter(|m| {
            m.actors.contains(&actor)
                && !matches!(m.how.as_str(), "place" | "demonym")
                && !(object && matches!(m.how.as_str(), "pronoun" | "possessive"))
                && (m.sentence < sentence || m.tokens.start < token)
        });
        let subject = |m: &ActorMention| self.sentence(m.sentence).tokens[m.head].relation() == "nsubj";
        let mut near = own.filter(|m| !object || m.sentence == sentence || m.sentence + 1 == sentence && subject(m));
        near.next().is_some() && !self.common_subject(sentence, token)
    }

    /// Whether the subject nearest above a pronoun, or that of a clause before it under the same verb, is a common noun that
    /// stands for no actor ("if the attempt succeeds, it would end").
    fn common_subject(&self, sentence: usize, token: usize) -> bool {
        let parsed = self.sentence(sentence);
        let known = |at: usize| self.recent(sentence, 0).iter().any(|m| m.sentence == sentence && m.head == at);
        let common = |at: usize| parsed.tokens[at].upos == Upos::Noun && !known(at);
        let mut at = parsed.tokens[token].head;
        for _ in 0..8 {
            let Some(up) = at else { break };
            let clauses = parsed.children_by(up, "advcl").filter(|&clause| clause < token);
            let subject = clauses
                .flat_map(|clause| parsed.children_by(clause, "nsubj"))
                .chain(parsed.children_by(up, "nsubj"))
                .filter(|&subject| subject < token && !parsed.dominates(subject, token))
                .max();
            if let Some(subject) = subject {
                return common(subject);
            }
            at = parsed.tokens[up].head;
        }
        // Nobody before it in the sentence: the subject of the one before.
        let Some(before) = sentence.checked_sub(1) else { return false };
        let parsed = self.sentence(before);
        let Some(root) = parsed.tokens.iter().position(|token| token.head.is_none()) else { return false };
        let here = self.recent(sentence, 0).iter().any(|m| m.sentence == sentence && m.tokens.end <= token);
        !here
            && parsed.children_by(root, "nsubj").next().is_some_and(|subject| {
                parsed.tokens[subject].upos == Upos::Noun
                    && !self.recent(before, 0).iter().any(|m| m.sentence == before && m.head == subject)
            })
    }

    /// "parliament in Skopje": the state whose place follows a noun.
    pub(super) fn seat_behind(&self, sentence: usize, end: usize) -> Option<String> {
        let tokens = &self.sentence(sentence).tokens;
        if !tokens.get(end).is_some_and(|word| matches!(word.form.as_str(), "in" | "at")) {
            return None;
        }
        let found = self.scans[sentence].matches.iter().find(|m| m.tokens.start == end + 1)?;
        let (index, word) = found.state()?;
        matches!(word, StateWord::Name | StateWord::Seat).then(|| self.gazetteer.tables.states[index].key.to_owned())
    }

    /// "the powers": a bloc named before that is also called so.
    pub(super) fn powers(&self, sentence: usize) -> Option<usize> {
        self.out
            .mentions
            .iter()
            .rev()
            .filter(|mention| mention.sentence <= sentence && mention.actors.len() == 1)
            .map(|mention| mention.actors[0])
            .find(|&actor| {
                let actor = &self.actors[actor];
                actor.kind == ActorKind::Bloc && actor.aliases.iter().any(|alias| alias.ends_with(" powers"))
            })
    }

    /// Gives a person whom neither roster, title nor given name tells to be a woman or a man the gender of the pronouns that coreference
    /// puts into one chain with the name, where they are nearly all alike.
    pub(super) fn learn_genders(&mut self) {
        let mut counts: BTreeMap<usize, [usize; 2]> = BTreeMap::new();
        for chain in &self.annotation.chains {
            let mut told = [0, 0];
            let mut named: BTreeSet<usize> = BTreeSet::new();
            for mention in chain.mentions.iter().map(|&m| &self.annotation.mentions[m]) {
                let parsed = self.sentence(mention.sentence);
                match mention.kind {
                    MentionKind::Pronoun => match parsed.tokens[mention.head].form.to_lowercase().as_str() {
                        "she" | "her" | "hers" | "herself" => told[0] += 1,
                        "he" | "him" | "his" | "himself" => told[1] += 1,
                        _ => {}
                    },
                    _ => {
                        let names = &self.scans[mention.sentence].names;
                        let name = names.iter().position(|name| name.tokens.contains(&mention.head));
                        named.extend(name.and_then(|name| self.person_of(mention.sentence, name)));
                    }
                }
            }
            if let (Some(&person), 1) = (named.first(), named.len()) {
                let count = counts.entry(person).or_default();
                *count = [count[0] + told[0], count[1] + told[1]];
            }
        }
        for (person, [women, men]) in counts {
            let person = &mut self.people[person];
            if person.gender.is_empty() && women.abs_diff(men) > 1 {
                person.gender = match (women, men) {
                    _ if women > 3 * men => "f",
                    _ if men > 3 * women => "m",
                    _ => "",
                };
            }
        }
    }

    /// People whom a pronoun may stand for, by salience before it: the best place that each was named at counts, and how often he
    /// was named counts a little.
    pub(super) fn people_before(
        &self,
        sentence: usize,
        token: usize,
        keep: impl Fn(&Self, usize) -> bool,
    ) -> Vec<(usize, f64)> {
        let mut scores: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
        for mention in self.recent(sentence, REACH) {
            if mention.sentence == sentence && mention.tokens.start >= token || mention.how == "place" {
                continue;
            }
            let parsed = self.sentence(mention.sentence);
            let mut at = mention.head;
            while matches!(parsed.tokens[at].relation(), "appos" | "flat")
                && let Some(up) = parsed.tokens[at].head.filter(|&up| up < at)
            {
                at = up;
            }
            let role = match parsed.tokens[at].relation() {
                "nsubj" => 2.2,
                "root" | "parataxis" => 1.6,
                "obj" | "iobj" => 1.2,
                "obl" => 1.0,
                "amod" | "compound" => 0.5,
                _ => 0.8,
            };
            let far = 0.5f64.powi(i32::try_from(sentence - mention.sentence).unwrap_or(9));
            let weight = role * far * if mention.actors.len() > 1 { 0.8 } else { 1.0 };
            for &actor in &mention.actors {
                if keep(self, actor) {
                    let (best, sum) = scores.entry(actor).or_default();
                    *best = best.max(weight);
                    *sum += weight;
                }
            }
        }
        let mut sorted: Vec<(usize, f64)> =
            scores.into_iter().map(|(actor, (best, sum))| (actor, best + AGAIN * (sum - best))).collect();
        sorted.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        sorted
    }

    /// Actors that a personal pronoun is not, by grammar: whoever speaks the quote that it stands in, and whoever the relative clause is
    /// about whose subject it is ("the envoy, whom he met").
    pub(super) fn ruled_out(&self, sentence: usize, token: usize) -> Vec<usize> {
        let parsed = self.sentence(sentence);
        let mut heads = Vec::new();
        let relation = parsed.tokens[token].relation();
        if relation == "nsubj"
            && let Some(mut verb) = parsed.tokens[token].head
        {
            for _ in 0..4 {
                match parsed.tokens[verb].relation() {
                    "acl" if parsed.tokens[verb].deprel == "acl:relcl" => {
                        heads.extend(parsed.tokens[verb].head);
                        break;
                    }
                    "conj" | "xcomp" | "ccomp" => match parsed.tokens[verb].head {
                        Some(up) if parsed.children_by(up, "nsubj").next().is_none() => verb = up,
                        _ => break,
                    },
                    _ => break,
                }
            }
        }
        heads.extend(self.speaker_of_quote(sentence, token));
        self.recent(sentence, 0)
            .iter()
            .filter(|m| m.sentence == sentence && heads.contains(&m.head) && m.actors.len() == 1 && m.how != "demonym")
            .map(|m| m.actors[0])
            .collect()
    }

    /// The subject of the verb that introduces the quote which a token stands in, in its sentence.
    fn speaker_of_quote(&self, sentence: usize, token: usize) -> Option<usize> {
        let parsed = self.sentence(sentence);
        let mut open = false;
        let quoted: Vec<bool> = parsed
            .tokens
            .iter()
            .map(|token| {
                match token.form.as_str() {
                    "“" | "``" => open = true,
                    "”" | "''" => open = false,
                    "\"" => open = !open,
                    _ => {}
                }
                open
            })
            .collect();
        if !quoted[token] {
            return None;
        }
        let subject = |verb: usize| parsed.children_by(verb, "nsubj").find(|&subject| !quoted[subject]);
        let mut at = token;
        for _ in 0..12 {
            // A verb outside above the quote, or beside its own.
            let beside = parsed.children(at).find(|&child| {
                !quoted[child]
                    && matches!(parsed.tokens[child].relation(), "parataxis" | "ccomp")
                    && subject(child).is_some()
            });
            if let Some(verb) = beside.or((!quoted[at]).then_some(at)).filter(|&verb| subject(verb).is_some()) {
                return subject(verb);
            }
            at = parsed.tokens[at].head?;
        }
        None
    }

    /// The person whose name the tree puts beside an office that words of another stand behind ("the chairman of the commission of
    /// seven, Ana Sol"); the office becomes a title of that person.
    pub(super) fn apposed_person(&mut self, sentence: usize, head: usize, role: &Role, index: usize) -> Option<usize> {
        let RoleWord::Title(title) = role.word else { return None };
        if role.plural || role.past {
            return None;
        }
        let parsed = self.sentence(sentence);
        let beside: Vec<usize> = parsed.children_by(head, "appos").filter(|&child| child > head).collect();
        // Whatever the tree says: "of", words without a verb, a comma, the name, a comma.
        let form = |at: usize| parsed.tokens.get(at).map(|token| token.form.as_str());
        let end = role.tokens.end;
        let comma = (end..parsed.tokens.len().min(end + 16))
            .take_while(|&at| !matches!(parsed.tokens[at].upos, Upos::Verb | Upos::Aux | Upos::Pron))
            .find(|&at| form(at) == Some(","))
            .filter(|_| form(end) == Some("of"));
        let names = &self.scans[sentence].names;
        let name = names.iter().position(|name| {
            name.tokens.start >= end
                && (beside.iter().any(|child| name.tokens.contains(child))
                    || comma.is_some_and(|comma| comma + 1 == name.tokens.start) && form(name.tokens.end) == Some(","))
        })?;
        let person = self.person_of(sentence, name)?;
        let title = &self.gazetteer.tables.titles[title];
        let known = TextTitle {
            office: title.office.to_owned(),
            class: title.class,
            of: role.of,
            past: false,
            at: (sentence, index),
        };
        self.people[person].titles.push(known);
        Some(person)
    }

    /// The word that a reflexive pronoun underlines: "the invitation itself", "Mr. Kim himself".
    pub(super) fn underlined(&self, sentence: usize, token: usize) -> Option<usize> {
        let parsed = self.sentence(sentence);
        let own = parsed.tokens[token].form.to_lowercase();
        let reflexive = matches!(own.as_str(), "itself" | "himself" | "herself" | "themselves");
        parsed.tokens[token].head.filter(|&head| {
            reflexive
                && head < token
                && matches!(parsed.tokens[head].upos, Upos::Noun | Upos::Propn)
                && !matches!(parsed.tokens[token].relation(), "nsubj" | "obj" | "conj")
                && parsed.children_by(token, "case").next().is_none()
        })
    }

    /// The owner of a noun that the noun of a possessive pronoun is joined to.
    pub(super) fn owner_beside(&self, sentence: usize, token: usize) -> Option<usize> {
        let parsed = self.sentence(sentence);
        if parsed.tokens[token].deprel != "nmod:poss" {
            return None;
        }
        let noun = parsed.tokens[token].head.filter(|&noun| parsed.tokens[noun].relation() == "conj")?;
        let first = parsed.tokens[noun].head?;
        // "the minister and his aides".
        let own = self.recent(sentence, 0).iter().find(|m| {
            m.sentence == sentence
                && m.head == first
                && m.tokens.end <= token
                && m.actors.len() == 1
                && m.how != "demonym"
        });
        if let Some(&actor) = own.and_then(|own| own.actors.first())
            && (self.actors[actor].kind == ActorKind::Person) == (parsed.tokens[token].form.to_lowercase() != "its")
        {
            return Some(actor);
        }
        let owner =
            parsed.children(first).find(|&child| parsed.tokens[child].deprel == "nmod:poss" && child < token)?;
        self.recent(sentence, 0)
            .iter()
            .find(|m| m.sentence == sentence && m.head == owner && m.actors.len() == 1)
            .map(|m| m.actors[0])
    }

    /// Whom a noun phrase stands for if it may be several: a group, a coordination, a people, an armed group.
    fn plural_at(&self, sentence: usize, head: usize, subject: bool) -> Plural {
        let parsed = self.sentence(sentence);
        let word = &parsed.tokens[head];
        let here: Vec<&ActorMention> = self.recent(sentence, 0).iter().filter(|m| m.sentence == sentence).collect();
        let plural = word.feature("Number") == Some("Plur");
        let joined: Vec<usize> = parsed.children_by(head, "conj").filter(|&other| nominal(parsed, other)).collect();
        let Some(own) = here.iter().filter(|m| m.head == head).max_by_key(|m| m.tokens.len()) else {
            return if plural && word.upos == Upos::Noun { Plural::Others } else { Plural::None };
        };
        let mut actors = own.actors.clone();
        for other in here.iter().filter(|m| joined.contains(&m.head)) {
            actors.extend(other.actors.iter().filter(|actor| !own.actors.contains(actor)));
        }
        actors.dedup();
        let modifies = own.how == "demonym" && matches!(word.relation(), "amod" | "compound" | "nmod");
        if actors.len() > 1 {
            return if modifies { Plural::None } else { Plural::Actors(actors) };
        }
        if plural && matches!(own.how.as_str(), "officials" | "people" | "demonym" | "group" | "pronoun") {
            return Plural::Actors(actors);
        }
        let Some(actor) = actors.first().map(|&actor| &self.actors[actor]) else { return Plural::None };
        match actor.kind {
            ActorKind::ArmedGroup | ActorKind::People | ActorKind::Bloc if !modifies => Plural::Actors(actors),
            ActorKind::Organisation if subject && !modifies => Plural::Actors(actors),
            _ => Plural::None,
        }
    }

    /// One who speaks to another, and the other, of a verb above "they" or put into its clause: "Ana wrote to Ben that they had won".
    fn speaker_and_hearer(&self, sentence: usize, verb: usize, token: usize) -> Option<Vec<usize>> {
        let parsed = self.sentence(sentence);
        let one = |at: usize| {
            self.recent(sentence, 0)
                .iter()
                .filter(|m| m.sentence == sentence && m.head == at && m.tokens.end <= token && m.actors.len() == 1)
                .map(|m| m.actors[0])
                .find(|&actor| self.actors[actor].kind == ActorKind::Person)
        };
        let put_in = parsed.children_by(verb, "parataxis");
        put_in.chain([verb]).filter(|&at| TALKS.contains(&parsed.tokens[at].lemma.as_str())).find_map(|at| {
            let speaker = parsed.children_by(at, "nsubj").find_map(one)?;
            let hearer = parsed
                .children(at)
                .filter(|&child| matches!(parsed.tokens[child].relation(), "obj" | "iobj" | "obl"))
                .filter_map(one)
                .find(|&actor| actor != speaker)?;
            Some(vec![speaker, hearer])
        })
    }

    /// Whom "they" stands for: the nearest subject of the sentence that may be several, then that of the sentence before, then
    /// the group, coordination or plural that is most salient.
    pub(super) fn plural_antecedent(&self, sentence: usize, token: usize) -> Option<(Vec<usize>, &'static str, f64)> {
        let how = |actors: Vec<usize>, certainty: f64| {
            let how = if actors.len() > 1 { "group" } else { "pronoun" };
            Some((actors, how, certainty))
        };
        let parsed = self.sentence(sentence);
        let object = matches!(parsed.tokens[token].form.to_lowercase().as_str(), "them" | "themselves")
            && parsed.tokens[token].form.to_lowercase() != "themselves";
        // The subjects above, inmost first; an object is not its own subject.
        let mut skip = object;
        let mut at = parsed.tokens[token].head;
        for _ in 0..10 {
            let Some(up) = at else { break };
            let subject = parsed
                .children(up)
                .find(|&child| parsed.tokens[child].relation() == "nsubj" && child < token && child != token)
                .filter(|&child| !parsed.dominates(child, token) || parsed.tokens[token].deprel == "nmod:poss");
            if let Some(subject) = subject.filter(|&subject| subject != token) {
                if skip {
                    skip = false;
                } else {
                    match self.plural_at(sentence, subject, true) {
                        Plural::Actors(actors) => return how(actors, 0.7),
                        Plural::Others => return None,
                        Plural::None => {}
                    }
                }
            }
            if let Some(pair) = self.speaker_and_hearer(sentence, up, token) {
                return how(pair, 0.55);
            }
            at = parsed.tokens[up].head;
        }
        let before = sentence.checked_sub(1).and_then(|before| {
            let parsed = self.sentence(before);
            let root = parsed.tokens.iter().position(|token| token.head.is_none())?;
            parsed.children_by(root, "nsubj").next().map(|subject| (before, subject))
        });
        // Several whom nobody knows were spoken of last.
        if let Some((at, subject)) = before
            && matches!(self.plural_at(at, subject, true), Plural::Others)
        {
            return None;
        }
        let mut best: Option<(f64, Vec<usize>)> = None;
        for mention in self.recent(sentence, 2) {
            if mention.sentence == sentence && mention.tokens.start >= token
                || matches!(mention.how.as_str(), "place" | "possessive")
            {
                continue;
            }
            let parsed = self.sentence(mention.sentence);
            let Plural::Actors(actors) = self.plural_at(mention.sentence, mention.head, false) else { continue };
            // A pair of states named by the way is not whom the text is about.
            let shares: f64 = actors.iter().map(|&actor| self.share(actor)).fold(1.0, f64::min);
            let states = actors.len() > 1 && actors.iter().all(|&actor| self.actors[actor].kind == ActorKind::State);
            let relation = parsed.tokens[mention.head].relation();
            if states && shares < 0.3 && mention.how != "group" && relation != "nsubj" {
                continue;
            }
            let role = match relation {
                "nsubj" if Some((mention.sentence, mention.head)) == before => 3.0,
                "nsubj" => 2.0,
                "obj" | "obl" => 1.0,
                _ => 0.7,
            };
            let score = (role + shares) * 0.5f64.powi(i32::try_from(sentence - mention.sentence).unwrap_or(9))
                + mention.tokens.start as f64 * 0.001;
            if best.as_ref().is_none_or(|(known, _)| score > *known) {
                best = Some((score, actors));
            }
        }
        best.and_then(|(_, actors)| how(actors, 0.55))
    }

    /// "experts from both sides": those whom the sides are.
    pub(super) fn of_the_sides(&mut self, sentence: usize, range: &Range<usize>, head: usize) {
        let parsed = self.sentence(sentence);
        let Some(up) = parsed.tokens[head].head.filter(|&up| up < range.start) else { return };
        let word = &parsed.tokens[up];
        let from =
            parsed.children_by(head, "case").any(|case| matches!(parsed.tokens[case].form.as_str(), "from" | "of"));
        let people = word.feature("Number") == Some("Plur")
            && (super::ORGANS.contains(&word.form.as_str())
                || super::LEADERS.contains(&word.form.as_str())
                || matches!(word.form.as_str(), "experts" | "officers" | "specialists" | "members" | "teams"));
        if !(from && people && parsed.tokens[head].relation() == "nmod") {
            return;
        }
        let Some(actors) = self
            .recent(sentence, 0)
            .iter()
            .find(|m| m.sentence == sentence && m.tokens == *range)
            .map(|m| m.actors.clone())
        else {
            return;
        };
        self.push(sentence, up..up + 1, up, actors, "group", 0.55);
    }
}

/// Whether a token heads a noun phrase.
fn nominal(sentence: &Sentence, token: usize) -> bool {
    matches!(sentence.tokens[token].upos, Upos::Noun | Upos::Propn | Upos::Pron | Upos::X)
}
