//! From scanned sentences to actors: names, metonyms and adjectives first, then offices without a name, groups, organs of
//! states and pronouns, in the order of the text, by salience.

mod reference;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use demarche_language::{Annotation, MentionKind, Sentence, Upos};
use demarche_record::{
    Actor, ActorKind, Article, BlockKind, Interval, Mention, Office, Place, Published, Span, Tenure,
};

use crate::Gazetteer;
use crate::lexicon::{Match, Sense, StateWord};
use crate::people::{Cast, cast, is_generic, same_office};
use crate::resolution::{ActorMention, OccasionMention, PlaceMention, Resolution};
use crate::scan::{Of, Role, RoleWord, Scan, number};
use crate::tables::{Held, has_chamber, is_noun_of, same_state};
use crate::words::slug;

/// Sentences back that an anaphor may reach.
const REACH: usize = 4;
/// Mentions back that a title or a group may reach where nobody nearer fits.
const FAR: usize = 2000;

/// What a full share of the article counts for beside salience, where both speak for a side.
const STANDING: f64 = 1.5;

/// Nouns for those who act for a state.
const ORGANS: [&str; 47] = [
    "government",
    "administration",
    "regime",
    "authority",
    "authorities",
    "official",
    "officials",
    "diplomat",
    "diplomats",
    "negotiator",
    "negotiators",
    "delegation",
    "delegations",
    "delegate",
    "delegates",
    "side",
    "leadership",
    "leaders",
    "cabinet",
    "ministry",
    "mission",
    "embassy",
    "team",
    "envoys",
    "force",
    "forces",
    "troops",
    "army",
    "military",
    "soldiers",
    "navy",
    "junta",
    "republic",
    "ministers",
    "representatives",
    "mediators",
    "generals",
    "commanders",
    "state",
    "delegates",
    "representative",
    "security",
    "gunboats",
    "warplanes",
    "jets",
    "hosts",
    "leader",
];
const PARLIAMENTS: [&str; 7] =
    ["parliament", "legislature", "assembly", "congress", "senate", "lawmakers", "legislators"];
const PUBLICS: [&str; 8] =
    ["public", "people", "voters", "electorate", "citizens", "population", "protesters", "demonstrators"];
/// Plural nouns for several people.
const LEADERS: [&str; 12] = [
    "leaders",
    "men",
    "presidents",
    "premiers",
    "statesmen",
    "women",
    "chiefs",
    "negotiators",
    "envoys",
    "politicians",
    "heads",
    "rivals",
];
/// Plural nouns for several sides.
const SIDES: [&str; 25] = [
    "sides",
    "countries",
    "nations",
    "states",
    "governments",
    "parties",
    "capitals",
    "neighbors",
    "neighbours",
    "peoples",
    "delegations",
    "powers",
    "allies",
    "foes",
    "enemies",
    "adversaries",
    "camps",
    "factions",
    "republics",
    "signatories",
    "superpowers",
    "partners",
    "belligerents",
    "combatants",
    "economies",
];
const MOTION: [&str; 34] = [
    "go",
    "fly",
    "travel",
    "trip",
    "return",
    "come",
    "arrive",
    "arrival",
    "journey",
    "move",
    "tour",
    "drive",
    "bring",
    "head",
    "flight",
    "withdraw",
    "withdrawal",
    "visit",
    "pull",
    "leave",
    "depart",
    "departure",
    "deploy",
    "rush",
    "retreat",
    "flee",
    "escape",
    "route",
    "way",
    "pilgrimage",
    "enter",
    "summon",
    "expel",
    "mission",
];

struct Worker<'a> {
    gazetteer: &'a Gazetteer,
    article: &'a Article,
    annotation: &'a Annotation,
    scans: Vec<Scan>,
    date: Option<Interval>,
    people: Vec<Cast>,
    /// Index of the actor of each person of the cast.
    person_actor: Vec<usize>,
    /// Which persons of the cast an actor is.
    actor_person: BTreeMap<usize, usize>,
    /// Persons of the cast by sentence and name span.
    span_person: BTreeMap<(usize, usize), usize>,
    /// Persons of the cast by surname.
    surnames: BTreeMap<String, usize>,
    actors: Vec<Actor>,
    by_id: BTreeMap<String, usize>,
    /// How much the article is about each side, by the id of its actor: 1 for the one it is most about.
    standing: BTreeMap<String, f64>,
    /// Armed groups that the article names, with how often.
    armed: BTreeMap<usize, usize>,
    out: Resolution,
}

/// Whose a chamber or a party of that name is.
enum Chamber {
    /// The chamber of a state, by index.
    Of(usize),
    /// A party, by the index of the organisation.
    Party(usize),
    Unknown,
}

/// Resolves the mentions of an article.
pub(crate) fn resolve(
    gazetteer: &Gazetteer,
    article: &Article,
    annotation: &Annotation,
    published: &Published,
) -> Resolution {
    let date = published.interval.clone().filter(|interval| interval.earliest.is_some() && interval.latest.is_some());
    let scans = scans_of(gazetteer, article, annotation);
    let people = cast(&gazetteer.tables, &scans, date.as_ref());
    let span_person = people
        .iter()
        .enumerate()
        .flat_map(|(index, person)| person.spans.iter().map(move |span| (*span, index)))
        .collect();
    let mut surnames: BTreeMap<String, usize> = BTreeMap::new();
    for (index, person) in people.iter().enumerate().filter(|(_, person)| !person.bracketed) {
        for last in person
            .forms
            .iter()
            .filter(|form| form.len() > 1)
            .filter_map(|form| form.last())
            .filter(|word| word.len() > 2)
        {
            surnames.insert(last.clone(), index);
        }
    }
    let mut worker = Worker {
        gazetteer,
        article,
        annotation,
        scans,
        date,
        people,
        person_actor: Vec::new(),
        actor_person: BTreeMap::new(),
        span_person,
        surnames,
        actors: Vec::new(),
        by_id: BTreeMap::new(),
        standing: BTreeMap::new(),
        armed: BTreeMap::new(),
        out: Resolution::default(),
    };
    worker.name_people();
    worker.learn_genders();
    worker.weigh();
    for sentence in 0..annotation.sentences.len() {
        worker.names(sentence);
        worker.phrases(sentence);
        worker.roles(sentence);
        worker.nominals(sentence);
        worker.pronouns(sentence);
    }
    worker.finish()
}

/// Scans of the sentences; empty for those that lie in furniture.
pub(crate) fn scans_of(gazetteer: &Gazetteer, article: &Article, annotation: &Annotation) -> Vec<Scan> {
    let aside: Vec<Span> = article
        .blocks
        .iter()
        .filter(|block| matches!(block.kind, BlockKind::Furniture | BlockKind::Byline | BlockKind::Caption))
        .map(|block| block.span)
        .collect();
    annotation
        .sentences
        .iter()
        .map(|sentence| {
            if aside.iter().any(|span| span.overlaps(sentence.span)) {
                Scan::default()
            } else {
                Scan::new(&gazetteer.tables, &gazetteer.lexicon, sentence)
            }
        })
        .collect()
}

/// The token of a range whose head lies outside it; the last one where the tree does not tell.
pub(crate) fn head_of(sentence: &Sentence, range: &Range<usize>) -> usize {
    range
        .clone()
        .find(|&token| {
            sentence
                .tokens
                .get(token)
                .is_some_and(|t| t.head.is_none_or(|head| !range.contains(&head)) && t.upos != Upos::Punct)
        })
        .unwrap_or(range.end.saturating_sub(1))
}

impl Worker<'_> {
    fn sentence(&self, index: usize) -> &Sentence {
        &self.annotation.sentences[index]
    }

    fn actor(&mut self, id: String, build: impl FnOnce() -> Actor) -> usize {
        if let Some(&at) = self.by_id.get(&id) {
            return at;
        }
        let mut actor = build();
        actor.id.clone_from(&id);
        let at = self.actors.len();
        self.actors.push(actor);
        self.by_id.insert(id, at);
        at
    }

    fn state_actor(&mut self, index: usize) -> usize {
        let state = &self.gazetteer.tables.states[index];
        let (name, code) = (state.name.to_owned(), state.code.to_owned());
        let aliases =
            state.aliases.iter().filter(|alias| !alias.starts_with("the ")).map(|alias| (*alias).to_owned()).collect();
        self.actor(format!("state:{}", state.key), || Actor {
            id: String::new(),
            name,
            aliases,
            kind: ActorKind::State,
            state: Some(code),
            office: None,
            sector: Some("GOV".to_owned()),
            mentions: Vec::new(),
        })
    }

    fn state_by_key(&mut self, key: &str) -> Option<usize> {
        let index = self.gazetteer.tables.states.iter().position(|state| state.key == key)?;
        Some(self.state_actor(index))
    }

    fn organisation_actor(&mut self, index: usize) -> usize {
        let organisation = &self.gazetteer.tables.organisations[index];
        let kind = match organisation.kind {
            "armed" => ActorKind::ArmedGroup,
            "government" => ActorKind::Government,
            "bloc" => ActorKind::Bloc,
            "people" => ActorKind::People,
            _ => ActorKind::Organisation,
        };
        let prefix = match kind {
            ActorKind::Bloc => "bloc",
            ActorKind::People => "people",
            ActorKind::Government => "gov",
            _ => "org",
        };
        let state =
            (!organisation.state.is_empty()).then(|| self.gazetteer.tables.code_of(organisation.state).to_owned());
        let (name, sector) = (organisation.name.to_owned(), organisation.sector.to_owned());
        let aliases = organisation.aliases.iter().map(|alias| (*alias).to_owned()).collect();
        self.actor(format!("{prefix}:{}", organisation.id), || Actor {
            id: String::new(),
            name,
            aliases,
            kind,
            state,
            office: None,
            sector: (!sector.is_empty()).then_some(sector),
            mentions: Vec::new(),
        })
    }

    fn of_actor(&mut self, of: Of) -> usize {
        match of {
            Of::State(index) => {
                let index = self.state_of_the_time(index, None);
                self.state_actor(index)
            }
            Of::Organisation(index) => self.organisation_actor(index),
        }
    }

    /// An actor for every person of the cast.
    fn name_people(&mut self) {
        for index in 0..self.people.len() {
            if self.people[index].state.is_none() {
                self.people[index].state = self.state_from_context(index);
            }
            let person = &self.people[index];
            let tables = &self.gazetteer.tables;
            let code = person.state.as_deref().and_then(|key| tables.state(key)).map(|state| state.code.to_owned());
            let mut office = person.office(tables, self.date.as_ref());
            if office.is_none() && person.titles.iter().any(|title| title.class == "counterpart") {
                office = self.counterpart_office(index);
            }
            let person = &self.people[index];
            let name = person.roster.map_or_else(|| person.display.clone(), |found| found.name().to_owned());
            let mut aliases: BTreeSet<String> = person.printed.clone();
            if let Some(found) = person.roster {
                aliases.extend(found.aliases().map(str::to_owned));
            }
            aliases.remove(&name);
            let id = person.roster.map_or_else(|| slug(&person.display), |found| found.id().to_owned());
            let sector = office.as_deref().map(|office| sector_of(office).to_owned());
            let actor = self.actor(format!("person:{id}"), || Actor {
                id: String::new(),
                name,
                aliases: aliases.into_iter().collect(),
                kind: ActorKind::Person,
                state: code,
                office,
                sector,
                mentions: Vec::new(),
            });
            self.person_actor.push(actor);
            self.actor_person.insert(actor, index);
        }
    }

    /// The state of an official whom the roster does not have: that of whoever "his" is in "his defense minister", else the
    /// state named last before the title in the sentence, else the one most named in the sentence before.
    fn state_from_context(&self, index: usize) -> Option<String> {
        let tables = &self.gazetteer.tables;
        let person = &self.people[index];
        let title = person.titles.iter().find(|title| {
            title.of.is_none() && !matches!(title.class, "honorific" | "private" | "cleric" | "counterpart")
        })?;
        let (sentence, role) = title.at;
        // Titles that only one state has.
        let telling = match title.office.as_str() {
            "senator"
            | "representative"
            | "congressman"
            | "congresswoman"
            | "secretary of state"
            | "assistant secretary of state"
            | "deputy secretary of state"
            | "undersecretary of state" => Some("USA"),
            "foreign secretary" | "home secretary" | "chancellor of the exchequer" => Some("GBR"),
            _ => None,
        };
        if let Some(code) = telling
            && crate::people::states_named(tables, &self.scans).contains_key(code)
        {
            return Some(code.to_owned());
        }
        let role = &self.scans[sentence].roles[role];
        // "the governor of Sakhalin".
        if let Some(place) = self.scans[sentence]
            .matches
            .iter()
            .filter(|m| {
                m.tokens.start > role.core.end
                    && m.tokens.start <= role.core.end + 2
                    && self.sentence(sentence).tokens[role.core.end].form == "of"
            })
            .find_map(|m| m.place())
            .map(|at| tables.places[at].state)
            .filter(|state| !state.is_empty())
        {
            return Some(place.to_owned());
        }
        if role.possessor.is_some() {
            let before = self
                .people
                .iter()
                .enumerate()
                .filter(|(other, person)| *other != index && person.state.is_some())
                .flat_map(|(other, person)| {
                    person.spans.iter().filter_map(move |&(s, n)| {
                        let at = self.scans[s].names[n].tokens.start;
                        (s < sentence && s + 3 > sentence || s == sentence && at < role.tokens.start)
                            .then_some(((s, at), other))
                    })
                });
            return before.max().and_then(|(_, other)| self.people[other].state.clone());
        }
        let state_in = |s: usize, end: usize| {
            self.scans[s].matches.iter().rev().filter(|m| m.tokens.end <= end).find_map(|m| {
                m.state().filter(|(_, word)| *word != StateWord::Prefix).map(|(at, _)| tables.states[at].key.to_owned())
            })
        };
        state_in(sentence, role.tokens.start)
            .or_else(|| sentence.checked_sub(1).and_then(|before| state_in(before, usize::MAX)))
            .or_else(|| state_in(sentence, usize::MAX))
    }

    /// "his Russian counterpart Sergey Lavrov": the office of whoever "his" is, the last person named before it.
    fn counterpart_office(&self, index: usize) -> Option<String> {
        let title = self.people[index].titles.iter().find(|title| title.class == "counterpart")?;
        let (sentence, role) = title.at;
        let start = self.scans[sentence].roles[role].tokens.start;
        let before = self.people.iter().enumerate().filter(|(other, _)| *other != index).flat_map(|(other, person)| {
            person.spans.iter().filter_map(move |&(s, n)| {
                let at = self.scans[s].names[n].tokens.start;
                (s < sentence && s + 2 >= sentence || s == sentence && at < start).then_some(((s, at), other))
            })
        });
        let (_, other) = before.max()?;
        self.people[other].office(&self.gazetteer.tables, self.date.as_ref())
    }

    fn push(
        &mut self,
        sentence: usize,
        tokens: Range<usize>,
        head: usize,
        actors: Vec<usize>,
        how: &str,
        certainty: f64,
    ) {
        if actors.is_empty() || tokens.is_empty() {
            return;
        }
        let span = self.sentence(sentence).span_of(tokens.clone());
        let taken = self.recent(sentence, 0).iter().any(|m| m.sentence == sentence && m.tokens == tokens);
        if !taken {
            self.out.mentions.push(ActorMention {
                sentence,
                tokens,
                head,
                span,
                actors,
                how: how.to_owned(),
                certainty,
            });
        }
    }

    /// The mentions of a sentence and of those before it that lie within reach; they are pushed sentence by sentence.
    fn recent(&self, sentence: usize, reach: usize) -> &[ActorMention] {
        let first = self.out.mentions.partition_point(|m| m.sentence + reach < sentence);
        &self.out.mentions[first..]
    }

    /// The person of a name span.
    fn person_of(&self, sentence: usize, name: usize) -> Option<usize> {
        self.span_person.get(&(sentence, name)).copied()
    }

    /// Names of people.
    fn names(&mut self, sentence: usize) {
        for index in 0..self.scans[sentence].names.len() {
            let Some(person) = self.person_of(sentence, index) else { continue };
            let name = &self.scans[sentence].names[index];
            let range = name.full.clone();
            let head = head_of(self.sentence(sentence), &range);
            let certainty = self.people[person].certainty;
            self.push(sentence, range, head, vec![self.person_actor[person]], "name", certainty);
        }
        // Surnames that the tagger missed.
        for token in 0..self.sentence(sentence).tokens.len() {
            let scan = &self.scans[sentence];
            if scan.name_at(token).is_some() || scan.match_at(token).is_some() {
                continue;
            }
            let word = &self.sentence(sentence).tokens[token];
            let capital = word.form.chars().next().is_some_and(char::is_uppercase);
            let fits = word.upos == Upos::Propn || token > 0;
            let pieces: Vec<String> = crate::words::pieces(&word.form).into_iter().map(|(piece, _)| piece).collect();
            if let (true, true, Some(&person)) =
                (capital, fits, pieces.last().and_then(|piece| self.surnames.get(piece)))
                && pieces.len() <= 2
            {
                let range = token..token + 1;
                self.push(sentence, range, token, vec![self.person_actor[person]], "name", 0.8);
            }
        }
    }

    /// A state's older self where the article or its date speaks of that time ("Moscow" in 1956).
    fn state_of_the_time(&self, index: usize, seat: Option<&str>) -> usize {
        let tables = &self.gazetteer.tables;
        let (Some(date), state) = (&self.date, &tables.states[index]) else { return index };
        if seat.is_none() {
            return index;
        }
        tables
            .states
            .iter()
            .position(|other| {
                other.code == state.code
                    && other.key != state.key
                    && other
                        .seats
                        .iter()
                        .any(|word| word.strip_prefix('@') == seat.map(|s| s.strip_prefix("the ").unwrap_or(s)))
                    && other.from <= date.latest
                    && other.to >= date.earliest
            })
            .unwrap_or(index)
    }

    /// States, organisations, places and occasions.
    fn phrases(&mut self, sentence: usize) {
        let matches = self.scans[sentence].matches.clone();
        let mut at = 0;
        while at < matches.len() {
            let found = &matches[at];
            let names = &self.scans[sentence].names;
            if names.iter().any(|name| name.tokens.start < found.tokens.end && found.tokens.start < name.tokens.end) {
                at += 1;
                continue;
            }
            // "Japan-Russia talks", "Sino-Russian": one mention of several.
            let mut last = at;
            while last + 1 < matches.len() && self.joined(sentence, &matches[last], &matches[last + 1]) {
                last += 1;
            }
            if last > at {
                let mut actors = Vec::new();
                for part in &matches[at..=last] {
                    if let Some(actor) = self.match_actor(sentence, part) {
                        actors.push(actor);
                    }
                }
                self.drop_older_selves(&mut actors);
                let range = found.tokens.start..matches[last].tokens.end;
                let head = head_of(self.sentence(sentence), &range);
                self.push(sentence, range, head, actors, "demonym", 0.9);
                at = last + 1;
                continue;
            }
            self.phrase(sentence, found);
            at += 1;
        }
    }

    /// Whether two matches stand in one token or are tied by a hyphen, slash or dash without blanks.
    fn joined(&self, sentence: usize, a: &Match, b: &Match) -> bool {
        let tied = |m: &Match| m.state().is_some() || m.organisation().is_some();
        if !(tied(a) && tied(b)) {
            return false;
        }
        let tokens = &self.sentence(sentence).tokens;
        a.tokens.end > b.tokens.start
            || a.tokens.end + 1 == b.tokens.start
                && matches!(tokens[a.tokens.end].form.as_str(), "-" | "/" | "–" | "‑")
                && (a.state().is_some_and(|(_, word)| word == StateWord::Prefix)
                    || tokens[a.tokens.end - 1].span.end == tokens[a.tokens.end].span.start
                    || tokens[a.tokens.end].form != "–")
    }

    /// "Soviet/Russian" is one actor: the one of the article's time.
    fn drop_older_selves(&self, actors: &mut Vec<usize>) {
        let codes: Vec<Option<String>> = actors.iter().map(|&actor| self.actors[actor].state.clone()).collect();
        let kept: Vec<usize> = actors
            .iter()
            .enumerate()
            .filter(|(index, actor)| {
                self.actors[**actor].kind != ActorKind::State
                    || !actors.iter().enumerate().any(|(other, a)| {
                        other != *index
                            && codes[other] == codes[*index]
                            && (self.is_current(*a) && !self.is_current(**actor) || *a == **actor && other < *index)
                    })
            })
            .map(|(_, actor)| *actor)
            .collect();
        *actors = kept;
    }

    fn is_current(&self, actor: usize) -> bool {
        let actor = &self.actors[actor];
        actor.id.strip_prefix("state:") == actor.state.as_deref()
    }

    fn match_actor(&mut self, sentence: usize, found: &Match) -> Option<usize> {
        if let Some((index, word)) = found.state() {
            let seat =
                (word == StateWord::Seat).then(|| crate::scan::text_of(self.sentence(sentence), found.tokens.clone()));
            let index = self.state_of_the_time(index, seat.as_deref());
            return Some(self.state_actor(index));
        }
        found.organisation().map(|index| self.organisation_actor(index))
    }

    fn phrase(&mut self, sentence: usize, found: &Match) {
        let tokens = found.tokens.clone();
        let head = head_of(self.sentence(sentence), &tokens);
        let locative = self.is_locative(sentence, &tokens, head);
        let next =
            self.sentence(sentence).tokens.get(tokens.end).map(|token| token.form.to_lowercase()).unwrap_or_default();
        let gathering = matches!(
            next.as_str(),
            "summit" | "meeting" | "conference" | "forum" | "session" | "gathering" | "leaders"
        );
        if let Some(series) = found.series()
            && (found.organisation().is_none() || gathering || locative)
        {
            self.occasion(sentence, found, series, gathering);
            if found.organisation().is_none() {
                self.host_in_name(sentence, &tokens);
                return;
            }
        }
        if let Some(place) = self.place_of(found) {
            let span = self.sentence(sentence).span_of(tokens.clone());
            let only_place = found.state().is_none() && found.organisation().is_none();
            self.out.places.push(PlaceMention {
                sentence,
                tokens: tokens.clone(),
                head,
                span,
                place,
                locative: locative || only_place && !self.is_subject(sentence, head),
            });
        }
        if let Some((_, word)) = found.state() {
            let Some(actor) = self.match_actor(sentence, found) else { return };
            match word {
                StateWord::Seat if locative || self.in_longer_name(sentence, &tokens) => {}
                StateWord::Seat => self.push(sentence, tokens, head, vec![actor], "metonym", 0.85),
                StateWord::Demonym | StateWord::Prefix => {
                    if let Some(person) = self.nominal_demonym(sentence, head, actor) {
                        let start = if tokens.start > 0
                            && self.sentence(sentence).tokens[tokens.start - 1].form.eq_ignore_ascii_case("the")
                        {
                            tokens.start - 1
                        } else {
                            tokens.start
                        };
                        self.push(sentence, start..tokens.end, head, vec![person], "nominal", 0.6);
                    } else if !self.is_one_national(sentence, head) {
                        self.push(sentence, tokens, head, vec![actor], "demonym", 0.9);
                    }
                }
                StateWord::Name if locative => self.push(sentence, tokens, head, vec![actor], "place", 0.4),
                StateWord::Name => self.push(sentence, tokens, head, vec![actor], "name", 0.97),
            }
        } else if let Some(index) = found.organisation() {
            let organisation = &self.gazetteer.tables.organisations[index];
            if organisation.kind == "members" {
                let members: Vec<&str> = organisation.state.split(' ').collect();
                let actors = members.iter().filter_map(|key| self.state_by_key(key)).collect();
                self.push(sentence, tokens, head, actors, "group", 0.9);
                return;
            }
            if organisation.sector == "LEG" && organisation.state == "USA" && found.pieces.len() <= 3 {
                let text = crate::scan::text_of(self.sentence(sentence), tokens.clone());
                if !text.starts_with('U') && text != "Capitol Hill" {
                    let (of, range, _) = self.scans[sentence].modifier(self.sentence(sentence), tokens.start);
                    let other = match of {
                        Some(Of::State(state)) => Some(state),
                        Some(Of::Organisation(_)) => None,
                        None => self.home_state(),
                    };
                    let tables = &self.gazetteer.tables;
                    let other = match other.filter(|&state| of.is_none() && tables.states[state].key != "USA") {
                        Some(home) => match self.chamber(sentence, tokens.start, &text, home) {
                            Chamber::Of(state) => Some(state),
                            Chamber::Party(party) => {
                                let actor = self.organisation_actor(party);
                                self.push(sentence, tokens, head, vec![actor], "name", 0.8);
                                return;
                            }
                            Chamber::Unknown => return,
                        },
                        None => other,
                    };
                    if let Some(state) = other.filter(|&state| self.gazetteer.tables.states[state].key != "USA") {
                        self.organ(
                            sentence,
                            head,
                            range.start.min(tokens.start)..tokens.end,
                            Of::State(state),
                            'l',
                            0.7,
                        );
                        return;
                    }
                }
            }
            // "the Russian Security Council" is not that of the United Nations.
            if matches!(organisation.id, "un-security-council" | "un-general-assembly" | "contact-group") {
                let (of, range, _) = self.scans[sentence].modifier(self.sentence(sentence), tokens.start);
                if let Some(Of::State(state)) =
                    of.filter(|_| range.start < tokens.start && range.end <= tokens.start + 1)
                {
                    self.organ(sentence, head, range.start..tokens.end, Of::State(state), 'o', 0.8);
                    return;
                }
            }
            if organisation.sector == "PTY" && self.is_foreign_party(sentence, &tokens, index) {
                return;
            }
            let actor = self.organisation_actor(index);
            let adjective = matches!(self.sentence(sentence).tokens[head].relation(), "amod");
            self.push(
                sentence,
                tokens,
                head,
                vec![actor],
                if adjective { "demonym" } else { "name" },
                if locative { 0.6 } else { 0.9 },
            );
        }
    }

    /// The state most named in the article, where the United States are not among the two most named.
    fn home_state(&self) -> Option<usize> {
        let named = crate::people::states_named(&self.gazetteer.tables, &self.scans);
        let mut sorted: Vec<(&str, usize)> = named.into_iter().collect();
        sorted.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        if sorted.iter().take(2).any(|(code, _)| *code == "USA") {
            return None;
        }
        let (code, _) = sorted.first()?;
        self.gazetteer.tables.states.iter().position(|state| state.key == *code)
    }

    /// Whose chamber "the Senate" or "Congress" is in an article about `home`: its own where it has one of that name, else that
    /// of a state named before in the sentence; or a party of that name ("the Congress" of India).
    fn chamber(&self, sentence: usize, token: usize, text: &str, home: usize) -> Chamber {
        let tables = &self.gazetteer.tables;
        let word = text.to_lowercase();
        let has = |state: usize| has_chamber(&word, tables.states[state].key);
        let party = tables.organisations.iter().position(|organisation| {
            organisation.sector == "PTY"
                && organisation.state == tables.states[home].key
                && organisation.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(text))
        });
        if let Some(party) = party {
            return Chamber::Party(party);
        }
        if has(home) {
            return Chamber::Of(home);
        }
        let before = self.scans[sentence].matches.iter().filter(|found| found.tokens.end <= token);
        before
            .rev()
            .filter_map(|found| Some(found.state()?.0))
            .find(|&state| has(state))
            .map_or(Chamber::Unknown, Chamber::Of)
    }

    /// Whether the name of a party stands in the longer name of another ("the Social Democratic Party"), or in an article that
    /// never names the state of the party ("the Democrats" of Australia).
    fn is_foreign_party(&self, sentence: usize, range: &Range<usize>, organisation: usize) -> bool {
        let tables = &self.gazetteer.tables;
        let tokens = &self.sentence(sentence).tokens;
        let longer = range.start > 1 && {
            let before = &tokens[range.start - 1];
            before.upos == Upos::Propn
                && before.form.chars().next().is_some_and(char::is_uppercase)
                && self.scans[sentence].match_ending(range.start).is_none()
        };
        let state = tables.organisations[organisation].state;
        longer
            || !state.is_empty()
                && !crate::people::states_named(tables, &self.scans).contains_key(tables.code_of(state))
    }

    /// "San Juan de Miraflores": a capital's name within a longer one.
    fn in_longer_name(&self, sentence: usize, range: &Range<usize>) -> bool {
        let tokens = &self.sentence(sentence).tokens;
        let particle = |at: usize| {
            tokens.get(at).is_some_and(|token| matches!(token.form.as_str(), "de" | "del" | "la" | "of" | "da" | "do"))
        };
        let capital =
            |at: usize| tokens.get(at).is_some_and(|token| token.form.chars().next().is_some_and(char::is_uppercase));
        let romance = |at: usize| particle(at) && tokens[at].form != "of";
        romance(range.end) && capital(range.end + 1)
            || range.start > 1 && romance(range.start - 1) && capital(range.start - 2)
    }

    /// "the Croatian served", "an Italian was hurt": one national is not his state.
    fn is_one_national(&self, sentence: usize, head: usize) -> bool {
        let tokens = &self.sentence(sentence).tokens;
        let token = &tokens[head];
        let article = head > 0 && matches!(&*tokens[head - 1].form.to_lowercase(), "the" | "a" | "an" | "another");
        article
            && (token.form.ends_with("an") || token.form.ends_with('i'))
            && matches!(token.relation(), "nsubj" | "obj" | "obl" | "iobj")
    }

    /// "The Egyptian has moved as well": a person of that state named before.
    fn nominal_demonym(&self, sentence: usize, head: usize, state: usize) -> Option<usize> {
        let tokens = &self.sentence(sentence).tokens;
        let token = &tokens[head];
        let the = head > 0 && tokens[head - 1].form.eq_ignore_ascii_case("the");
        let plural = token.form.ends_with('s') || token.feature("Number") == Some("Plur");
        let follows =
            tokens.get(head + 1).is_none_or(|next| !matches!(next.upos, Upos::Noun | Upos::Propn | Upos::Adj));
        if !the || plural || !follows || !matches!(token.relation(), "nsubj" | "obj" | "obl" | "iobj") {
            return None;
        }
        if token.form.ends_with("ese") || token.form.ends_with("sh") || token.form.ends_with("ch") {
            return None;
        }
        let code = self.actors[state].state.clone();
        self.salient(sentence, head, |worker, actor| {
            worker.actors[actor].kind == ActorKind::Person && worker.actors[actor].state == code
        })
        .first()
        .map(|(actor, _)| *actor)
    }

    fn place_of(&self, found: &Match) -> Option<Place> {
        let tables = &self.gazetteer.tables;
        let toponym = match (found.place(), found.state()) {
            (Some(place), _) => &tables.places[place],
            (None, Some((index, StateWord::Name))) => {
                let state = &tables.states[index];
                return Some(
                    self.gazetteer
                        .lexicon
                        .senses(state.name)
                        .iter()
                        .find_map(|sense| if let Sense::Place(at) = sense { Some(&tables.places[*at]) } else { None })
                        .map_or(
                            Place {
                                name: state.name.to_owned(),
                                state: Some(state.code.to_owned()),
                                latitude: None,
                                longitude: None,
                            },
                            |place| Place {
                                name: state.name.to_owned(),
                                state: Some(state.code.to_owned()),
                                latitude: place.latitude,
                                longitude: place.longitude,
                            },
                        ),
                );
            }
            _ => return None,
        };
        if matches!(found.state(), Some((_, StateWord::Demonym | StateWord::Prefix))) {
            return None;
        }
        Some(Place {
            name: toponym.name.to_owned(),
            state: (!toponym.state.is_empty()).then(|| tables.code_of(toponym.state).to_owned()),
            latitude: toponym.latitude,
            longitude: toponym.longitude,
        })
    }

    fn is_subject(&self, sentence: usize, token: usize) -> bool {
        matches!(self.sentence(sentence).tokens[token].relation(), "nsubj" | "csubj")
    }

    /// Whether the words locate something: "in Argentina", "flew to Moscow", "visit Egypt".
    fn is_locative(&self, sentence: usize, range: &Range<usize>, head: usize) -> bool {
        let parsed = self.sentence(sentence);
        let tokens = &parsed.tokens;
        let mut at = head;
        for _ in 0..4 {
            if tokens[at].relation() == "conj"
                && let Some(up) = tokens[at].head
                && !parsed.children_by(at, "case").any(|_| true)
            {
                at = up;
            } else {
                break;
            }
        }
        // "culminated in Tokyo and Moscow signing": the capitals act.
        let acts = |token: usize| parsed.children_by(token, "acl").any(|child| tokens[child].form.ends_with("ing"));
        if acts(head) || acts(at) || parsed.children_by(at, "conj").any(acts) {
            return false;
        }
        let governor = tokens[at].head.map(|up| tokens[up].lemma.to_lowercase()).unwrap_or_default();
        if matches!(tokens[at].relation(), "obj") {
            return matches!(governor.as_str(), "visit" | "leave" | "reach" | "tour" | "enter" | "cross");
        }
        let case: Vec<String> = if at == head || parsed.children_by(at, "case").any(|_| true) {
            let mut found: Vec<String> =
                parsed.children_by(at, "case").map(|child| tokens[child].form.to_lowercase()).collect();
            if found.is_empty() && range.start > 0 {
                let before = if range.start > 1 && tokens[range.start - 1].form.eq_ignore_ascii_case("the") {
                    range.start - 2
                } else {
                    range.start - 1
                };
                if tokens[before].upos == Upos::Adp
                    && !matches!(tokens[at].relation(), "compound" | "amod" | "nmod:poss")
                {
                    found.push(tokens[before].form.to_lowercase());
                }
            }
            found
        } else {
            Vec::new()
        };
        if parsed.children_by(at, "case").any(|child| matches!(tokens[child].form.as_str(), "'s" | "’s" | "'" | "’"))
            || !matches!(
                tokens[at].relation(),
                "obl" | "nmod" | "root" | "dep" | "advmod" | "xcomp" | "ccomp" | "orphan"
            )
        {
            return false;
        }
        case.iter().any(|word| match word.as_str() {
            "in" if matches!(
                governor.as_str(),
                "interest"
                    | "confidence"
                    | "trust"
                    | "believe"
                    | "belief"
                    | "faith"
                    | "invest"
                    | "investment"
                    | "culminate"
                    | "result"
            ) =>
            {
                false
            }
            "in" | "at" | "near" | "inside" | "outside" | "across" | "throughout" | "within" | "into" | "off"
            | "around" | "via" | "onto" => true,
            "to" | "from" | "through" | "for" => MOTION.contains(&governor.as_str()),
            "on" => !matches!(
                governor.as_str(),
                "talk"
                    | "dependent"
                    | "rely"
                    | "depend"
                    | "sanction"
                    | "pressure"
                    | "attack"
                    | "criticism"
                    | "position"
                    | "impose"
                    | "press"
                    | "call"
                    | "policy"
            ),
            _ => false,
        })
    }

    /// "the summit of the Group of Seven" names the group as well.
    fn host_in_name(&mut self, sentence: usize, tokens: &Range<usize>) {
        let whole = self.sentence(sentence);
        let Some(of) = tokens.clone().find(|&t| whole.tokens[t].form == "of") else { return };
        let Some(first) = (of + 1..tokens.end).find(|&t| whole.tokens[t].upos != Upos::Det) else { return };
        let name = crate::scan::text_of(whole, first..tokens.end);
        let host =
            self.gazetteer.tables.organisations.iter().position(|o| o.name == name || o.aliases.contains(&&*name));
        if let Some(index) = host {
            let actor = self.organisation_actor(index);
            let head = head_of(self.sentence(sentence), &(first..tokens.end));
            self.push(sentence, first..tokens.end, head, vec![actor], "name", 0.8);
        }
    }

    fn occasion(&mut self, sentence: usize, found: &Match, series: usize, gathering: bool) {
        let (name, _) = self.gazetteer.tables.series[series];
        let mut tokens = found.tokens.clone();
        if gathering && !name_ends_in_gathering(self.sentence(sentence), &tokens) {
            tokens.end += 1;
        }
        let head = head_of(self.sentence(sentence), &tokens);
        let span = self.sentence(sentence).span_of(tokens.clone());
        let best = self.gazetteer.meetings_near(name, self.date.as_ref(), &self.places_in(sentence)).into_iter().next();
        self.out.occasions.push(OccasionMention {
            sentence,
            tokens,
            head,
            span,
            name: name.to_owned(),
            when: best.map(|at| self.gazetteer.meeting_interval(at)),
            place: best.map(|at| self.gazetteer.tables.meetings[at].place.to_owned()).filter(|place| !place.is_empty()),
        });
    }

    /// Names of the places and codes of the states that a sentence names.
    fn places_in(&self, sentence: usize) -> Vec<String> {
        places_in(self.gazetteer, &self.scans[sentence])
    }

    // -- anaphora --------------------------------------------------------------------------------------------------

    /// Actors that `keep` accepts, by salience before a token: recency, grammatical role, frequency.
    fn salient(&self, sentence: usize, token: usize, keep: impl Fn(&Self, usize) -> bool) -> Vec<(usize, f64)> {
        let mut scores: BTreeMap<usize, f64> = BTreeMap::new();
        for mention in self.recent(sentence, REACH) {
            if mention.sentence == sentence && mention.tokens.start >= token {
                continue;
            }
            let role = match self.annotation.sentences[mention.sentence].tokens[mention.head].relation() {
                "nsubj" => 2.2,
                "root" | "parataxis" => 1.6,
                "obj" | "iobj" => 1.2,
                "obl" => 1.0,
                "nmod" if mention.how == "demonym" => 0.5,
                "amod" | "compound" => 0.5,
                _ => 0.8,
            };
            let weight = role
                * 0.5f64.powi(i32::try_from(sentence - mention.sentence).unwrap_or(9))
                * if mention.how == "place" { 0.2 } else { 1.0 };
            let share = if mention.actors.len() > 1 { 0.8 } else { 1.0 };
            for &actor in &mention.actors {
                if keep(self, actor) {
                    *scores.entry(actor).or_default() += weight * share;
                }
            }
        }
        let mut sorted: Vec<(usize, f64)> = scores.into_iter().collect();
        sorted.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        sorted
    }

    fn office_of(&self, actor: usize) -> Option<&str> {
        self.actors[actor].office.as_deref()
    }

    /// Whether a person answers to a title.
    fn answers(&self, actor: usize, office: &str) -> bool {
        let tables = &self.gazetteer.tables;
        self.office_of(actor).is_some_and(|own| {
            same_office(tables, own, office) && (own == office || !is_leader(office) || is_generic(office))
        }) || self
            .actor_person
            .get(&actor)
            .is_some_and(|&person| self.people[person].titles.iter().any(|title| !title.past && title.office == office))
    }

    /// Offices without a name, and those in apposition.
    fn roles(&mut self, sentence: usize) {
        for index in 0..self.scans[sentence].roles.len() {
            let role = self.scans[sentence].roles[index].clone();
            let head = head_of(self.sentence(sentence), &role.core);
            if let Some(name) = role.name {
                let full = self.scans[sentence].names[name].full.clone();
                if full.start <= role.tokens.start && role.tokens.end <= full.end {
                    continue;
                }
                if let Some(person) = self.person_of(sentence, name) {
                    let actor = self.person_actor[person];
                    self.push(sentence, role.tokens, head, vec![actor], "title", 0.9);
                }
                continue;
            }
            if let Some(person) = self.apposed_person(sentence, head, &role, index) {
                self.push(sentence, role.tokens, head, vec![self.person_actor[person]], "title", 0.85);
                continue;
            }
            self.role(sentence, &role, head);
        }
    }

    fn role(&mut self, sentence: usize, role: &Role, head: usize) {
        let title = match role.word {
            RoleWord::Title(title) => self.gazetteer.tables.titles[title].clone(),
            RoleWord::Counterpart => return self.counterpart(sentence, role, head),
            RoleWord::Predecessor => return,
        };
        if matches!(title.class, "honorific" | "private" | "lawmaker" | "adviser" | "cleric") && title.office != "king"
        {
            return;
        }
        // A bare "General" or "Major" is rarely a person.
        if title.class == "military" && !(role.definite && role.of.is_some()) {
            return;
        }
        let possessor_state = role.possessor.and_then(|token| self.pronoun_state(sentence, token));
        let wanted = match role.of {
            Some(Of::State(index)) => Some(self.gazetteer.tables.states[index].key.to_owned()),
            Some(Of::Organisation(_)) => None,
            None => possessor_state,
        };
        if role.plural {
            self.plural_role(sentence, role, head, title.office, wanted.as_deref());
            return;
        }
        if role.past {
            return;
        }
        let officials = matches!(title.class, "spokesperson" | "envoy" | "deputy") || role.indefinite;
        if officials && !role.definite {
            // "an Israeli negotiator", "a State Department spokesman".
            if let Some(of) = role.of {
                let actor = self.of_actor(of);
                self.push(sentence, role.tokens.clone(), head, vec![actor], "officials", 0.6);
            }
            return;
        }
        if !role.definite && !title_alone(self.sentence(sentence), role) {
            return;
        }
        let office = title.office;
        let fits = |worker: &Self, actor: usize| {
            worker.actors[actor].kind == ActorKind::Person
                && worker.answers(actor, office)
                && wanted.as_deref().is_none_or(|key| worker.is_of(actor, key))
                && match role.of {
                    Some(Of::Organisation(index)) => worker.is_of_organisation(actor, index),
                    _ => true,
                }
        };
        // Whom the article has given the very title, before others who could have it.
        let titled = |worker: &Self, actor: usize| {
            let person = worker.actor_person.get(&actor).map(|&person| &worker.people[person]);
            fits(worker, actor)
                && person.is_some_and(|person| person.titles.iter().any(|title| !title.past && title.office == office))
        };
        let named =
            (office != "leader" && is_generic(office)).then(|| self.salient_far(sentence, role.tokens.start, titled));
        let before = named.flatten().or_else(|| self.salient_far(sentence, role.tokens.start, fits));
        if let Some((actor, certainty)) = before {
            self.push(sentence, role.tokens.clone(), head, vec![actor], "title", certainty);
            return;
        }
        // Nobody yet: somebody named later, or the holder on the day.
        let later: Vec<usize> = self.person_actor.iter().copied().filter(|&actor| fits(self, actor)).collect();
        if let Some(&actor) = later.first() {
            self.push(
                sentence,
                role.tokens.clone(),
                head,
                vec![actor],
                "title",
                if later.len() == 1 { 0.75 } else { 0.4 },
            );
            return;
        }
        let (key, certainty) = match (&wanted, role.of) {
            (Some(key), _) => (Some(key.clone()), 0.7),
            (None, None) if is_leader(office) || matches!(title.class, "foreign" | "defense") => {
                (self.top_state(sentence, role.tokens.start), 0.35)
            }
            _ => (None, 0.0),
        };
        if let Some(actor) = key.as_deref().and_then(|key| self.holder(key, office)) {
            self.push(sentence, role.tokens.clone(), head, vec![actor], "title", certainty);
        } else if let Some(of) = role.of {
            let actor = self.of_actor(of);
            self.push(sentence, role.tokens.clone(), head, vec![actor], "title", 0.4);
        }
    }

    /// The most salient fitting person of the reach, else the last one named in the article before.
    fn salient_far(&self, sentence: usize, token: usize, keep: impl Fn(&Self, usize) -> bool) -> Option<(usize, f64)> {
        let near = self.salient(sentence, token, &keep);
        match near.as_slice() {
            [] => self
                .out
                .mentions
                .iter()
                .rev()
                .take(FAR)
                .filter(|mention| mention.sentence < sentence && mention.actors.len() == 1)
                .map(|mention| mention.actors[0])
                .find(|&actor| keep(self, actor))
                .map(|actor| (actor, 0.7)),
            [(actor, _)] => Some((*actor, 0.9)),
            [(actor, first), (_, second), ..] => Some((*actor, if *first > 1.5 * second { 0.75 } else { 0.5 })),
        }
    }

    fn is_of(&self, actor: usize, key: &str) -> bool {
        let tables = &self.gazetteer.tables;
        self.actor_person.get(&actor).and_then(|&person| self.people[person].state.as_deref()).is_some_and(|own| {
            same_state(tables, own, key)
                || tables.state(own).zip(tables.state(key)).is_some_and(|(a, b)| a.code == b.code)
        }) || self.actors[actor].state.as_deref() == Some(key)
    }

    fn is_of_organisation(&self, actor: usize, index: usize) -> bool {
        let organisation = &self.gazetteer.tables.organisations[index];
        self.actor_person.get(&actor).is_some_and(|&person| {
            let person = &self.people[person];
            person.held.iter().any(|held| held.state.strip_prefix("org:") == Some(organisation.id))
                || person.titles.iter().any(|title| title.of == Some(Of::Organisation(index)))
        })
    }

    /// The person of the roster who held an office of a state on the day.
    fn holder(&mut self, key: &str, office: &str) -> Option<usize> {
        let date = self.date.clone()?;
        let tables = &self.gazetteer.tables;
        let offices: Vec<&str> = if is_generic(office) {
            vec![
                "president",
                "prime minister",
                "chancellor",
                "general secretary",
                "supreme leader",
                "king",
                "emir",
                "leader",
            ]
        } else if office == "foreign minister" {
            vec!["foreign minister", "foreign secretary", "secretary of state"]
        } else if office == "defense minister" {
            vec!["defense minister", "defence secretary", "secretary of defense"]
        } else {
            vec![office]
        };
        let held: Held = offices.iter().find_map(|office| {
            let mut holders = tables.holders(key, office, &date);
            let best = holders.first().map(Held::authority)?;
            holders.retain(|held| held.authority() == best);
            let people: BTreeSet<&str> = holders.iter().map(|held| held.person).collect();
            (people.len() == 1).then(|| holders.remove(0))
        })?;
        let person = tables.person(held.person)?;
        let (name, office) = (person.name().to_owned(), held.office.to_owned());
        let code = tables.state(held.state).map(|state| state.code.to_owned());
        let aliases = person.aliases().map(str::to_owned).collect();
        let sector = Some(sector_of(&office).to_owned());
        let known = self.by_id.contains_key(&format!("person:{}", person.id()));
        let gender = person.gender();
        let held_rows = tables.held_by(person.id());
        let actor = self.actor(format!("person:{}", person.id()), || Actor {
            id: String::new(),
            name,
            aliases,
            kind: ActorKind::Person,
            state: code,
            office: Some(office),
            sector,
            mentions: Vec::new(),
        });
        if !known {
            self.actor_person.insert(actor, self.people.len());
            self.person_actor.push(actor);
            self.people.push(Cast {
                roster: Some(person),
                held: held_rows,
                gender,
                state: Some(held.state.to_owned()),
                certainty: 0.7,
                ..Cast::default()
            });
        }
        Some(actor)
    }

    /// Key of the state most talked of before a token.
    fn top_state(&self, sentence: usize, token: usize) -> Option<String> {
        let near = self.salient(sentence, token, |worker, actor| {
            matches!(worker.actors[actor].kind, ActorKind::State | ActorKind::Person)
                && worker.actors[actor].state.is_some()
        });
        let most = near.first().map_or(1.0, |(_, score)| *score);
        let mut scores: BTreeMap<String, f64> = BTreeMap::new();
        for (actor, score) in near {
            *scores.entry(self.actors[actor].state.clone().unwrap_or_default()).or_default() += score / most;
        }
        // What the article is about outweighs who was named last.
        let tables = &self.gazetteer.tables;
        for (id, share) in &self.standing {
            let Some(key) = id.strip_prefix("state:") else { continue };
            let code = tables.state(key).map_or(key, |state| state.code);
            if let Some(score) = scores.get_mut(code) {
                *score += share * STANDING;
            } else if *share > 0.7 {
                scores.insert(code.to_owned(), share * STANDING * 0.8);
            }
        }
        scores.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))).map(|(key, _)| key)
    }

    /// "his Russian counterpart" without a name.
    fn counterpart(&mut self, sentence: usize, role: &Role, head: usize) {
        if role.name.is_some() {
            return;
        }
        let antecedent = self
            .salient(sentence, role.tokens.start, |worker, actor| worker.actors[actor].kind == ActorKind::Person)
            .first()
            .map(|(actor, _)| *actor);
        let office = antecedent.and_then(|actor| self.office_of(actor).map(str::to_owned));
        match (role.of, office) {
            (Some(Of::State(index)), Some(office)) => {
                let key = self.gazetteer.tables.states[index].key;
                let found = self
                    .salient_far(sentence, role.tokens.start, |worker, actor| {
                        worker.actors[actor].kind == ActorKind::Person
                            && Some(actor) != antecedent
                            && worker.is_of(actor, key)
                            && worker
                                .office_of(actor)
                                .is_some_and(|own| counterpart_offices(&worker.gazetteer.tables, own, &office))
                    })
                    .map(|(actor, _)| actor)
                    .or_else(|| {
                        self.salient(sentence, role.tokens.start, |worker, actor| {
                            worker.actors[actor].kind == ActorKind::Person
                                && Some(actor) != antecedent
                                && worker.is_of(actor, key)
                        })
                        .first()
                        .map(|(actor, _)| *actor)
                    })
                    .or_else(|| self.holder(key, &office));
                let actor = match found {
                    Some(actor) => actor,
                    None => self.of_actor(Of::State(index)),
                };
                self.push(
                    sentence,
                    role.tokens.clone(),
                    head,
                    vec![actor],
                    "counterpart",
                    if found.is_some() { 0.8 } else { 0.5 },
                );
            }
            (Some(of), None) => {
                let actor = self.of_actor(of);
                self.push(sentence, role.tokens.clone(), head, vec![actor], "counterpart", 0.5);
            }
            (None, Some(office)) if !role.plural => {
                let state = antecedent.and_then(|actor| self.actors[actor].state.clone());
                let found = self.salient_far(sentence, role.tokens.start, |worker, actor| {
                    worker.actors[actor].kind == ActorKind::Person
                        && Some(actor) != antecedent
                        && worker.actors[actor].state != state
                        && worker
                            .office_of(actor)
                            .is_some_and(|own| counterpart_offices(&worker.gazetteer.tables, own, &office))
                });
                if let Some((actor, _)) = found {
                    self.push(sentence, role.tokens.clone(), head, vec![actor], "counterpart", 0.6);
                }
            }
            _ => {}
        }
    }

    /// "the two foreign ministers", "both presidents", "Arab leaders".
    fn plural_role(&mut self, sentence: usize, role: &Role, head: usize, office: &str, wanted: Option<&str>) {
        if let Some(of) = role.of.filter(|_| role.number.is_none()) {
            let actor = self.of_actor(of);
            self.push(sentence, role.tokens.clone(), head, vec![actor], "officials", 0.6);
            return;
        }
        let class = self.gazetteer.tables.class_of(office);
        if !(role.number.is_some() || role.definite && matches!(class, "leader" | "foreign")) || role.past {
            return;
        }
        let count = role.number.unwrap_or(2);
        let fits = |worker: &Self, actor: usize| {
            worker.actors[actor].kind == ActorKind::Person
                && (worker.answers(actor, office)
                    || is_generic(office) && worker.office_of(actor).is_some_and(is_leader))
                && wanted.is_none_or(|key| worker.is_of(actor, key))
        };
        // Of many leaders those whom the article is about.
        let mut ranked = self.salient(sentence, role.tokens.start, fits);
        ranked.iter_mut().for_each(|(actor, score)| *score += self.fame(*actor));
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let mut found: Vec<usize> = ranked.into_iter().map(|(actor, _)| actor).collect();
        if found.len() < count {
            for mention in self.out.mentions.iter().rev().take(FAR).filter(|m| m.sentence < sentence) {
                for &actor in &mention.actors {
                    if !found.contains(&actor) && fits(self, actor) {
                        found.push(actor);
                    }
                }
            }
        }
        if found.len() < count && is_generic(office) {
            for (actor, _) in self
                .salient(sentence, role.tokens.start, |worker, actor| worker.actors[actor].kind == ActorKind::Person)
            {
                if !found.contains(&actor) {
                    found.push(actor);
                }
            }
        }
        found.truncate(count);
        if found.len() == count || (role.number.is_none() && found.len() >= 2) {
            found.sort_unstable();
            self.push(
                sentence,
                role.tokens.clone(),
                head,
                found,
                "group",
                if role.number.is_some() { 0.85 } else { 0.55 },
            );
        } else if role.number.is_some() {
            self.sides(sentence, role.tokens.clone(), head, count, 0.4);
        }
    }

    /// The sides most talked of: states, and those of people and groups.
    fn sides(&mut self, sentence: usize, tokens: Range<usize>, head: usize, count: usize, certainty: f64) {
        let mut scores: BTreeMap<String, f64> = BTreeMap::new();
        let start = tokens.start;
        // "Moscow and Beijing ... the two countries": the last coordination of so many sides in the sentence.
        if let Some(pair) =
            self.coordination(sentence, start, count, |worker, actor| worker.actors[actor].kind != ActorKind::Person)
        {
            self.push(sentence, tokens, head, pair, "group", certainty);
            return;
        }
        let ranked = self.salient(sentence, start, |_, _| true);
        let whole: Vec<(usize, f64)> = self
            .recent(sentence, 12)
            .iter()
            .filter(|m| m.how != "place")
            .flat_map(|m| m.actors.iter().map(|&a| (a, 0.15)))
            .collect();
        for (actor, score) in ranked.into_iter().chain(whole) {
            let data = &self.actors[actor];
            let (id, weight) = match data.kind {
                ActorKind::State => (data.id.clone(), 1.0),
                ActorKind::ArmedGroup => (data.id.clone(), 1.0),
                ActorKind::Person | ActorKind::Government => match self.side_of_person(actor) {
                    Some(id) => (id, 0.8),
                    None => continue,
                },
                ActorKind::People if !data.id.starts_with("people:") || data.state.is_none() => continue,
                ActorKind::People => (data.id.clone(), 0.7),
                ActorKind::Organisation | ActorKind::Bloc
                    if data.sector.as_deref() == Some("IGO") && data.id != "bloc:european-union" =>
                {
                    continue;
                }
                ActorKind::Organisation => (data.id.clone(), 0.6),
                ActorKind::Bloc => (data.id.clone(), 0.4),
            };
            *scores.entry(id).or_default() += score * weight;
        }
        for (id, share) in &self.standing {
            if let Some(score) = scores.get_mut(id) {
                *score += share * STANDING;
            } else if *share > 0.4 {
                scores.insert(id.clone(), share * STANDING);
            }
        }
        let noun = self.sentence(sentence).tokens[head].form.to_lowercase();
        if is_noun_of("states", &noun) {
            scores.retain(|id, _| id.starts_with("state:"));
        }
        let mut sorted: Vec<(String, f64)> = scores.into_iter().collect();
        sorted.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        // Two selves of one state are one side.
        let mut chosen: Vec<usize> = Vec::new();
        let mut codes: BTreeSet<String> = BTreeSet::new();
        for (id, _) in sorted {
            let actor = match id.strip_prefix("state:") {
                Some(key) => {
                    let key = key.to_owned();
                    match self.state_by_key(&key) {
                        Some(actor) => actor,
                        None => continue,
                    }
                }
                None => match self.side_actor(&id) {
                    Some(actor) => actor,
                    None => continue,
                },
            };
            let code = if self.actors[actor].kind == ActorKind::State {
                self.actors[actor].state.clone().unwrap_or_default()
            } else {
                id
            };
            if codes.insert(code) {
                chosen.push(actor);
            }
            if chosen.len() == count {
                break;
            }
        }
        if chosen.len() >= 2 {
            chosen.sort_unstable();
            self.push(sentence, tokens, head, chosen, "group", certainty);
        }
    }

    /// The actors of the last coordination, or mention of several, before a token of a sentence, where they are `count`.
    fn coordination(
        &self,
        sentence: usize,
        token: usize,
        count: usize,
        keep: impl Fn(&Self, usize) -> bool,
    ) -> Option<Vec<usize>> {
        let parsed = self.sentence(sentence);
        let here: Vec<&ActorMention> = self
            .recent(sentence, 0)
            .iter()
            .filter(|m| {
                m.sentence == sentence
                    && m.tokens.end <= token
                    && m.how != "place"
                    && m.how != "group"
                    && m.actors.iter().all(|&actor| keep(self, actor))
            })
            .collect();
        let mut best: Option<(usize, Vec<usize>)> = None;
        for first in &here {
            let mut actors = first.actors.clone();
            let mut end = first.tokens.end;
            for other in &here {
                let word = &parsed.tokens[other.head];
                if word.relation() == "conj" && word.head == Some(first.head) {
                    actors.extend(&other.actors);
                    end = end.max(other.tokens.end);
                }
            }
            actors.sort_unstable();
            actors.dedup();
            if actors.len() == count && best.as_ref().is_none_or(|(known, _)| end > *known) {
                best = Some((end, actors));
            }
        }
        best.map(|(_, actors)| actors)
    }

    fn side_of_person(&self, actor: usize) -> Option<String> {
        if let Some(&person) = self.actor_person.get(&actor) {
            let key = self.people[person].state.as_deref()?;
            return Some(match key.strip_prefix("org:") {
                Some(id) => format!("org:{id}"),
                None => format!("state:{key}"),
            });
        }
        self.actors[actor].state.as_ref().map(|state| format!("state:{state}"))
    }

    /// Organs, publics and groups by common nouns.
    fn nominals(&mut self, sentence: usize) {
        for token in 0..self.sentence(sentence).tokens.len() {
            let word = &self.sentence(sentence).tokens[token];
            let form = word.form.to_lowercase();
            if self.elliptic_group(sentence, token, &form) {
                continue;
            }
            let word = &self.sentence(sentence).tokens[token];
            if !matches!(word.upos, Upos::Noun | Upos::Propn) || self.scans[sentence].name_at(token).is_some() {
                continue;
            }
            let inside = self
                .recent(sentence, 0)
                .iter()
                .any(|m| m.sentence == sentence && m.head == token && m.how != "demonym");
            if inside
                || self.scans[sentence].match_at(token).is_some()
                || self.scans[sentence].roles.iter().any(|role| role.core.contains(&token))
            {
                continue;
            }
            if self.group(sentence, token, &form)
                || self.fighters(sentence, token, &form)
                || self.opposition(sentence, token, &form)
                || self.visitor(sentence, token, &form)
            {
                continue;
            }
            let kind = if ORGANS.contains(&form.as_str()) {
                'o'
            } else if PARLIAMENTS.contains(&form.as_str()) {
                'l'
            } else if PUBLICS.contains(&form.as_str()) {
                'p'
            } else {
                continue;
            };
            let (of, range, possessor) = self.scans[sentence].modifier(self.sentence(sentence), token);
            match of {
                Some(of) => self.organ(sentence, token, range, of, kind, 0.8),
                None => {
                    let alone = matches!(
                        form.as_str(),
                        "government"
                            | "public"
                            | "parliament"
                            | "cabinet"
                            | "administration"
                            | "regime"
                            | "ministry"
                            | "army"
                            | "military"
                            | "voters"
                            | "electorate"
                    );
                    // "the Assembly in Skopje".
                    let alone = alone || (kind == 'l' && self.seat_behind(sentence, range.end).is_some());
                    let first = self.sentence(sentence).tokens[range.start].form.to_lowercase();
                    let plain = first == "the" || possessor.is_some() || (form == "parliament" && range.len() == 1);
                    if !(alone && plain) {
                        continue;
                    }
                    let key = possessor
                        .and_then(|token| self.pronoun_state(sentence, token))
                        .or_else(|| self.seat_behind(sentence, range.end))
                        .or_else(|| self.top_state(sentence, token));
                    let index =
                        key.and_then(|key| self.gazetteer.tables.states.iter().position(|state| state.key == key));
                    if let Some(index) = index {
                        self.organ(sentence, token, range, Of::State(index), kind, 0.5);
                    }
                }
            }
        }
    }

    fn organ(&mut self, sentence: usize, token: usize, range: Range<usize>, of: Of, kind: char, certainty: f64) {
        let Of::State(index) = of else {
            let actor = self.of_actor(of);
            self.push(sentence, range, token, vec![actor], "officials", certainty * 0.9);
            return;
        };
        let state = &self.gazetteer.tables.states[index];
        let adjective = state.adjectives.first().copied().unwrap_or(state.name);
        let (id, name, actor_kind, sector, how) = match kind {
            'l' => (
                format!("parliament:{}", state.key),
                format!("{adjective} parliament"),
                ActorKind::Government,
                "LEG",
                "officials",
            ),
            'p' => (format!("people:{}", state.key), format!("{adjective} public"), ActorKind::People, "CVL", "people"),
            _ => {
                let actor = self.state_actor(index);
                self.push(sentence, range, token, vec![actor], "officials", certainty);
                return;
            }
        };
        let code = state.code.to_owned();
        let actor = self.actor(id, || Actor {
            id: String::new(),
            name,
            aliases: Vec::new(),
            kind: actor_kind,
            state: Some(code),
            office: None,
            sector: Some(sector.to_owned()),
            mentions: Vec::new(),
        });
        self.push(sentence, range, token, vec![actor], how, certainty);
    }

    /// "signed by the two", "the six have promised", "both agreed": a number that stands for the sides without their noun.
    fn elliptic_group(&mut self, sentence: usize, token: usize, form: &str) -> bool {
        let Some(count) = number(form).filter(|_| !form.starts_with(|c: char| c.is_ascii_digit())) else {
            return false;
        };
        let tokens = &self.sentence(sentence).tokens;
        let argument = matches!(tokens[token].relation(), "nsubj" | "obj" | "iobj" | "obl" | "nmod");
        let definite = token > 0 && tokens[token - 1].form.eq_ignore_ascii_case("the");
        let ends = tokens.get(token + 1).is_none_or(|next| {
            !matches!(next.upos, Upos::Noun | Upos::Propn | Upos::Adj | Upos::Num | Upos::Sym)
                && !matches!(next.form.as_str(), "-" | "of" | "%")
        });
        if !argument || !ends || !(definite || form == "both") {
            return false;
        }
        let start = if definite { token - 1 } else { token };
        if count > 3 {
            // "the six" are the powers that were called so.
            let bloc = self.powers(sentence).filter(|&bloc| self.actors[bloc].kind == ActorKind::Bloc);
            let Some(bloc) = bloc else { return false };
            self.push(sentence, start..token + 1, token, vec![bloc], "group", 0.6);
            return true;
        }
        // Two people just named together, else the sides.
        let people =
            self.coordination(sentence, start, count, |worker, actor| worker.actors[actor].kind == ActorKind::Person);
        match people {
            Some(people) => self.push(sentence, start..token + 1, token, people, "group", 0.6),
            None => self.sides(sentence, start..token + 1, token, count, 0.6),
        }
        true
    }

    /// "the two countries", "both sides", "the pair".
    fn group(&mut self, sentence: usize, token: usize, form: &str) -> bool {
        let sides = SIDES.contains(&form);
        let leaders = LEADERS.contains(&form) || form == "pair" || form == "duo";
        if !sides && !leaders {
            return false;
        }
        let tokens = &self.sentence(sentence).tokens;
        // "leaders-level" is no group.
        if tokens.get(token + 1).is_some_and(|next| next.form == "-" && next.span.start == tokens[token].span.end) {
            return false;
        }
        let mut start = token;
        let mut count = None;
        let mut definite = false;
        while start > 0 && token - start < 4 {
            let word = tokens[start - 1].form.to_lowercase();
            if let Some(n) = number(&word) {
                count = Some(n);
            } else if matches!(word.as_str(), "the" | "these" | "those" | "their" | "our") {
                definite = true;
                start -= 1;
                break;
            } else if tokens[start - 1].upos != Upos::Adj || self.scans[sentence].match_at(start - 1).is_some() {
                break;
            }
            start -= 1;
        }
        if form == "pair" || form == "duo" {
            count = definite.then_some(2);
        }
        let bare = definite
            && matches!(
                form,
                "sides"
                    | "parties"
                    | "leaders"
                    | "countries"
                    | "neighbors"
                    | "neighbours"
                    | "superpowers"
                    | "delegations"
                    | "negotiators"
            );
        if form == "powers"
            && definite
            && let Some(bloc) = self.powers(sentence)
        {
            self.push(sentence, start..token + 1, token, vec![bloc], "group", 0.75);
            return true;
        }
        let Some(count) = count.or(bare.then_some(2)) else { return false };
        let range = start..token + 1;
        let certainty = if bare && count == 2 { 0.6 } else { 0.85 };
        if sides {
            self.sides(sentence, range.clone(), token, count, certainty);
            self.of_the_sides(sentence, &range, token);
        } else {
            // Who writes to both leaders is neither of them.
            let subject = self.clause_subject(sentence, token);
            let mut found: Vec<usize> = self
                .salient(sentence, start, |worker, actor| worker.actors[actor].kind == ActorKind::Person)
                .into_iter()
                .map(|(actor, score)| (actor, score, self.office_of(actor).is_some_and(is_leader)))
                .filter(|(actor, _, leader)| (*leader || form != "leaders") && Some(*actor) != subject)
                .map(|(actor, ..)| actor)
                .collect();
            if found.len() < count {
                for mention in self.out.mentions.iter().rev().take(FAR).filter(|m| m.sentence < sentence) {
                    for &actor in &mention.actors {
                        if self.actors[actor].kind == ActorKind::Person
                            && Some(actor) != subject
                            && !found.contains(&actor)
                            && found.len() < count
                        {
                            found.push(actor);
                        }
                    }
                }
            }
            found.truncate(count);
            if found.len() == count {
                found.sort_unstable();
                self.push(sentence, range, token, found, "group", certainty);
            } else {
                self.sides(sentence, range, token, count, 0.4);
            }
        }
        true
    }

    // -- pronouns --------------------------------------------------------------------------------------------------

    /// Key of the state of whoever a possessive pronoun stands for.
    fn pronoun_state(&self, sentence: usize, token: usize) -> Option<String> {
        let (actors, ..) = self.antecedent(sentence, token)?;
        let actor = *actors.first()?;
        match self.actor_person.get(&actor) {
            Some(&person) => self.people[person].state.clone().filter(|key| !key.starts_with("org:")),
            None => self.actors[actor].state.clone(),
        }
    }

    fn pronouns(&mut self, sentence: usize) {
        for token in 0..self.sentence(sentence).tokens.len() {
            let word = &self.sentence(sentence).tokens[token];
            let form = word.form.to_lowercase();
            let possessive = matches!(form.as_str(), "his" | "its" | "their" | "hers" | "theirs")
                || form == "her" && word.deprel == "nmod:poss";
            if let Some((actors, how, certainty)) = self.antecedent(sentence, token) {
                let how = if possessive { "possessive" } else { how };
                self.push(sentence, token..token + 1, token, actors, how, certainty);
            }
        }
    }

    /// Whom a pronoun stands for.
    fn antecedent(&self, sentence: usize, token: usize) -> Option<(Vec<usize>, &'static str, f64)> {
        let tokens = &self.sentence(sentence).tokens;
        let form = tokens[token].form.to_lowercase();
        let gender = match form.as_str() {
            "he" | "him" | "his" | "himself" => "m",
            "she" | "her" | "hers" | "herself" => "f",
            "it" | "its" | "itself" => "n",
            "they" | "them" | "their" | "theirs" | "themselves" => "p",
            _ => return None,
        };
        if gender == "n" && self.is_expletive(sentence, token) {
            return None;
        }
        let fits = |worker: &Self, actor: usize| {
            let kind = worker.actors[actor].kind;
            match gender {
                "n" => matches!(
                    kind,
                    ActorKind::State
                        | ActorKind::Organisation
                        | ActorKind::ArmedGroup
                        | ActorKind::Bloc
                        | ActorKind::Government
                ),
                "p" => false,
                gender => {
                    kind == ActorKind::Person
                        && worker.actor_person.get(&actor).is_none_or(|&person| {
                            let own = worker.people[person].gender;
                            own == gender
                                || (own.is_empty() && gender == "m")
                                || (own.is_empty() && worker.people[person].roster.is_none())
                        })
                }
            }
        };
        if let Some(word) = self.underlined(sentence, token) {
            let own = self.recent(sentence, 0).iter().find(|m| m.sentence == sentence && m.head == word)?;
            return Some((own.actors.clone(), "pronoun", 0.8));
        }
        if gender == "p" {
            return self.plural_antecedent(sentence, token);
        }
        let mut excluded: Vec<usize> = self.same_clause_subject(sentence, token, &form).into_iter().collect();
        let mut own = if gender == "n" {
            self.salient(sentence, token, |worker, actor| fits(worker, actor) && !excluded.contains(&actor))
        } else {
            excluded.extend(self.ruled_out(sentence, token));
            self.people_before(sentence, token, |worker, actor| fits(worker, actor) && !excluded.contains(&actor))
        };
        // "China's request and its offer".
        if let Some(actor) = self.owner_beside(sentence, token).filter(|&actor| fits(self, actor)) {
            return Some((vec![actor], "pronoun", 0.8));
        }
        if gender == "n" {
            own.retain(|(actor, _)| !self.in_passing(sentence, *actor) && self.may_be_it(sentence, token, *actor));
        } else {
            // Of two people the one whom the article names more.
            for (actor, score) in &mut own {
                *score += 0.4 * self.fame(*actor) * score.min(1.0);
            }
            own.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        }
        // A possessor is mostly the subject of its clause, and a subject the subject of the clause above.
        if let Some(subject) = self.clause_subject(sentence, token)
            && let Some(entry) = own.iter_mut().find(|(actor, _)| *actor == subject)
        {
            entry.1 += 2.5;
            own.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        }
        let chained = self.chained(sentence, token).filter(|&actor| {
            fits(self, actor) && !excluded.contains(&actor) && (gender != "n" || self.may_be_it(sentence, token, actor))
        });
        match (chained, own.as_slice()) {
            (Some(actor), [(first, _), ..]) if actor == *first => Some((vec![actor], "pronoun", 0.9)),
            (_, [(first, score), rest @ ..]) => {
                let second = rest.first().map_or(0.0, |(_, score)| *score);
                // The chain decides where salience does not.
                if let Some(actor) = chained
                    && second > 0.75 * score
                    && rest.first().is_some_and(|(other, _)| *other == actor)
                {
                    return Some((vec![actor], "pronoun", 0.65));
                }
                let certainty = if second > 0.75 * score { 0.55 } else { 0.75 };
                Some((vec![*first], "pronoun", if gender == "n" { certainty - 0.1 } else { certainty }))
            }
            (Some(actor), []) => Some((vec![actor], "pronoun", 0.6)),
            (None, []) => None,
        }
    }

    /// "it is clear that", "it rained".
    fn is_expletive(&self, sentence: usize, token: usize) -> bool {
        let parsed = self.sentence(sentence);
        if parsed.tokens[token].relation() == "expl" {
            // "It also demanded that ...": only who says or demands something acts.
            let acts = parsed.tokens[token].head.is_some_and(|verb| {
                let word = &parsed.tokens[verb];
                word.upos == Upos::Verb
                    && !matches!(
                        &*word.lemma,
                        "seem"
                            | "appear"
                            | "take"
                            | "remain"
                            | "happen"
                            | "matter"
                            | "turn"
                            | "follow"
                            | "be"
                            | "rain"
                            | "make"
                    )
                    && parsed.children_by(verb, "ccomp").any(|_| true)
                    && !parsed.children(verb).any(|child| parsed.tokens[child].deprel == "aux:pass")
            });
            return !acts;
        }
        let Some(verb) = parsed.tokens[token].head else { return false };
        // "made it clear that".
        if parsed.tokens[token].relation() == "obj"
            && (matches!(parsed.tokens[verb].lemma.as_str(), "help" | "take")
                || parsed
                    .children_by(verb, "xcomp")
                    .any(|child| child > token && parsed.tokens[child].upos == Upos::Adj))
        {
            return true;
        }
        if parsed.tokens[token].relation() != "nsubj" {
            return false;
        }
        let copula = parsed.children_by(verb, "cop").any(|_| true);
        let clause = parsed
            .children(verb)
            .any(|child| matches!(parsed.tokens[child].relation(), "csubj" | "ccomp" | "advcl" | "xcomp" | "acl"));
        let passive = parsed.tokens[token].deprel == "nsubj:pass";
        // "It was a long meeting."
        let told = parsed.tokens[verb].upos == Upos::Noun
            && parsed.children_by(verb, "det").any(|det| matches!(parsed.tokens[det].form.as_str(), "a" | "an"))
            && token == 0;
        copula && (clause || told || parsed.tokens[verb].upos == Upos::Adj)
            || passive && clause
            || matches!(parsed.tokens[verb].lemma.as_str(), "seem" | "appear" | "take" | "remain" | "happen" | "matter")
    }

    /// The actor of the nearest subject above a pronoun that stands before it, its own excepted.
    fn clause_subject(&self, sentence: usize, token: usize) -> Option<usize> {
        let parsed = self.sentence(sentence);
        let mut at = parsed.tokens[token].head?;
        for _ in 0..8 {
            let subject =
                parsed.children_by(at, "nsubj").find(|&subject| subject < token && !parsed.dominates(subject, token));
            if let Some(subject) = subject {
                // "who had written": the noun that the clause is about.
                let relative = matches!(&*parsed.tokens[subject].form.to_lowercase(), "who" | "which" | "that");
                let subject = parsed.tokens[at]
                    .head
                    .filter(|_| relative && parsed.tokens[at].deprel == "acl:relcl")
                    .unwrap_or(subject);
                return self
                    .recent(sentence, 0)
                    .iter()
                    .find(|m| m.sentence == sentence && m.head == subject && m.actors.len() == 1)
                    .map(|m| m.actors[0]);
            }
            at = parsed.tokens[at].head?;
        }
        None
    }

    /// The subject of the verb that governs an object pronoun: they are never one ("Abe told him").
    fn same_clause_subject(&self, sentence: usize, token: usize, form: &str) -> Option<usize> {
        let parsed = self.sentence(sentence);
        let relation = parsed.tokens[token].relation();
        if !matches!(form, "him" | "her" | "it" | "them") || !matches!(relation, "obj" | "iobj" | "obl") {
            return None;
        }
        let verb = parsed.tokens[token].head?;
        let mut at = verb;
        for _ in 0..6 {
            if let Some(subject) = parsed.children_by(at, "nsubj").next() {
                return self
                    .recent(sentence, 0)
                    .iter()
                    .find(|m| m.sentence == sentence && m.head == subject)
                    .and_then(|m| m.actors.first().copied());
            }
            // "despite his effort to ..., including inviting him": the owner of the noun is the one who acts.
            if let Some(owner) = parsed.children_by(at, "nmod:poss").next()
                && at != verb
            {
                return self
                    .recent(sentence, 0)
                    .iter()
                    .find(|m| m.sentence == sentence && m.head == owner)
                    .and_then(|m| m.actors.first().copied())
                    .or_else(|| self.antecedent(sentence, owner).and_then(|(actors, ..)| actors.first().copied()));
            }
            match parsed.tokens[at].relation() {
                "conj" | "xcomp" | "advcl" | "acl" | "ccomp" | "nmod" | "parataxis" => at = parsed.tokens[at].head?,
                _ => return None,
            }
        }
        None
    }

    /// The actor of the coreference chain that holds a token: of the nearest mention before it that we know.
    fn chained(&self, sentence: usize, token: usize) -> Option<usize> {
        let mentions = &self.annotation.mentions;
        let at = mentions
            .iter()
            .position(|m| m.sentence == sentence && m.head == token && m.kind == MentionKind::Pronoun)?;
        let chain = self.annotation.chains.iter().find(|chain| chain.mentions.contains(&at))?;
        chain.mentions.iter().rev().filter(|&&m| m < at && mentions[m].kind != MentionKind::Pronoun).find_map(|&m| {
            let known = &mentions[m];
            self.recent(known.sentence, 0)
                .iter()
                .filter(|own| own.sentence == known.sentence && own.head == known.head && own.actors.len() == 1)
                .max_by_key(|own| own.tokens.len())
                .map(|own| own.actors[0])
        })
    }

    // -- the end ---------------------------------------------------------------------------------------------------

    fn finish(mut self) -> Resolution {
        // The states of the places named can be a party ("flew to Paris") though no words stand for them.
        let seats: BTreeSet<String> = self.out.places.iter().filter_map(|place| place.place.state.clone()).collect();
        let seats: Vec<usize> = seats.iter().filter_map(|code| self.state_of_code(code)).collect();
        self.out.mentions.sort_by(|a, b| {
            (a.sentence, a.tokens.start, b.tokens.end).cmp(&(b.sentence, b.tokens.start, a.tokens.end))
        });
        // Actors in the order of their first mention, then the states of places; others never mentioned are dropped.
        let mut order: Vec<usize> = Vec::new();
        for mention in &self.out.mentions {
            for &actor in &mention.actors {
                if !order.contains(&actor) {
                    order.push(actor);
                }
            }
        }
        order.extend(seats.into_iter().filter(|seat| !order.contains(seat)).collect::<Vec<_>>());
        let renumbered: BTreeMap<usize, usize> = order.iter().enumerate().map(|(new, &old)| (old, new)).collect();
        for mention in &mut self.out.mentions {
            for actor in &mut mention.actors {
                *actor = renumbered[actor];
            }
        }
        let mut actors: Vec<Actor> = order.iter().map(|&old| self.actors[old].clone()).collect();
        for mention in &self.out.mentions {
            for &actor in &mention.actors {
                actors[actor].mentions.push(Mention {
                    article: self.article.id.clone(),
                    span: mention.span,
                    text: mention.span.of(&self.article.text).to_owned(),
                    how: mention.how.clone(),
                });
            }
        }
        for &old in &order {
            let Some(&person) = self.actor_person.get(&old) else { continue };
            let id = &self.actors[old].id;
            let person = &self.people[person];
            let tables = &self.gazetteer.tables;
            for held in person.held.iter().filter(|held| !held.office.is_empty()) {
                self.out.tenures.push(Tenure {
                    person: id.clone(),
                    office: Office { title: held.office.to_owned(), of: self.office_owner(held.state) },
                    held: held.interval(),
                    source: format!(
                        "knowledge/gazetteer/tenures.csv: {}, {}, {}",
                        held.person, held.office, held.source
                    ),
                });
            }
            // Offices that only the text knows.
            let mut told: BTreeSet<&str> = BTreeSet::new();
            for title in person.titles.iter().filter(|title| !title.office.is_empty() && !title.past) {
                let known = person.held.iter().any(|held| same_office(tables, held.office, &title.office));
                if known || !told.insert(&title.office) || matches!(title.class, "honorific" | "private" | "cleric") {
                    continue;
                }
                let of = match title.of {
                    Some(Of::State(index)) => tables.states[index].code.to_owned(),
                    Some(Of::Organisation(index)) => tables.organisations[index].name.to_owned(),
                    None => person.state.as_deref().map(|key| self.office_owner(key)).unwrap_or_default(),
                };
                let sentence = self.sentence(title.at.0).span;
                self.out.tenures.push(Tenure {
                    person: id.clone(),
                    office: Office { title: title.office.clone(), of },
                    held: self.date.clone().unwrap_or(Interval {
                        earliest: None,
                        latest: None,
                        granularity: demarche_record::Granularity::Day,
                        modifier: None,
                    }),
                    source: format!("{}: {}", self.article.id, sentence.of(&self.article.text)),
                });
            }
        }
        self.out.actors = actors;
        self.out
    }

    /// The actor of the state with this ISO code that was of the article's time, one already named before any other.
    fn state_of_code(&mut self, code: &str) -> Option<usize> {
        let named = self.actors.iter().position(|a| a.kind == ActorKind::State && a.state.as_deref() == Some(code));
        if named.is_some() {
            return named;
        }
        let index = self.gazetteer.tables.states.iter().position(|state| state.key == code)?;
        let index = self.state_of_the_time(index, None);
        Some(self.state_actor(index))
    }

    fn office_owner(&self, key: &str) -> String {
        let tables = &self.gazetteer.tables;
        match key.strip_prefix("org:") {
            Some(id) => tables.organisations.iter().find(|o| o.id == id).map_or(id, |o| o.name).to_owned(),
            None => tables.state(key).map_or(key, |state| state.code).to_owned(),
        }
    }
}

/// Names of the places and codes of the states that a scanned sentence names.
pub(crate) fn places_in(gazetteer: &Gazetteer, scan: &Scan) -> Vec<String> {
    let tables = &gazetteer.tables;
    let mut out = Vec::new();
    for found in &scan.matches {
        if let Some(place) = found.place() {
            out.push(tables.places[place].name.to_owned());
        }
        if let Some((index, StateWord::Name | StateWord::Seat)) = found.state() {
            out.push(tables.states[index].code.to_owned());
        }
    }
    out
}

fn name_ends_in_gathering(sentence: &Sentence, tokens: &Range<usize>) -> bool {
    tokens.end > 0
        && matches!(
            sentence.tokens[tokens.end - 1].form.to_lowercase().as_str(),
            "summit" | "meeting" | "conference" | "forum"
        )
}

/// Titles of heads, not all of which answer to one another.
pub(crate) fn is_leader(office: &str) -> bool {
    is_generic(office)
        || matches!(
            office,
            "president"
                | "prime minister"
                | "chancellor"
                | "king"
                | "queen"
                | "emperor"
                | "emir"
                | "shah"
                | "sultan"
                | "pope"
        )
}

/// Whether two offices face each other across a table.
fn counterpart_offices(tables: &crate::tables::Tables, a: &str, b: &str) -> bool {
    same_office(tables, a, b) || is_leader(a) && is_leader(b)
}

/// PLOVER sector of an office.
fn sector_of(office: &str) -> &'static str {
    match office {
        "general"
        | "admiral"
        | "colonel"
        | "chief of staff"
        | "commander"
        | "field marshal"
        | "chairman of the joint chiefs of staff" => "MIL",
        "senator" | "lawmaker" | "speaker of parliament" | "congressman" => "LEG",
        "opposition leader" => "OPP",
        "rebel leader" => "REB",
        "party leader" => "PTY",
        "analyst" | "professor" | "economist" | "historian" => "EDU",
        "secretary general" | "high representative" | "commission president" | "director general" => "IGO",
        _ => "GOV",
    }
}

/// Whether a title without an article may stand for its holder ("Prime Minister said", headings): never, but for a line of
/// capitals; kept as one place to change.
fn title_alone(_sentence: &Sentence, _role: &Role) -> bool {
    false
}
