//! Resolution over hand-given trees: one helper, one line an expectation, so that no case depends on the parser.

use demarche_calendar::Bearing;
use demarche_language::{Name, NameKind};
use demarche_record::{Basis, Interval, Published};
use jiff::civil::Date;

use crate::testing::article;
use crate::{Gazetteer, Resolution};

fn on(date: &str) -> Published {
    Published { interval: date.parse::<Date>().ok().map(Interval::day), basis: Basis::Printed, clues: Vec::new() }
}

/// Resolves sentences of short CoNLL-U lines; people in `names` are marked as the tagger would.
fn read(date: &str, sentences: &[&str], names: &[&str]) -> (Resolution, Vec<String>) {
    let (article, mut annotation) = article(sentences);
    for sentence in &mut annotation.sentences {
        for name in names {
            let words: Vec<&str> = name.split(' ').collect();
            for start in 0..sentence.tokens.len() {
                let range = start..start + words.len();
                if range.end <= sentence.tokens.len()
                    && sentence.tokens[range.clone()].iter().zip(&words).all(|(token, word)| token.form == *word)
                {
                    sentence.names.push(Name { tokens: range, kind: NameKind::Person });
                }
            }
        }
        sentence.names.sort_by_key(|name| name.tokens.start);
    }
    let resolution = Gazetteer::embedded().resolve(&article, &annotation, &on(date));
    let lines = resolution
        .mentions
        .iter()
        .map(|mention| {
            let actors: Vec<&str> = mention.actors.iter().map(|&actor| resolution.actors[actor].id.as_str()).collect();
            format!("{} = {} ({})", mention.span.of(&article.text), actors.join(" + "), mention.how)
        })
        .collect();
    (resolution, lines)
}

/// Each of `wanted` is among the mentions.
fn check(date: &str, sentences: &[&str], names: &[&str], wanted: &[&str]) {
    let (_, lines) = read(date, sentences, names);
    for want in wanted {
        assert!(lines.iter().any(|line| line == want), "{want} is not among {lines:#?}");
    }
}

/// None of the mentions starts with one of `unwanted`.
fn check_not(date: &str, sentences: &[&str], names: &[&str], unwanted: &[&str]) {
    let (_, lines) = read(date, sentences, names);
    for none in unwanted {
        assert!(!lines.iter().any(|line| line.starts_with(none)), "{none} is among {lines:#?}");
    }
}

const MET: &str = "
    Prime PROPN _ 4 compound Prime
    Minister PROPN _ 4 compound Minister
    Takeo PROPN _ 4 compound Takeo
    Fukuda PROPN _ 5 nsubj Fukuda
    met VERB _ 0 root meet
    Chinese ADJ _ 8 amod Chinese
    leader NOUN _ 8 compound leader
    Deng PROPN _ 5 obj Deng
    Xiaoping PROPN _ 8 flat Xiaoping
    in ADP _ 11 case in
    Tokyo PROPN _ 5 obl Tokyo
    . PUNCT _ 5 punct .";

#[test]
fn people_with_titles_are_found_in_the_roster() {
    check(
        "1978-10-23",
        &[MET],
        &["Takeo Fukuda", "Deng Xiaoping"],
        &[
            "Prime Minister Takeo Fukuda = person:takeo-fukuda (name)",
            "Chinese leader Deng Xiaoping = person:deng-xiaoping (name)",
            "Chinese = state:CHN (demonym)",
        ],
    );
    // A capital that locates is a place, not a state that acts.
    check_not("1978-10-23", &[MET], &["Takeo Fukuda", "Deng Xiaoping"], &["Tokyo ="]);
}

#[test]
fn offices_are_those_of_the_day() {
    let (resolution, _) = read("1978-10-23", &[MET], &["Takeo Fukuda", "Deng Xiaoping"]);
    let fukuda = resolution.actors.iter().find(|actor| actor.id == "person:takeo-fukuda").expect("Fukuda is found");
    assert_eq!(fukuda.office.as_deref(), Some("prime minister"));
    assert_eq!(fukuda.state.as_deref(), Some("JPN"));
    assert!(
        resolution.tenures.iter().any(|tenure| tenure.person == fukuda.id && tenure.office.title == "prime minister")
    );
}

#[test]
fn titles_counterparts_and_groups() {
    let second = "
        The DET _ 3 det the
        two NUM _ 3 nummod two
        leaders NOUN Number=Plur 4 nsubj leader
        agreed VERB _ 0 root agree
        that SCONJ _ 9 mark that
        the DET _ 8 det the
        prime ADJ _ 8 amod prime
        minister NOUN _ 9 nsubj minister
        visit VERB _ 4 ccomp visit
        . PUNCT _ 4 punct .";
    let third = "
        He PRON _ 2 nsubj he
        thanked VERB _ 0 root thank
        his PRON _ 5 nmod:poss his
        Chinese ADJ _ 5 amod Chinese
        counterpart NOUN _ 2 obj counterpart
        . PUNCT _ 2 punct .";
    check(
        "1978-10-23",
        &[MET, second, third],
        &["Takeo Fukuda", "Deng Xiaoping"],
        &[
            "The two leaders = person:takeo-fukuda + person:deng-xiaoping (group)",
            "the prime minister = person:takeo-fukuda (title)",
            "He = person:takeo-fukuda (pronoun)",
            "his = person:takeo-fukuda (possessive)",
            "his Chinese counterpart = person:deng-xiaoping (counterpart)",
        ],
    );
}

#[test]
fn a_counterpart_with_a_name_takes_the_office() {
    let lines = "
        Foreign PROPN _ 4 compound Foreign
        Minister PROPN _ 4 compound Minister
        Jorge PROPN _ 4 compound Jorge
        Quintero PROPN _ 5 nsubj Quintero
        met VERB _ 0 root meet
        his PRON _ 8 nmod:poss his
        Danish ADJ _ 8 amod Danish
        counterpart NOUN _ 5 obj counterpart
        Lars PROPN _ 8 appos Lars
        Holmgaard PROPN _ 9 flat Holmgaard
        . PUNCT _ 5 punct .";
    let (resolution, _) = read("1990-05-01", &[lines], &["Jorge Quintero", "Lars Holmgaard"]);
    let of = |id: &str| {
        resolution.actors.iter().find(|actor| actor.id == id).unwrap_or_else(|| panic!("{id}: {:?}", resolution.actors))
    };
    assert_eq!(of("person:lars-holmgaard").office.as_deref(), Some("foreign minister"));
    assert_eq!(of("person:lars-holmgaard").state.as_deref(), Some("DNK"));
    assert!(
        resolution
            .tenures
            .iter()
            .any(|tenure| tenure.person == "person:jorge-quintero" && tenure.source.contains("Jorge Quintero met"))
    );
}

#[test]
fn metonyms_and_adjectives_of_several_states() {
    let lines = "
        Tokyo PROPN _ 2 nsubj Tokyo
        noticed VERB _ 0 root notice
        that SCONJ _ 8 mark that
        Sino PROPN _ 6 compound Sino
        - PUNCT _ 6 punct -
        Russian ADJ _ 7 amod Russian
        relations NOUN _ 8 nsubj relation
        grew VERB _ 2 ccomp grow
        . PUNCT _ 2 punct .";
    check(
        "2018-11-26",
        &[lines],
        &[],
        &["Tokyo = state:JPN (metonym)", "Sino - Russian = state:CHN + state:RUS (demonym)"],
    );
}

#[test]
fn a_capital_stands_for_the_state_of_its_time() {
    let lines = "
        Moscow PROPN _ 2 nsubj Moscow
        refused VERB _ 0 root refuse
        . PUNCT _ 2 punct .";
    check("1956-10-19", &[lines], &[], &["Moscow = state:SUN (metonym)"]);
    check("2006-10-19", &[lines], &[], &["Moscow = state:RUS (metonym)"]);
}

#[test]
fn the_two_countries_are_the_ones_just_named() {
    let lines = "
        Ghana PROPN _ 4 nsubj Ghana
        and CCONJ _ 3 cc and
        Togo PROPN _ 1 conj Togo
        warned VERB _ 0 root warn
        Benin PROPN _ 4 obj Benin
        . PUNCT _ 4 punct .";
    let next = "
        Ghana PROPN _ 3 nsubj Ghana
        has AUX _ 3 aux have
        feared VERB _ 0 root fear
        Togo PROPN _ 7 nsubj Togo
        and CCONJ _ 6 cc and
        Benin PROPN _ 4 conj Benin
        trading VERB _ 3 ccomp trade
        as SCONJ _ 12 mark as
        the DET _ 11 det the
        two NUM _ 11 nummod two
        countries NOUN Number=Plur 12 nsubj country
        signed VERB _ 7 advcl sign
        . PUNCT _ 3 punct .";
    check("1999-01-01", &[lines, next], &[], &["the two countries = state:TGO + state:BEN (group)"]);
}

#[test]
fn organs_and_publics() {
    let lines = "
        The DET _ 3 det the
        Iranian ADJ _ 3 amod Iranian
        government NOUN _ 4 nsubj government
        told VERB _ 0 root tell
        Israeli ADJ _ 6 amod Israeli
        voters NOUN Number=Plur 4 obj voter
        and CCONJ _ 10 cc and
        the DET _ 10 det the
        Danish ADJ _ 10 amod Danish
        parliament NOUN _ 6 conj parliament
        . PUNCT _ 4 punct .";
    check(
        "1999-01-01",
        &[lines],
        &[],
        &[
            "The Iranian government = state:IRN (officials)",
            "Israeli voters = people:ISR (people)",
            "the Danish parliament = parliament:DNK (officials)",
        ],
    );
}

/// Talks between a government and an armed group, with a host.
const TALKS: &str = "
    Talks NOUN Number=Plur 12 nsubj:pass talk
    between ADP _ 5 case between
    the DET _ 5 det the
    Colombian ADJ _ 5 amod Colombian
    government NOUN _ 1 nmod government
    and CCONJ _ 8 cc and
    the DET _ 8 det the
    FARC PROPN _ 5 conj FARC
    in ADP _ 10 case in
    Cuba PROPN _ 1 nmod Cuba
    were AUX _ 12 aux:pass be
    opened VERB _ 0 root open
    . PUNCT _ 12 punct .";

#[test]
fn rebels_are_the_armed_group_that_the_article_names() {
    let next = "
        The DET _ 2 det the
        army NOUN _ 3 nsubj army
        pursued VERB _ 0 root pursue
        the DET _ 5 det the
        rebels NOUN Number=Plur 3 obj rebel
        and CCONJ _ 9 cc and
        all DET _ 9 det all
        guerrilla NOUN _ 9 compound guerrilla
        units NOUN Number=Plur 5 conj unit
        . PUNCT _ 3 punct .";
    let sides = "
        The DET _ 2 det the
        delegations NOUN Number=Plur 3 nsubj delegation
        met VERB _ 0 root meet
        . PUNCT _ 3 punct .";
    check(
        "2012-11-19",
        &[TALKS, next, sides],
        &[],
        &[
            "The army = state:COL (officials)",
            "the rebels = org:farc (officials)",
            "all guerrilla units = org:farc (officials)",
            "The delegations = state:COL + org:farc (group)",
        ],
    );
    let others = "
        Other ADJ _ 2 amod other
        rebels NOUN Number=Plur 3 nsubj rebel
        fled VERB _ 0 root flee
        . PUNCT _ 3 punct .";
    check_not("2012-11-19", &[TALKS, others], &[], &["Other rebels", "rebels"]);
    check_not("2012-11-19", &[others], &[], &["Other rebels", "rebels"]);
}

#[test]
fn they_are_the_subject_that_may_be_several() {
    let next = "
        The DET _ 2 det the
        FARC PROPN _ 4 nsubj FARC
        also ADV _ 4 advmod also
        said VERB _ 0 root say
        Venezuela PROPN _ 8 nsubj Venezuela
        had AUX _ 8 aux have
        not PART _ 8 advmod not
        joined VERB _ 4 ccomp join
        their PRON _ 10 nmod:poss their
        talks NOUN Number=Plur 8 obj talk
        . PUNCT _ 4 punct .";
    check("2012-11-19", &[TALKS, next], &[], &["their = org:farc (possessive)"]);
    let experts = "
        The DET _ 2 det the
        experts NOUN Number=Plur 3 nsubj expert
        said VERB _ 0 root say
        they PRON _ 5 nsubj they
        agreed VERB _ 3 ccomp agree
        . PUNCT _ 3 punct .";
    check_not("2012-11-19", &[TALKS, next, experts], &[], &["they"]);
}

#[test]
fn it_is_no_state_named_in_passing_nor_a_thing() {
    let size = "
        They PRON _ 2 nsubj they
        ceded VERB _ 0 root cede
        a DET _ 4 det a
        zone NOUN _ 2 obj zone
        of ADP _ 6 case of
        Switzerland PROPN _ 4 nmod Switzerland
        . PUNCT _ 2 punct .";
    let ended = "
        If SCONJ _ 4 mark if
        the DET _ 3 det the
        attempt NOUN _ 4 nsubj attempt
        succeeds VERB _ 8 advcl succeed
        , PUNCT _ 4 punct ,
        it PRON _ 8 nsubj it
        would AUX _ 8 aux would
        end VERB _ 0 root end
        . PUNCT _ 8 punct .";
    let reached = "
        Now ADV _ 3 advmod now
        it PRON _ 3 nsubj it
        grew VERB _ 0 root grow
        . PUNCT _ 3 punct .";
    check_not("2012-11-19", &[TALKS, ended], &[], &["it"]);
    check_not("2012-11-19", &[TALKS, size, reached], &[], &["it = state:CHE"]);
    let beside = "
        China PROPN _ 3 nmod:poss China
        's PART _ 1 case 's
        request NOUN _ 7 nsubj:pass request
        and CCONJ _ 6 cc and
        its PRON _ 6 nmod:poss its
        offer NOUN _ 3 conj offer
        lapsed VERB _ 0 root lapse
        . PUNCT _ 7 punct .";
    check("1997-04-01", &[beside], &[], &["its = state:CHN (possessive)"]);
}

#[test]
fn a_guest_is_the_other_person() {
    let next = "
        Fukuda PROPN _ 2 nsubj Fukuda
        thanked VERB _ 0 root thank
        his PRON _ 4 nmod:poss his
        guest NOUN _ 2 obj guest
        . PUNCT _ 2 punct .";
    check(
        "1978-10-23",
        &[MET, next],
        &["Takeo Fukuda", "Deng Xiaoping", "Fukuda"],
        &["his guest = person:deng-xiaoping (nominal)"],
    );
}

#[test]
fn he_is_the_last_subject_and_nobody_whom_grammar_rules_out() {
    let names = ["Takeo Fukuda", "Deng Xiaoping", "Fukuda", "Deng"];
    let replied = "
        Fukuda PROPN _ 2 nsubj Fukuda
        thanked VERB _ 0 root thank
        him PRON _ 2 obj he
        . PUNCT _ 2 punct .";
    let left = "
        Later ADV _ 3 advmod later
        he PRON _ 3 nsubj he
        left VERB _ 0 root leave
        . PUNCT _ 3 punct .";
    check(
        "1978-10-23",
        &[MET, replied, left],
        &names,
        &["him = person:deng-xiaoping (pronoun)", "he = person:takeo-fukuda (pronoun)"],
    );
    let whom = "
        Deng PROPN _ 6 nsubj Deng
        , PUNCT _ 5 punct ,
        whom PRON _ 5 obj who
        he PRON _ 5 nsubj he
        met VERB _ 1 acl:relcl meet
        smiled VERB _ 0 root smile
        . PUNCT _ 6 punct .";
    check("1978-10-23", &[MET, whom], &names, &["he = person:takeo-fukuda (pronoun)"]);
    let quote = "
        \" PUNCT _ 4 punct \"
        He PRON _ 4 nsubj he
        is AUX _ 4 cop be
        wise ADJ _ 7 ccomp wise
        , PUNCT _ 4 punct ,
        \" PUNCT _ 4 punct \"
        said VERB _ 0 root say
        Fukuda PROPN _ 7 nsubj Fukuda
        . PUNCT _ 7 punct .";
    check("1978-10-23", &[MET, replied, quote], &names, &["He = person:deng-xiaoping (pronoun)"]);
}

#[test]
fn they_may_be_who_speaks_and_who_hears() {
    let told = "
        Fukuda PROPN _ 2 nsubj Fukuda
        told VERB _ 0 root tell
        Deng PROPN _ 2 obj Deng
        they PRON _ 6 nsubj they
        could AUX _ 6 aux can
        agree VERB _ 2 ccomp agree
        . PUNCT _ 2 punct .";
    let wanted = ["they = person:takeo-fukuda + person:deng-xiaoping (group)"];
    check("1978-10-23", &[MET, told], &["Takeo Fukuda", "Deng Xiaoping", "Fukuda", "Deng"], &wanted);
    let saw = told.replace("told VERB _ 0 root tell", "saw VERB _ 0 root see");
    check_not("1978-10-23", &[MET, &saw], &["Takeo Fukuda", "Deng Xiaoping", "Fukuda", "Deng"], &["they"]);
}

#[test]
fn owners_in_a_coordination_and_words_underlined() {
    let aides = "
        Deng PROPN _ 5 nsubj Deng
        and CCONJ _ 4 cc and
        his PRON _ 4 nmod:poss his
        aides NOUN Number=Plur 1 conj aide
        left VERB _ 0 root leave
        . PUNCT _ 5 punct .";
    let names = ["Takeo Fukuda", "Deng Xiaoping", "Deng"];
    check("1978-10-23", &[MET, aides], &names, &["his = person:deng-xiaoping (possessive)"]);
    let itself = "
        China PROPN _ 4 nmod:poss China
        's PART _ 1 case 's
        , PUNCT _ 4 punct ,
        offer NOUN _ 6 nsubj offer
        itself PRON _ 4 nmod:unmarked itself
        failed VERB _ 0 root fail
        . PUNCT _ 6 punct .";
    check_not("1978-10-23", &[itself], &[], &["itself"]);
    let denied = "
        China PROPN _ 2 nsubj China
        signed VERB _ 0 root sign
        it PRON _ 2 obj it
        . PUNCT _ 2 punct .";
    check_not("1978-10-23", &[MET, denied], &[], &["it "]);
}

#[test]
fn a_title_whose_name_stands_far_behind() {
    let chairman = "
        The DET _ 2 det the
        chairman NOUN _ 13 nsubj chairman
        of ADP _ 6 case of
        the DET _ 6 det the
        border NOUN _ 6 compound border
        commission NOUN _ 2 nmod commission
        of ADP _ 8 case of
        seven NUM _ 6 nmod seven
        , PUNCT _ 10 punct ,
        Ana PROPN _ 2 appos Ana
        Sol PROPN _ 10 flat Sol
        , PUNCT _ 10 punct ,
        spoke VERB _ 0 root speak
        . PUNCT _ 13 punct .";
    let left = "
        The DET _ 2 det the
        chairman NOUN _ 3 nsubj chairman
        left VERB _ 0 root leave
        . PUNCT _ 3 punct .";
    check(
        "1978-10-23",
        &[MET, chairman, left],
        &["Takeo Fukuda", "Deng Xiaoping", "Ana Sol"],
        &["The chairman = person:ana-sol (title)"],
    );
}

#[test]
fn given_names_tell_he_from_she() {
    let spoke = "
        Ana PROPN _ 3 nsubj Ana
        Sol PROPN _ 1 flat Sol
        met VERB _ 0 root meet
        Boris PROPN _ 3 obj Boris
        Tal PROPN _ 4 flat Tal
        . PUNCT _ 3 punct .";
    let he = "
        He PRON _ 2 nsubj he
        left VERB _ 0 root leave
        . PUNCT _ 2 punct .";
    let she = he.replace("He PRON", "She PRON");
    let names = ["Ana Sol", "Boris Tal"];
    check("1978-10-23", &[spoke, he], &names, &["He = person:boris-tal (pronoun)"]);
    check("1978-10-23", &[spoke, &she], &names, &["She = person:ana-sol (pronoun)"]);
}

#[test]
fn a_parliament_is_where_it_sits() {
    let lines = "
        Greece PROPN _ 2 nsubj Greece
        waits VERB _ 0 root wait
        for ADP _ 4 case for
        parliament NOUN _ 2 obl parliament
        in ADP _ 6 case in
        Skopje PROPN _ 4 nmod Skopje
        . PUNCT _ 2 punct .";
    check("2018-06-17", &[lines], &[], &["parliament = parliament:MKD (officials)"]);
}

#[test]
fn a_name_in_brackets_is_somebody_else() {
    let lines = "
        Ichiro PROPN _ 10 nsubj Ichiro
        Hatoyama PROPN _ 1 flat Hatoyama
        ( PUNCT _ 4 punct (
        grandfather NOUN _ 1 appos grandfather
        of ADP _ 7 case of
        Yukio PROPN _ 7 compound Yukio
        Hatoyama PROPN _ 4 nmod Hatoyama
        ) PUNCT _ 4 punct )
        then ADV _ 10 advmod then
        signed VERB _ 0 root sign
        . PUNCT _ 10 punct .";
    let next = "
        Hatoyama PROPN _ 2 nsubj Hatoyama
        resigned VERB _ 0 root resign
        . PUNCT _ 2 punct .";
    check(
        "2018-11-26",
        &[lines, next],
        &["Ichiro Hatoyama", "Yukio Hatoyama", "Hatoyama"],
        &["Hatoyama = person:ichiro-hatoyama (name)"],
    );
}

#[test]
fn what_is_no_actor() {
    let lines = "
        It PRON _ 3 expl it
        is AUX _ 3 cop be
        clear ADJ _ 0 root clear
        that SCONJ _ 7 mark that
        who PRON _ 7 nsubj who
        us PRON _ 7 obj we
        told VERB _ 3 csubj tell
        . PUNCT _ 3 punct .";
    check_not("2018-11-26", &[lines], &[], &["It", "who", "us"]);
}

#[test]
fn furniture_is_never_read() {
    let (mut article, annotation) = article(&["Ukraine PROPN _ 0 root Ukraine"]);
    article.blocks[0].kind = demarche_record::BlockKind::Furniture;
    let resolution = Gazetteer::embedded().resolve(&article, &annotation, &on("2018-11-26"));
    assert!(resolution.mentions.is_empty() && resolution.actors.is_empty() && resolution.places.is_empty());
}

#[test]
fn offices_and_summits_constrain_the_date() {
    let lines = "
        Foreign PROPN _ 4 compound Foreign
        Minister PROPN _ 4 compound Minister
        Taro PROPN _ 4 compound Taro
        Kono PROPN _ 5 nsubj Kono
        visits VERB _ 0 root visit
        Argentina PROPN _ 5 obj Argentina
        for ADP _ 12 case for
        the DET _ 12 det the
        Group PROPN _ 12 compound Group
        of ADP _ 11 case of
        20 NUM _ 9 nmod 20
        summit NOUN _ 5 obl summit
        . PUNCT _ 5 punct .";
    let (article, mut annotation) = article(&[lines]);
    annotation.sentences[0].names.push(Name { tokens: 2..4, kind: NameKind::Person });
    let found = Gazetteer::embedded().date_constraints(&article, &annotation);
    let tenure =
        found.iter().find(|constraint| constraint.bearing == Bearing::Tenure).expect("the office says something");
    assert_eq!(tenure.text, "Foreign Minister Taro Kono");
    assert_eq!(tenure.any_of[0].earliest, Date::new(2017, 8, 3).ok());
    let occasion =
        found.iter().find(|constraint| constraint.bearing == Bearing::Occasion).expect("the summit says something");
    assert_eq!(occasion.any_of.len(), 1, "only one of them was in Argentina: {occasion:?}");
    assert_eq!(occasion.any_of[0].earliest, Date::new(2018, 11, 30).ok());
}

#[test]
fn a_known_meeting_constrains_the_date_where_its_place_is_named() {
    let lines = |place: &str| {
        format!(
            "
        Ahmet PROPN _ 3 nsubj Ahmet
        Davutoglu PROPN _ 1 flat Davutoglu
        met VERB _ 0 root meet
        Edward PROPN _ 3 obj Edward
        Nalbandian PROPN _ 4 flat Nalbandian
        in ADP _ 7 case in
        {place} PROPN _ 3 obl {place}
        . PUNCT _ 3 punct ."
        )
    };
    let meetings = |place: &str| {
        let (article, mut annotation) = article(&[&lines(place)]);
        annotation.sentences[0].names.push(Name { tokens: 0..2, kind: NameKind::Person });
        annotation.sentences[0].names.push(Name { tokens: 3..5, kind: NameKind::Person });
        let found = Gazetteer::embedded().date_constraints(&article, &annotation);
        found.into_iter().filter(|constraint| constraint.bearing == Bearing::Meeting).collect::<Vec<_>>()
    };
    let [met] = &meetings("Zurich")[..] else { panic!("the meeting in Zurich is known") };
    assert_eq!(met.any_of[0].earliest, Date::new(2009, 10, 10).ok());
    assert!(meetings("Lima").is_empty(), "of no meeting there anything is known");
}

#[test]
fn an_accord_by_its_name_bounds_the_date() {
    let signing = |accord: &str| {
        let lines = format!(
            "
        The DET _ 3 det the
        {accord} PROPN _ 3 compound {accord}
        Agreement PROPN _ 4 nsubj Agreement
        held VERB _ 0 root hold
        . PUNCT _ 4 punct ."
        );
        let (article, annotation) = article(&[&lines]);
        let found = Gazetteer::embedded().date_constraints(&article, &annotation);
        found.into_iter().find(|constraint| constraint.bearing == Bearing::Signing)
    };
    let simla = signing("Simla").expect("the Simla Agreement is known");
    assert_eq!(simla.any_of[0].earliest.map(|day| day.year()), Some(1972));
    assert_eq!(signing("Velmark"), None);
}

#[test]
fn former_offices_do_not_constrain_the_date() {
    let lines = "
        Former ADJ _ 5 amod former
        Prime PROPN _ 5 compound Prime
        Minister PROPN _ 5 compound Minister
        Yasuhiro PROPN _ 5 compound Yasuhiro
        Nakasone PROPN _ 6 nsubj Nakasone
        wrote VERB _ 0 root write
        . PUNCT _ 6 punct .";
    let (article, annotation) = article(&[lines]);
    assert!(Gazetteer::embedded().date_constraints(&article, &annotation).is_empty());
}

#[test]
fn look_up_by_name_title_and_day() {
    let gazetteer = Gazetteer::embedded();
    let day = |text: &str| text.parse::<Date>().ok();
    let first = |name: &str, on: &str| {
        gazetteer.people(name, day(on)).first().map(|person| person.id.clone()).unwrap_or_default()
    };
    assert_eq!(first("Tanaka", "1973-05-01"), "kakuei-tanaka");
    assert_eq!(first("Lavrov", "2010-05-01"), "sergey-lavrov");
    assert_eq!(first("Sergei Lavrov", ""), "sergey-lavrov");
    assert_eq!(first("Hashimoto Ryutaro", "1997-01-01"), "ryutaro-hashimoto");
    assert_eq!(first("Kissinger", "1974-01-01"), "henry-kissinger");
    let held = |state: &str, office: &str, on: &str| {
        gazetteer
            .holders(state, office, on.parse().expect("a date"))
            .first()
            .map(|person| person.id.clone())
            .unwrap_or_default()
    };
    assert_eq!(held("Japan", "prime minister", "1956-01-01"), "ichiro-hatoyama");
    assert_eq!(held("American", "foreign minister", "1978-01-01"), "cyrus-vance");
    assert_eq!(held("Moscow", "president", "1998-01-01"), "boris-yeltsin");
    for (word, key) in
        [("Persia", "IRN"), ("the Kremlin", "RUS"), ("Soviet Union", "SUN"), ("Sri Lankan", "LKA"), ("CHE", "CHE")]
    {
        assert_eq!(gazetteer.state_key(word), Some(key), "{word}");
    }
    assert_eq!(gazetteer.state_key("nowhere"), None);
}

#[test]
fn sources_that_disagree_are_listed() {
    let conflicts = Gazetteer::embedded().conflicts();
    assert!(!conflicts.is_empty());
    assert!(conflicts.len() < 900, "{} conflicts: the join of the sources broke", conflicts.len());
}

proptest::proptest! {
    #[test]
    fn no_text_breaks_the_scan(text in "\\PC{0,80}", date in 1i16..9999) {
        let words: Vec<String> = text.split_whitespace().map(|word| format!("{word} X _ 0 root {word}")).collect();
        let (article, annotation) = article(&[&words.join("\n")]);
        let published = Published { interval: Some(Interval::year(date)), basis: Basis::Printed, clues: Vec::new() };
        let gazetteer = shared();
        let resolution = gazetteer.resolve(&article, &annotation, &published);
        proptest::prop_assert!(resolution.mentions.iter().all(|mention| !mention.actors.is_empty() && mention.actors.iter().all(|&actor| actor < resolution.actors.len())));
        let _ = gazetteer.date_constraints(&article, &annotation);
    }
}

/// One gazetteer for many cases.
fn shared() -> &'static Gazetteer {
    static SHARED: std::sync::OnceLock<Gazetteer> = std::sync::OnceLock::new();
    SHARED.get_or_init(Gazetteer::embedded)
}

#[test]
fn opposition_and_rebels_are_not_their_state() {
    let lines = "
        The DET _ 3 det the
        Zambian ADJ _ 3 amod Zambian
        opposition NOUN _ 4 nsubj opposition
        met VERB _ 0 root meet
        Ugandan ADJ _ 6 amod Ugandan
        rebels NOUN _ 4 obj rebel
        . PUNCT _ 4 punct .";
    let (resolution, lines) = read("2005-11-26", &[lines], &[]);
    for want in ["The Zambian opposition = opposition:ZMB (group)", "Ugandan rebels = rebels:UGA (group)"] {
        assert!(lines.iter().any(|line| line == want), "{want} is not among {lines:#?}");
    }
    let sectors: Vec<_> = resolution.actors.iter().filter_map(|actor| actor.sector.as_deref()).collect();
    assert!(sectors.contains(&"OPP") && sectors.contains(&"REB"), "{sectors:?}");
    let against = "
        Opposition NOUN _ 4 nsubj opposition
        to ADP _ 3 case to
        Zambia PROPN _ 1 nmod Zambia
        grew VERB _ 0 root grow
        . PUNCT _ 4 punct .";
    check_not("2005-11-26", &[against], &[], &["opposition:"]);
}

#[test]
fn a_chamber_is_of_a_state_that_has_one_of_that_name() {
    let iraq = "
        Iraq PROPN _ 2 nsubj Iraq
        thanked VERB _ 0 root thank
        Italy PROPN _ 2 obj Italy
        . PUNCT _ 2 punct .";
    let senate = "
        In ADP _ 2 case in
        Italy PROPN _ 5 obl Italy
        the DET _ 4 det the
        Senate PROPN _ 5 nsubj Senate
        voted VERB _ 0 root vote
        . PUNCT _ 5 punct .";
    check("1997-04-28", &[iraq, iraq, iraq, senate], &[], &["the Senate = parliament:ITA (officials)"]);
    let congress = "
        The DET _ 2 det the
        Congress PROPN _ 3 nsubj Congress
        blamed VERB _ 0 root blame
        India PROPN _ 3 obj India
        . PUNCT _ 3 punct .";
    check("1997-04-18", &[congress], &[], &["Congress = org:indian-national-congress (name)"]);
}

#[test]
fn a_name_is_not_lent_to_somebody_else() {
    let lines = "
        Michael PROPN _ 3 nsubj Michael
        Moskow PROPN _ 1 flat Moskow
        met VERB _ 0 root meet
        Li PROPN _ 3 obj Li
        Bin PROPN _ 4 flat Bin
        . PUNCT _ 3 punct .";
    check(
        "2005-11-03",
        &[lines],
        &["Michael Moskow", "Li Bin"],
        &["Michael Moskow = person:michael-moskow (name)", "Li Bin = person:li-bin (name)"],
    );
}

#[test]
fn a_former_president_is_not_the_president_of_the_day() {
    let now = "
        President NOUN _ 2 compound president
        Bush PROPN _ 3 nsubj Bush
        met VERB _ 0 root meet
        Mexico PROPN _ 3 obj Mexico
        . PUNCT _ 3 punct .";
    let then = "
        Former ADJ _ 2 amod former
        President NOUN _ 3 compound president
        George PROPN _ 5 nsubj George
        Bush PROPN _ 3 flat Bush
        thanked VERB _ 0 root thank
        Mexico PROPN _ 5 obj Mexico
        . PUNCT _ 5 punct .";
    let (_, lines) = read("2005-11-05", &[now, then], &["Bush", "George Bush"]);
    let of = |start: &str| lines.iter().find(|line| line.contains(start) && line.contains("Bush")).cloned();
    assert!(of("George Bush").is_some_and(|line| line.contains("person:george-h-w-bush")), "{lines:#?}");
    assert!(lines.iter().any(|line| line.contains("person:george-w-bush")), "{lines:#?}");
}

#[test]
fn a_party_is_not_taken_for_one_of_another_state() {
    let lines = "
        Germany PROPN _ 7 nsubj Germany
        and CCONJ _ 6 cc and
        the DET _ 6 det the
        Social PROPN _ 6 compound Social
        Democratic PROPN _ 6 compound Democratic
        Party PROPN _ 1 conj Party
        agreed VERB _ 0 root agree
        . PUNCT _ 7 punct .";
    check_not("2005-11-16", &[lines], &[], &["org:democratic-party"]);
}
