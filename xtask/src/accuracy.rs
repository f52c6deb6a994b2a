//! `cargo xtask accuracy`: every measure, written to ACCURACY.md, and the score of every case to eval/cases.csv. No figure of that
//! file is typed by hand.

use std::fmt::Write;
use std::fs;

use anyhow::{Result, ensure};

use crate::cases::{self, Score};
use crate::{argument, folds, shell};

/// One measure that a crate's example prints: title, what it is, and the example with its arguments.
struct Measure {
    title: &'static str,
    about: &'static str,
    arguments: &'static [&'static str],
    /// Takes more than a few minutes; measured with `--long` alone.
    long: bool,
}

const MEASURES: [Measure; 12] = [
    Measure {
        title: "Pages: article text taken from 91 real pages",
        about: "Word-shingle F1 as the article extraction benchmark defines it; aim of the project: .965.",
        arguments: &["pages_f1"],
        long: false,
    },
    Measure {
        title: "Words and sentences from raw text, GUM dev without the conversations",
        about: "F1 of exact spans.",
        arguments: &["segmentation_score", "../shared/data/treebank/gum-dev.conllu", "--without", "conversation"],
        long: false,
    },
    Measure {
        title: "Words and sentences from raw text, EWT dev",
        about: "F1 of exact spans.",
        arguments: &["segmentation_score", "../shared/data/treebank/ewt-dev.conllu"],
        long: false,
    },
    Measure {
        title: "Time expressions on 165 TimeML documents",
        about: "Strict, relaxed and value F1 of TIMEX3 from raw text and the creation time, as `label times` writes them (values as \
                annotators of TimeML spell them; gold tags are not looked at). The collection was read while the rules were made.",
        arguments: &["timeml"],
        long: false,
    },
    Measure {
        title: "Did it happen: events of TimeML documents",
        about: "The status that the coder gives the word of each gold EVENT, against what its attributes and links say: occurred, not \
                occurred, uncertain or future. The mapping, and what \"stated\" and \"read\" mean, is in `eval/factuality.md`; the \
                figure to quote is \"stated, all\".",
        arguments: &["factuality"],
        long: false,
    },
    Measure {
        title: "When: events of TimeML documents and the time expression of their sentence",
        about: "Whether an event that a gold TLINK ties to a time expression of its sentence gets that expression; which links count is \
                in `eval/factuality.md`. The time expressions are the program's own.",
        arguments: &["attachment"],
        long: false,
    },
    Measure {
        title: "Points of toponyms on 588 local news articles (LGL)",
        about: "As `label places` chooses them. Covered: the atlas has a point within 161 km (100 miles) of the gold one for that \
                name. The gold spans are not given: a toponym that is not found in the text counts as wrong. Articles of one \
                publisher are read together; the last line has each article read alone. The collection was read while the \
                method was made.",
        arguments: &["places"],
        long: false,
    },
    Measure {
        title: "PLOVER root, source and target given (plv-train, held-out tenth)",
        about: "The likeliest root of the pair head, as `label relations` chooses it. The weights are trained on nine tenths of the file; the \
                tenth is fixed by hash (`eval/events-held-out.tsv`), so one pair is one point. Rows whose sides are not both marked by one \
                stretch of words are left out. Quad: YIELD counts as a deed. The matrix is `docs/relations.svg`.",
        arguments: &["event_scores", "relations", "../shared/data/events/plv-train.tsv", "--svg", "docs/relations.svg"],
        long: false,
    },
    Measure {
        title: "Whole triples from raw sentences (plv-train)",
        about: "As `label events` codes them, sentences alone. A triple counts when the words of both sides overlap those of the gold sides \
                (crosswise too where the sides may be exchanged) and the root is right. Principal: the one event of a sentence that is marked as \
                such; the gold has one triple a row, so other true events of the sentence count as nothing. Any: whether some event of the \
                sentence is right. Rules alone have no score of a head; rules were tuned on the file as a whole. The weights saw the rows trained on.",
        arguments: &["event_scores", "triples", "../shared/data/events/plv-train.tsv"],
        long: false,
    },
    Measure {
        title: "Source and target spans from raw sentences (cameo-source-target-train)",
        about: "`roles` of `label events`: the surest stretch of words for each side. A span is right that overlaps a gold span of its side.",
        arguments: &[
            "event_scores",
            "spans",
            "../shared/data/events/cameo-source-target-train.txt",
            "../shared/data/events/cameo-quad-train.tsv",
        ],
        long: false,
    },
    Measure {
        title: "One event, many reports: pairs of newswire reports",
        about: "697 pairs judged by hand after `eval/merging/GUIDELINES.md`; weights and word lists were made on the pairs of 1997, those of 2005 are \
                the test. The ends are events that the coder proposes, accepted or not, so that the merging alone is measured.",
        arguments: &["merging"],
        long: false,
    },
    Measure {
        title: "Dating of undated articles: 1,069 newswire articles with the date removed",
        about: "How many are answered, how many of those intervals hold the true day, and how wide they are.",
        arguments: &["dating"],
        long: true,
    },
];

/// One measure of what `demarche label` makes of the gold words of a treebank.
struct Labelled {
    title: &'static str,
    about: &'static str,
    /// Arguments of `demarche label`.
    label: &'static [&'static str],
    /// The treebank.
    gold: &'static str,
    /// What `treebank_scores` scores, and its options.
    score: &'static [&'static str],
}

const EWT: &str = "../shared/data/treebank/ewt-dev.conllu";
const GUM: &str = "../shared/data/treebank/gum-dev.conllu";

const LABELLED: [Labelled; 9] = [
    Labelled {
        title: "Tags and trees on gold words, EWT dev",
        about: "The model as it runs in the program (int8), labels with subtypes, punctuation counted; every sentence is in `eval/ewt-dev.csv`.",
        label: &["syntax"],
        gold: EWT,
        score: &["syntax", "--csv", "eval/ewt-dev.csv"],
    },
    Labelled {
        title: "Tags and trees on gold words, GUM dev",
        about: "The same; every sentence is in `eval/gum-dev.csv`.",
        label: &["syntax"],
        gold: GUM,
        score: &["syntax", "--csv", "eval/gum-dev.csv"],
    },
    Labelled {
        title: "Tags and trees on gold words, GUM dev without the conversations",
        about: "The same.",
        label: &["syntax"],
        gold: GUM,
        score: &["syntax", "--without", "conversation"],
    },
    Labelled {
        title: "Features that carry status, GUM dev",
        about: "F1 of Tense, Mood, VerbForm and Polarity with their values, on gold words; and words that have any of them in gold or found, with all four right.",
        label: &["syntax"],
        gold: GUM,
        score: &["status"],
    },
    Labelled {
        title: "Features that carry status, EWT dev",
        about: "The same.",
        label: &["syntax"],
        gold: EWT,
        score: &["status"],
    },
    Labelled {
        title: "Tags and trees from raw text, GUM dev without the conversations",
        about: "Words and sentences cut by the program, then aligned and scored as the CoNLL 2018 shared task does.",
        label: &["syntax", "--raw"],
        gold: GUM,
        score: &["raw", "--without", "conversation"],
    },
    Labelled {
        title: "Names, GUM dev",
        about: "Mentions of persons (peoples among them), organisations and places that a proper noun heads in GUM, nested ones too. The whole phrase with all that belongs to it must be right, or its head alone; the class must be right.",
        label: &["names", "--entity"],
        gold: GUM,
        score: &["names"],
    },
    Labelled {
        title: "Coreference on gold words, GUM dev",
        about: "Mean of MUC, B3 and CEAFe, without singletons (nor those of GUM). An antecedent is right when the nearest earlier mention of the chain that was found is one of the right chain; \"the minister\" is any definite common noun for a person who is also he or she.",
        label: &["coreference"],
        gold: GUM,
        score: &["coreference"],
    },
    Labelled {
        title: "Coreference on gold words, GUM dev, news and interviews",
        about: "The same for the documents of the two genres of the press, for the antecedents of persons.",
        label: &["coreference"],
        gold: GUM,
        score: &["coreference", "--only", "_news_,_interview_"],
    },
];

/// Measures everything that can be measured on this machine.
pub fn run(long: bool) -> Result<()> {
    ensure!(cases::available(), "the measures need the folder shared/ beside the repository");
    // One build for all; optimised, without the slow link of a release.
    shell::run("cargo", &["build", "--profile", "fast", "--workspace", "--bins", "--examples"])?;
    let mut page = String::from(
        "# Accuracy\n\nMade by `cargo xtask accuracy`; nothing in this file is typed by hand. Scores of the model's heads on held-out \
         data, with and without quantisation, are in `models/CARD.md`.\n\n## Cases: what a careful reader takes from an article\n\n\
         Found and wanted, summed as the checker of the cases counts them; precision is matched and given. \"Side\" lets a person stand for his \
         state. Full: right day and status too. The cases of `examples/` were annotated before the coder was run on them. The \
         misses of most were then read while the rules were improved: they are development data. Those of `eval/held-out.txt` \
         were measured only; their row is what to expect of an article that nobody tuned on.\n\n",
    );
    let scores = cases::score("target/fast/demarche", None, false)?;
    page.push_str(&cases::table(&scores));
    page.push_str(&shares(&scores));
    page.push_str(&argued()?);
    for measure in MEASURES.iter().filter(|measure| long || !measure.long) {
        eprintln!("\n{}", measure.title);
        let (example, rest) = measure.arguments.split_first().expect("a measure names its example");
        let output = shell::output(&format!("target/fast/examples/{example}"), rest)?;
        let command = measure.arguments.join(" ");
        let _ = write!(
            page,
            "\n## {}\n\n{} Example `{command}`.\n\n```text\n{}\n```\n",
            measure.title,
            measure.about,
            output.trim_end()
        );
    }
    page.push_str(&folds::section()?);
    for measure in &LABELLED {
        eprintln!("\n{}", measure.title);
        page.push_str(&labelled(measure)?);
    }
    fs::write(shell::root().join("ACCURACY.md"), page)?;
    fs::write(shell::root().join("eval/cases.csv"), csv(&scores))?;
    println!("ACCURACY.md and eval/*.csv are written");
    Ok(())
}

/// The section of the argument; writes the row of every article.
fn argued() -> Result<String> {
    eprintln!("\nArgument, on its gold standard");
    let scores = argument::score("target/fast/demarche", None, false)?;
    fs::write(shell::root().join(argument::CSV), scores.csv())?;
    let agreement = argument::agreement()?.map(|agreement| format!("\n{agreement}")).unwrap_or_default();
    Ok(format!(
        "\n## Argument: positions, shifts, drivers, agenda, background, issues\n\n50 newswire articles annotated by hand after \
         `eval/argument/GUIDELINES.md`, chosen by a rule and split by a hash before that (`choose.py`); the misses of the test part are never \
         read. F1 of facts that a good reader must have; what is not required counts neither way. A position is right with its \
         holder (a person may stand for his state), its issue (the words overlap, or stand in one sentence with issues that share a \
         word) and its kind; a driver with its words, factor, direction and the sentence of what it acts on. B3: a mention that is not \
         found has no recall; mentions found beyond those of the gold standard count neither way. `cargo xtask argument`.\n\n{}{agreement}",
        scores.table()
    ))
}

/// The section of one measure of labels.
fn labelled(measure: &Labelled) -> Result<String> {
    const FOUND: &str = "target/labelled.conllu";
    let label = [&["label"], measure.label, &[measure.gold, "--output", FOUND]].concat();
    shell::output("target/fast/demarche", &label)?;
    let (kind, options) = measure.score.split_first().expect("a measure says what it scores");
    let score = [&[*kind, measure.gold, FOUND], options].concat();
    let output = shell::output("target/fast/examples/treebank_scores", &score)?;
    Ok(format!(
        "\n## {}\n\n{} `demarche label {} {}`, example `treebank_scores {}`.\n\n```text\n{}\n```\n",
        measure.title,
        measure.about,
        measure.label.join(" "),
        measure.gold,
        measure.score.join(" "),
        output.trim_end()
    ))
}

/// The shares over all examples as a line for each measure.
fn shares(scores: &[(String, Score)]) -> String {
    let sum = cases::total(scores.iter().filter(|(name, _)| name.starts_with("examples")).map(|(_, score)| score));
    let [(_, read), (_, held_out)] = cases::groups(scores);
    let mut out = String::from(
        "\nOver the cases of `examples/`:\n\n| measure | all: share | of | read | of | held out | of |\n|---|---|---|---|---|---|---|\n",
    );
    let share = |(got, of): (u64, u64)| format!("{:.3} | {of}", got as f64 / of.max(1) as f64);
    for (measure, &all) in &sum {
        let of = |group: &Score| share(group.get(measure).copied().unwrap_or_default());
        let _ = writeln!(out, "| {measure} | {} | {} | {} |", share(all), of(&read), of(&held_out));
    }
    out
}

/// Every case and measure as a row, so that a change shows which cases got better and which worse.
fn csv(scores: &[(String, Score)]) -> String {
    let mut out = String::from("case,measure,got,of\n");
    for (name, score) in scores {
        for (measure, (got, of)) in score {
            let _ = writeln!(out, "{name},{measure},{got},{of}");
        }
    }
    out
}
