//! The rules on hand-given trees, so that a failure here never comes from the parser.

use demarche_calendar::{Meaning, TimeExpression, TimexType};
use demarche_gazetteer::{ActorMention, Resolution};
use demarche_language::{Annotation, Sentence};
use demarche_record::{Actor, ActorKind, Article, Basis, Block, BlockKind, Event, Interval, Published};

use crate::{Coding, NoScorer, Reading, code};

/// Words of the sentence, with the ids of the actors that they mean.
type Who<'a> = &'a [(&'a str, &'a [&'a str])];

fn tokens_of(sentence: &Sentence, words: &str) -> std::ops::Range<usize> {
    let words: Vec<&str> = words.split(' ').collect();
    let found = sentence
        .tokens
        .windows(words.len())
        .position(|window| window.iter().zip(&words).all(|(token, word)| token.form == *word))
        .unwrap_or_else(|| panic!("{words:?} are not in the sentence"));
    found..found + words.len()
}

fn head_of(sentence: &Sentence, tokens: &std::ops::Range<usize>) -> usize {
    tokens.clone().find(|&t| sentence.tokens[t].head.is_none_or(|h| !tokens.contains(&h))).unwrap_or(tokens.start)
}

/// Codes sentences with hand-given trees; `times` are words with their interval.
fn coded(lines: &[&str], who: &[Who<'_>], times: &[(usize, &str, Interval)]) -> Coding {
    let (mut text, mut sentences) = (String::new(), Vec::new());
    for part in lines {
        let (words, mut sentence) = Sentence::from_lines(part);
        if !text.is_empty() {
            text.push('\n');
        }
        let shift = text.len();
        sentence.span.start += shift;
        sentence.span.end += shift;
        for token in &mut sentence.tokens {
            token.span.start += shift;
            token.span.end += shift;
        }
        text.push_str(&words);
        sentences.push(sentence);
    }
    let mut resolution = Resolution::default();
    for (index, list) in who.iter().enumerate() {
        for (words, ids) in *list {
            let sentence = &sentences[index];
            let tokens = tokens_of(sentence, words);
            let actors = ids
                .iter()
                .map(|id| {
                    resolution.actors.iter().position(|a| a.id == *id).unwrap_or_else(|| {
                        let (kind, rest) = id.split_once(':').expect("kind:name");
                        let (name, state) = rest.split_once('@').unwrap_or((rest, rest));
                        resolution.actors.push(Actor {
                            id: (*id).to_owned(),
                            name: name.to_owned(),
                            aliases: Vec::new(),
                            kind: if kind == "person" { ActorKind::Person } else { ActorKind::State },
                            state: Some(state.to_owned()),
                            office: None,
                            sector: None,
                            mentions: Vec::new(),
                        });
                        resolution.actors.len() - 1
                    })
                })
                .collect();
            resolution.mentions.push(ActorMention {
                sentence: index,
                head: head_of(sentence, &tokens),
                span: sentence.span_of(tokens.clone()),
                tokens,
                actors,
                how: "name".into(),
                certainty: 0.9,
            });
        }
    }
    let times: Vec<TimeExpression> = times
        .iter()
        .map(|(index, words, interval)| {
            let tokens = tokens_of(&sentences[*index], words);
            TimeExpression {
                sentence: *index,
                span: sentences[*index].span_of(tokens.clone()),
                tokens,
                kind: TimexType::Date,
                value: String::new(),
                modifier: None,
                interval: Some(interval.clone()),
                rule: "test".into(),
                meaning: Meaning::default(),
            }
        })
        .collect();
    let published = Published {
        interval: Some(Interval::day(jiff::civil::date(2018, 11, 28))),
        basis: Basis::Printed,
        clues: Vec::new(),
    };
    let article = Article {
        id: "a1".into(),
        source: "-".into(),
        title: None,
        byline: Vec::new(),
        dateline: None,
        section: Vec::new(),
        language: None,
        published: published.clone(),
        publisher: None,
        url: None,
        blocks: vec![Block {
            span: demarche_record::Span::new(0, text.len()),
            kind: BlockKind::Paragraph,
            reason: None,
        }],
        text,
    };
    let annotation = Annotation { sentences, ..Annotation::default() };
    let reading = Reading {
        article: &article,
        annotation: &annotation,
        published: &published,
        times: &times,
        resolution: &resolution,
    };
    code(&reading, &NoScorer)
}

fn line(event: &Event) -> String {
    let ids = |ids: &[String]| {
        ids.iter()
            .map(|id| id.split(':').nth(1).unwrap_or(id).split('@').next().unwrap_or(""))
            .collect::<Vec<_>>()
            .join("+")
    };
    let status = format!("{:?}", event.status).to_lowercase();
    let arrow = if event.mutual { "<->" } else { "->" };
    format!("{} {status} {} {arrow} {}", event.kind.name(), ids(&event.sources), ids(&event.targets))
}

/// Asserts the events of one sentence.
#[track_caller]
fn check(lines: &str, who: Who<'_>, expected: &[&str]) {
    let coding = coded(&[lines], &[who], &[]);
    let found: Vec<String> = coding.events.iter().map(line).collect();
    assert_eq!(found, expected, "{:#?}", coding.events.iter().map(|e| &e.found_by).collect::<Vec<_>>());
}

const PAST: &str = "Mood=Ind|Tense=Past|VerbForm=Fin";

fn tree(text: &str) -> String {
    text.replace("PAST", PAST)
        .replace("INF", "VerbForm=Inf")
        .replace("PRES", "Mood=Ind|Tense=Pres|VerbForm=Fin")
        .replace("PP", "Tense=Past|VerbForm=Part")
}

#[test]
fn a_meeting_is_mutual() {
    check(
        &tree(
            "Abe PROPN _ 2 nsubj Abe\n met VERB PAST 0 root meet\n with ADP _ 4 case with\n Putin PROPN _ 2 obl Putin",
        ),
        &[("Abe", &["person:abe@JPN"]), ("Putin", &["person:putin@RUS"])],
        &["CONSULT occurred abe <-> putin"],
    );
}

#[test]
fn conjoined_subjects_meet_each_other() {
    check(
        &tree(
            "Abe PROPN _ 4 nsubj Abe\n and CCONJ _ 3 cc and\n Putin PROPN _ 1 conj Putin\n met VERB PAST 0 root meet",
        ),
        &[("Abe", &["person:abe@JPN"]), ("Putin", &["person:putin@RUS"])],
        &["CONSULT occurred abe <-> putin"],
    );
}

#[test]
fn a_group_meets_within_itself() {
    check(
        &tree(
            "The DET _ 3 det the\n two NUM _ 3 nummod two\n leaders NOUN _ 4 nsubj leader\n agreed VERB PAST 0 root agree",
        ),
        &[("The two leaders", &["person:abe@JPN", "person:putin@RUS"])],
        &["AGREE occurred abe <-> putin"],
    );
}

#[test]
fn a_passive_is_turned_round() {
    check(
        &tree(
            "Turkey PROPN _ 3 nsubj:pass Turkey\n was AUX PAST 3 aux:pass be\n criticized VERB PP 0 root criticize\n by ADP _ 5 case by\n Greece PROPN _ 3 obl:agent Greece",
        ),
        &[("Turkey", &["state:TUR"]), ("Greece", &["state:GRC"])],
        &["ACCUSE occurred GRC -> TUR"],
    );
}

#[test]
fn will_plans_and_may_supposes() {
    let who: Who<'_> = &[("Iran", &["state:IRN"]), ("Iraq", &["state:IRQ"])];
    let say = |aux: &str| {
        tree(&format!(
            "Iran PROPN _ 3 nsubj Iran\n {aux} AUX VerbForm=Fin 3 aux {aux}\n attack VERB INF 0 root attack\n Iraq PROPN _ 3 obj Iraq"
        ))
    };
    check(&say("will"), who, &["ASSAULT planned IRN -> IRQ"]);
    check(&say("may"), who, &["ASSAULT hypothetical IRN -> IRQ"]);
}

#[test]
fn negation_denies() {
    check(
        &tree(
            "Iran PROPN _ 4 nsubj Iran\n did AUX PAST 4 aux do\n not PART _ 4 advmod not\n attack VERB INF 0 root attack\n Iraq PROPN _ 4 obj Iraq",
        ),
        &[("Iran", &["state:IRN"]), ("Iraq", &["state:IRQ"])],
        &["ASSAULT denied IRN -> IRQ"],
    );
}

#[test]
fn failing_to_agree_is_no_agreement() {
    check(
        &tree(
            "Iran PROPN _ 4 nsubj Iran\n and CCONJ _ 3 cc and\n Iraq PROPN _ 1 conj Iraq\n failed VERB PAST 0 root fail\n to PART _ 6 mark to\n agree VERB INF 4 xcomp agree",
        ),
        &[("Iran", &["state:IRN"]), ("Iraq", &["state:IRQ"])],
        &["AGREE denied IRN <-> IRQ"],
    );
}

#[test]
fn refusing_to_meet_is_to_reject() {
    check(
        &tree(
            "Iran PROPN _ 2 nsubj Iran\n refused VERB PAST 0 root refuse\n to PART _ 4 mark to\n meet VERB INF 2 xcomp meet\n Iraq PROPN _ 4 obj Iraq",
        ),
        &[("Iran", &["state:IRN"]), ("Iraq", &["state:IRQ"])],
        &["REJECT occurred IRN -> IRQ"],
    );
}

#[test]
fn will_not_accept_is_to_reject() {
    check(
        &tree(
            "Iran PROPN _ 4 nsubj Iran\n will AUX VerbForm=Fin 4 aux will\n not PART _ 4 advmod not\n accept VERB INF 0 root accept\n Iraq PROPN _ 7 nmod:poss Iraq\n 's PART _ 5 case 's\n offer NOUN _ 4 obj offer",
        ),
        &[("Iran", &["state:IRN"]), ("Iraq", &["state:IRQ"])],
        &["REJECT occurred IRN -> IRQ"],
    );
}

#[test]
fn what_is_asked_for_has_not_happened() {
    check(
        &tree(
            "France PROPN _ 2 nsubj France\n urged VERB PAST 0 root urge\n Iran PROPN _ 2 obj Iran\n to PART _ 5 mark to\n meet VERB INF 2 xcomp meet\n Iraq PROPN _ 5 obj Iraq",
        ),
        &[("France", &["state:FRA"]), ("Iran", &["state:IRN"]), ("Iraq", &["state:IRQ"])],
        &["REQUEST occurred FRA -> IRN", "CONSULT proposed IRN <-> IRQ"],
    );
}

#[test]
fn light_verbs_carry_event_nouns() {
    check(
        &tree(
            "China PROPN _ 2 nsubj China\n held VERB PAST 0 root hold\n talks NOUN _ 2 obj talk\n with ADP _ 5 case with\n India PROPN _ 3 nmod India",
        ),
        &[("China", &["state:CHN"]), ("India", &["state:IND"])],
        &["CONSULT occurred CHN <-> IND"],
    );
}

#[test]
fn talks_between_two_are_an_event() {
    check(
        &tree(
            "Talks NOUN _ 6 nsubj talk\n between ADP _ 3 case between\n China PROPN _ 1 nmod China\n and CCONJ _ 5 cc and\n India PROPN _ 3 conj India\n ended VERB PAST 0 root end",
        ),
        &[("China", &["state:CHN"]), ("India", &["state:IND"])],
        &["CONSULT occurred CHN <-> IND"],
    );
    check(
        &tree("The DET _ 2 det the\n talks NOUN _ 3 nsubj talk\n ended VERB PAST 0 root end"),
        &[("The", &["state:CHN"])],
        &[],
    );
}

#[test]
fn a_second_verb_shares_subject_and_other_side() {
    check(
        &tree(
            "Kono PROPN _ 2 nsubj Kono\n met VERB PAST 0 root meet\n Lavrov PROPN _ 2 obj Lavrov\n and CCONJ _ 5 cc and\n agreed VERB PAST 2 conj agree\n to PART _ 7 mark to\n act VERB INF 5 xcomp act",
        ),
        &[("Kono", &["person:kono@JPN"]), ("Lavrov", &["person:lavrov@RUS"])],
        &["CONSULT occurred kono <-> lavrov", "AGREE occurred kono <-> lavrov"],
    );
}

#[test]
fn nobody_acts_on_his_own_state() {
    check(
        &tree("Abe PROPN _ 2 nsubj Abe\n attacked VERB PAST 0 root attack\n Japan PROPN _ 2 obj Japan"),
        &[("Abe", &["person:abe@JPN"]), ("Japan", &["state:JPN"])],
        &[],
    );
}

#[test]
fn speech_is_attributed() {
    let coding = coded(
        &[&tree(
            "Kono PROPN _ 2 nsubj Kono\n said VERB PAST 0 root say\n that SCONJ _ 5 mark that\n Iran PROPN _ 5 nsubj Iran\n attacked VERB PAST 2 ccomp attack\n Iraq PROPN _ 5 obj Iraq",
        )],
        &[&[("Kono", &["person:kono@JPN"]), ("Iran", &["state:IRN"]), ("Iraq", &["state:IRQ"])]],
        &[],
    );
    assert_eq!(coding.events.iter().map(line).collect::<Vec<_>>(), ["ASSAULT occurred IRN -> IRQ"]);
    assert_eq!(coding.events[0].reported_by.as_deref(), Some("person:kono@JPN"));
    // Who says so is part of what supports it.
    assert_eq!(coding.events[0].evidence[0].text, "Kono said that Iran attacked Iraq");
}

#[test]
fn the_time_of_the_clause_is_the_time_of_the_event() {
    let meeting = tree(
        "Abe PROPN _ 2 nsubj Abe\n met VERB PAST 0 root meet\n Putin PROPN _ 2 obj Putin\n on ADP _ 5 case on\n Friday PROPN _ 2 obl Friday",
    );
    let after = tree("He PRON _ 2 nsubj he\n praised VERB PAST 0 root praise\n Putin PROPN _ 2 obj Putin");
    let friday = Interval::day(jiff::civil::date(2018, 11, 23));
    let who: Who<'_> = &[("Abe", &["person:abe@JPN"]), ("Putin", &["person:putin@RUS"])];
    let then: Who<'_> = &[("He", &["person:abe@JPN"]), ("Putin", &["person:putin@RUS"])];
    let coding = coded(&[&meeting, &after], &[who, then], &[(0, "Friday", friday.clone())]);
    assert_eq!(coding.events.len(), 2);
    assert_eq!(coding.events[0].when.as_ref(), Some(&friday));
    // The story goes on with the same people.
    assert_eq!(coding.events[1].when.as_ref().and_then(|w| w.earliest), friday.earliest);
}

#[test]
fn a_day_that_a_sentence_without_event_names_dates_the_next() {
    let vote = tree(
        "On ADP _ 2 case on\n Sunday PROPN _ 4 obl Sunday\n they PRON _ 4 nsubj they\n voted VERB PAST 0 root vote",
    );
    let after = tree("Iran PROPN _ 2 nsubj Iran\n praised VERB PAST 0 root praise\n Iraq PROPN _ 2 obj Iraq");
    let sunday = Interval::day(jiff::civil::date(2018, 11, 18));
    let coding = coded(
        &[&vote, &after],
        &[&[("they", &["state:FRA"])], &[("Iran", &["state:IRN"]), ("Iraq", &["state:IRQ"])]],
        &[(0, "Sunday", sunday.clone())],
    );
    let praise = coding.events.iter().find(|e| e.predicate == "praise").unwrap();
    assert_eq!(praise.when.as_ref().and_then(|w| w.earliest), sunday.earliest);
}

#[test]
fn what_is_planned_without_a_day_lies_ahead() {
    let plan = tree(
        "Iran PROPN _ 3 nsubj Iran\n will AUX _ 3 aux will\n visit VERB INF 0 root visit\n Iraq PROPN _ 3 obj Iraq",
    );
    let coding = coded(&[&plan], &[&[("Iran", &["state:IRN"]), ("Iraq", &["state:IRQ"])]], &[]);
    let when = coding.events[0].when.as_ref().unwrap();
    assert_eq!(when.modifier, Some(demarche_record::Modifier::After));
    assert!(when.days().unwrap() > 150);
}

#[test]
fn the_time_of_a_relative_clause_is_its_own() {
    let told = tree(
        "Iran PROPN _ 2 nsubj Iran\n rejected VERB PAST 0 root reject\n the DET _ 4 det the\n accord NOUN _ 2 obj accord\n with ADP _ 6 case with\n Iraq PROPN _ 4 nmod Iraq\n that PRON _ 9 obj that\n it PRON _ 9 nsubj it\n kept VERB PAST 4 acl:relcl keep\n in ADP _ 11 case in\n 1980 NUM _ 9 obl 1980",
    );
    let coding =
        coded(&[&told], &[&[("Iran", &["state:IRN"]), ("Iraq", &["state:IRQ"])]], &[(0, "1980", Interval::year(1980))]);
    let reject = coding.events.iter().find(|e| e.predicate == "reject").unwrap();
    assert!(reject.when.as_ref().is_none_or(|when| when != &Interval::year(1980)));
    assert!(!reject.background);
}

#[test]
fn the_same_meeting_told_twice_is_one() {
    let meeting = tree("Abe PROPN _ 2 nsubj Abe\n met VERB PAST 0 root meet\n Putin PROPN _ 2 obj Putin");
    let again = tree("Putin PROPN _ 2 nsubj Putin\n met VERB PAST 0 root meet\n Abe PROPN _ 2 obj Abe");
    let coding = coded(
        &[&meeting, &again],
        &[
            &[("Abe", &["person:abe@JPN"]), ("Putin", &["person:putin@RUS"])],
            &[("Abe", &["person:abe@JPN"]), ("Putin", &["person:putin@RUS"])],
        ],
        &[],
    );
    assert_eq!(coding.events.len(), 1);
    assert_eq!(coding.events[0].evidence.len(), 2);
    assert_eq!(coding.sites.len(), 1);
}

#[test]
fn long_ago_is_background() {
    let war = tree(
        "Iran PROPN _ 2 nsubj Iran\n attacked VERB PAST 0 root attack\n Iraq PROPN _ 2 obj Iraq\n in ADP _ 5 case in\n 1980 NUM _ 2 obl 1980",
    );
    let coding =
        coded(&[&war], &[&[("Iran", &["state:IRN"]), ("Iraq", &["state:IRQ"])]], &[(0, "1980", Interval::year(1980))]);
    assert!(coding.events[0].background);
}

#[test]
fn broken_trees_do_not_panic() {
    check("a NOUN _ 2 nsubj a\n b VERB _ 1 conj meet", &[("a", &["state:IRN"])], &[]);
}

#[test]
fn a_position_is_no_refusal() {
    check(
        &tree(
            "Iran PROPN _ 3 nmod:poss Iran\n 's PART _ 1 case 's\n position NOUN _ 0 root position\n that SCONJ _ 8 mark that\n it PRON _ 8 nsubj it\n would AUX _ 8 aux would\n not PART _ 8 advmod not\n meet VERB INF 3 acl meet\n Iraq PROPN _ 8 obj Iraq",
        ),
        &[("Iran", &["state:IRN"]), ("it", &["state:IRN"]), ("Iraq", &["state:IRQ"])],
        &[],
    );
}

#[test]
fn an_answer_goes_to_who_asked() {
    let asked = tree(
        "France PROPN _ 2 nsubj France\n asked VERB PAST 0 root ask\n Iran PROPN _ 2 obj Iran\n to PART _ 5 mark to\n stop VERB INF 2 xcomp stop",
    );
    let answer = tree("Iran PROPN _ 2 nsubj Iran\n declined VERB PAST 0 root decline");
    let coding = coded(
        &[&asked, &answer],
        &[&[("France", &["state:FRA"]), ("Iran", &["state:IRN"])], &[("Iran", &["state:IRN"])]],
        &[],
    );
    assert_eq!(
        coding.events.iter().map(line).collect::<Vec<_>>(),
        ["REQUEST occurred FRA -> IRN", "REJECT occurred IRN -> FRA"]
    );
}

#[test]
fn who_vows_to_veto_threatens() {
    check(
        &tree(
            "Iran PROPN _ 2 nsubj Iran\n vowed VERB PAST 0 root vow\n to PART _ 4 mark to\n block VERB INF 2 xcomp block\n Iraq PROPN _ 4 obj Iraq",
        ),
        &[("Iran", &["state:IRN"]), ("Iraq", &["state:IRQ"])],
        &["THREATEN occurred IRN -> IRQ"],
    );
}

#[test]
fn a_list_of_people_with_times_is_history() {
    let list = tree(
        "Efforts NOUN _ 2 nsubj effort\n include VERB PRES 0 root include\n Tanaka PROPN _ 2 obj Tanaka\n in ADP _ 5 case in\n 1973 NUM _ 3 nmod 1973\n and CCONJ _ 7 cc and\n Mori PROPN _ 3 conj Mori\n in ADP _ 9 case in\n 2000 NUM _ 7 nmod 2000",
    );
    let peace = tree("Japan PROPN _ 2 nsubj Japan\n met VERB PAST 0 root meet\n Russia PROPN _ 2 obj Russia");
    let coding = coded(
        &[&peace, &list],
        &[
            &[("Japan", &["state:JPN"]), ("Russia", &["state:RUS"])],
            &[("Tanaka", &["person:tanaka@JPN"]), ("Mori", &["person:mori@JPN"])],
        ],
        &[(1, "1973", Interval::year(1973)), (1, "2000", Interval::year(2000))],
    );
    let told: Vec<&Event> = coding.events.iter().filter(|e| e.background).collect();
    assert_eq!(told.len(), 2);
    assert_eq!(told[1].when.as_ref(), Some(&Interval::year(2000)));
    assert_eq!(told[0].targets, ["state:RUS"]);
}

proptest::proptest! {
    /// Any tree, however broken, with any actors, is coded without a panic and with evidence inside its sentence.
    #[test]
    fn any_tree_is_coded(rows in proptest::collection::vec((0usize..24, 0usize..17, 0usize..12, 0usize..14), 1..16)) {
        const WORDS: [&str; 24] = ["met", "agreed", "talks", "with", "between", "Iran", "Iraq", "France", "refused", "to", "sign", "treaty", "not", "will", "said", "that",
            "and", "by", "was", "sanctions", "imposed", "on", "visit", "if"];
        const RELATIONS: [&str; 14] = ["nsubj", "obj", "obl", "nmod", "conj", "xcomp", "ccomp", "advcl", "acl", "acl:relcl", "case", "mark", "aux", "nsubj:pass"];
        let mut lines = String::new();
        for (word, class, head, relation) in &rows {
            let upos = demarche_language::Upos::ALL[*class].name();
            lines.push_str(&format!("{0} {upos} _ {1} {2} {0}\n", WORDS[*word], head % (rows.len() + 1), RELATIONS[*relation]));
        }
        let named: Vec<(&str, &[&str])> = [("Iran", &["state:IRN"] as &[&str]), ("Iraq", &["state:IRQ"]), ("France", &["state:FRA"])]
            .into_iter()
            .filter(|(word, _)| rows.iter().any(|(w, ..)| WORDS[*w] == *word))
            .collect();
        let coding = coded(&[&lines], &[&named], &[]);
        proptest::prop_assert_eq!(coding.events.len(), coding.sites.len());
        for event in &coding.events {
            proptest::prop_assert!(event.evidence.iter().all(|e| e.sentence.contains(e.span) && !e.text.is_empty()));
            proptest::prop_assert!(event.sources.iter().all(|s| !event.targets.contains(s)));
        }
    }
}
