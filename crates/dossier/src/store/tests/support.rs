//! Articles and readings made by hand.

use std::path::{Path, PathBuf};
use std::time::Duration;

use demarche_record::{
    Actor, ActorKind, Article, Basis, Confidence, Driver, Event, Evidence, Factor, Findings, FoundBy, Interval,
    Mention, PloverType, Published, Span, Status,
};
use jiff::Timestamp;

use super::super::{Access, Added, Dossier, Filter, Reading, Selection, Signature};

/// A dossier in a folder of its own.
pub struct Desk {
    pub folder: tempfile::TempDir,
    pub dossier: Dossier,
}

impl Desk {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let dossier = Dossier::create(&folder.path().join("talks.dossier"), "Talks", at(0)).unwrap();
        Self { folder, dossier }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("talks.dossier")
    }

    pub fn add(&mut self, story: &Story) -> Added {
        self.dossier.add(story.reading(), false).unwrap()
    }

    pub fn again(&mut self, story: &Story) -> Added {
        self.dossier.add(story.reading(), true).unwrap()
    }

    /// Key of the one event of that type.
    pub fn key(&self, kind: &str) -> String {
        let events = self.events(kind);
        assert_eq!(events.len(), 1, "{events:?}");
        events[0].key.clone()
    }

    pub fn events(&self, kind: &str) -> Vec<super::super::FactLine> {
        let selection = Selection { kind: Some(kind.into()), limit: 100, ..Selection::default() };
        self.dossier.events(&selection).unwrap()
    }

    pub fn sound(&self) {
        sound(&self.path());
    }
}

/// Checks everything.
pub fn sound(path: &Path) {
    let dossier = Dossier::open(path, Access::Check, Duration::ZERO).unwrap();
    let verification = dossier.verify(true).unwrap();
    assert_eq!(verification.faults, Vec::<String>::new());
}

/// Everything that the dossier answers with, as one text: two dossiers that hold the same give the same.
pub fn answers(dossier: &Dossier) -> String {
    let all = Selection { limit: 10_000, rejected: true, ..Selection::default() };
    let mut out = serde_json::to_string_pretty(&dossier.findings(&Filter::default()).unwrap()).unwrap();
    let mut add = |value: serde_json::Value| out.push_str(&serde_json::to_string_pretty(&value).unwrap());
    add(serde_json::json!(dossier.overview().unwrap()));
    let events = dossier.events(&all).unwrap();
    for event in &events {
        add(serde_json::json!(dossier.find(&event.key).unwrap()));
    }
    add(serde_json::json!(events));
    for layer in super::super::LAYERS {
        add(serde_json::json!(dossier.facts(layer, &all).unwrap()));
    }
    add(serde_json::json!(dossier.actors(1000).unwrap()));
    add(serde_json::json!(dossier.articles(&all).unwrap()));
    add(serde_json::json!(dossier.search("met OR agreed OR threatened", 100).unwrap()));
    out
}

pub fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + second).unwrap()
}

pub fn signed(author: &str) -> Signature {
    Signature { author: author.into(), time: at(60), reason: "for the test".into() }
}

/// One article: sentences with an event each.
#[derive(Clone, Debug)]
pub struct Story {
    pub page: Article,
    pub facts: Vec<(PloverType, &'static str, &'static str, &'static str, &'static str)>,
    pub input: Option<String>,
    /// When its events took place, where that is not the day of the page.
    pub when: Option<Interval>,
    sentences: Vec<String>,
}

impl Story {
    /// `facts` are type, predicate, source, target and sentence.
    pub fn new(
        source: &str,
        day: &str,
        facts: &[(PloverType, &'static str, &'static str, &'static str, &'static str)],
    ) -> Self {
        let sentences: Vec<String> = facts.iter().map(|fact| fact.4.to_owned()).collect();
        let mut page = Article::plain(source, source, sentences.join(" "));
        page.title = Some(format!("Story of {source}"));
        page.published =
            Published { interval: Some(Interval::day(day.parse().unwrap())), basis: Basis::Metadata, clues: vec![] };
        Self { page, facts: facts.to_vec(), input: None, when: None, sentences }
    }

    /// The same article without what the reader found at one place.
    pub fn without(mut self, index: usize) -> Self {
        self.facts.remove(index);
        self.sentences.remove(index);
        self
    }

    pub fn reading(&self) -> Reading<'_> {
        let mut findings = Findings { articles: vec![self.page.clone()], ..Findings::default() };
        for (index, &(kind, predicate, source, target, sentence)) in self.facts.iter().enumerate() {
            let start = self.page.text.find(sentence).expect("the sentence is in the text");
            let span = Span::new(start, start + sentence.len());
            let evidence = Evidence { article: self.page.id.clone(), span, text: sentence.into(), sentence: span };
            findings.events.push(Event {
                id: format!("e{}", index + 1),
                sources: vec![source.into()],
                targets: vec![target.into()],
                mutual: false,
                kind,
                mode: None,
                contexts: Vec::new(),
                predicate: predicate.into(),
                content: sentence.into(),
                when: self.when.clone().or_else(|| self.page.published.interval.clone()),
                place: None,
                occasion: None,
                status: Status::Occurred,
                reported_by: None,
                issue: None,
                background: false,
                confidence: Confidence::new(0.8),
                found_by: vec![FoundBy::new("time/own clause:test", "")],
                evidence: vec![evidence.clone()],
            });
            findings.drivers.push(Driver {
                id: format!("d{}", index + 1),
                of: format!("e{}", index + 1),
                factor: Factor::Economy,
                direction: demarche_record::Direction::Push,
                rank: None,
                content: sentence.into(),
                stated: true,
                confidence: Confidence::new(0.5),
                found_by: vec![],
                evidence: vec![evidence],
            });
            for id in [source, target] {
                let known = findings.actors.iter().position(|actor| actor.id == id);
                let mention = Mention { article: self.page.id.clone(), span, text: id.into(), how: "name".into() };
                match known {
                    Some(index) => findings.actors[index].mentions.push(mention),
                    None => findings.actors.push(Actor {
                        id: id.into(),
                        name: format!("Land {id}, {}", self.page.title.as_deref().unwrap_or("")),
                        aliases: vec![],
                        kind: ActorKind::State,
                        state: Some(id.trim_start_matches("state:").into()),
                        office: None,
                        sector: None,
                        mentions: vec![mention],
                    }),
                }
            }
        }
        Reading { page: &self.page, findings, input: self.input.as_deref(), program: "test 1", time: at(30) }
    }
}

/// A small coverage: one meeting that three papers report, a threat, an undated remark, another year.
pub fn coverage() -> Vec<Story> {
    use PloverType::{Agree, Consult, Threaten};
    let long = "The envoys of Arvia and Borland met on the lake on Monday for the first round of talks about the river, the \
                bridges over it and the fish in it, and said that they would come back when the ice has gone.";
    let short = "Envoys from Arvia and Borland met on the lake to begin their talks about the river and its bridges.";
    let met = |words| (Consult, "meet", "state:ARV", "state:BOR", words);
    let threat = (Threaten, "threaten", "state:BOR", "state:ARV", "Borland threatened to close the bridges.");
    let agreed = (Agree, "agree", "state:ARV", "state:BOR", "Arvia agreed with Borland on a list of the bridges.");
    vec![
        Story::new("a.txt", "2001-03-05", &[met(long), threat]),
        Story::new("b.txt", "2001-03-05", &[met(short), agreed]),
        Story::new(
            "c.txt",
            "2001-03-05",
            &[(
                Consult,
                "meet",
                "state:ARV",
                "state:BOR",
                "Delegations of both states met by the water to talk of bridges.",
            )],
        ),
        Story::new(
            "d.txt",
            "2002-07-01",
            &[met("On the lake the same two envoys met again, a year after the first time."), agreed],
        ),
        Story::new("e.txt", "2001-03-05", &[threat, agreed]),
        Story::new(
            "f.txt",
            "2001-03-05",
            &[(Consult, "meet", "state:CAL", "state:BOR", "A minister of Calder met his colleague from Borland.")],
        ),
    ]
}

/// One treaty, and another of the next day, told again in many years, with a stand in one of them that says neither day.
pub fn told_for_years(count: usize) -> Vec<Story> {
    let words = [
        "Arvia and Borland signed the treaty of the lake.",
        "The treaty of the lake, which Borland and Arvia signed, is still in force.",
        "Arvia has kept to the treaty on the lake that it signed with Borland.",
    ];
    (0..count)
        .map(|number| {
            let day = format!("{}-0{}-10", 2001 + number / 3, 1 + number % 3 * 2);
            let fact = (PloverType::Agree, "sign", "state:ARV", "state:BOR", words[number % 3]);
            let mut story = Story::new(&format!("year/{number}.txt"), &day, &[fact]);
            let told = if number % 4 == 3 { "2001-01-11" } else { "2001-01-10" };
            story.when = Some(Interval::day(told.parse().unwrap()));
            story
        })
        .collect()
}
