//! Scores of the argument against its gold standard (`eval/argument`): positions, shifts, drivers, agenda, background, issues; and the
//! agreement between the two annotators. The misses of the test part are never shown.

mod annotation;
mod compare;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{cases, shell};
use annotation::{Annotation, Fact, Mention};
use compare::{Bcubed, Comparison, Matching, Tally, alpha};

const NEWSWIRE: &str = "../shared/data/newswire";
const GOLD: &str = "eval/argument/gold";
const TRAIN: &str = "eval/argument/train";
const SECOND: &str = "eval/argument/second";
/// The score of every article, so that a change shows which got better and which worse.
pub const CSV: &str = "eval/argument/scores.csv";

/// The lines of the table that are F1 of facts: name, what the project aims at (0: shown for comparison), and how they are paired.
type Measure = (&'static str, f64, fn(&Comparison<'_>) -> Matching);

const MEASURES: [Measure; 8] = [
    ("positions: holder, issue, kind", 0.60, |comparison| comparison.positions(true, false)),
    ("positions: holder, issue", 0.0, |comparison| comparison.positions(false, false)),
    ("positions: holder, issue that shares a word, kind", 0.0, |comparison| comparison.positions(true, true)),
    ("shifts: holder, sentence", 0.55, |comparison| comparison.shifts()),
    ("drivers: effect, factor, direction", 0.60, |comparison| comparison.drivers(true, true)),
    ("drivers: factor, direction", 0.0, |comparison| comparison.drivers(true, false)),
    ("drivers: effect, direction", 0.0, |comparison| comparison.drivers(false, true)),
    ("agenda items", 0.0, |comparison| comparison.agenda()),
];
const STATUS: (&str, f64) = ("agenda: status of items found", 0.80);
const BACKGROUND: (&str, f64) = ("background told from current, events found", 0.90);
const BACKGROUND_F1: &str = "background events, F1";
const ISSUES: (&str, f64) = ("issues: B3 over mentions", 0.75);
const ISSUES_FOUND: &str = "issues: B3 of the mentions found";
const ISSUES_ACROSS: &str = "issues: B3 across articles";

/// Parts in the order of the table. `train` is what was learned from, and is scored alone. The last two are cases of `examples/`: positions, shifts and drivers alone.
const PARTS: [&str; 5] = ["train", "dev", "test", "examples read", "examples held out"];

/// Sums of one part.
#[derive(Default)]
struct Sums {
    facts: BTreeMap<&'static str, Tally>,
    /// Equal and paired.
    statuses: (usize, usize),
    /// Pairs of labels of events, the second none where the event was not found.
    events: Vec<(String, Option<String>)>,
    issues: Bcubed,
    across: Bcubed,
}

/// What was measured: the sums of each part, and the rows of the table by article.
pub struct Scores {
    parts: BTreeMap<&'static str, Sums>,
    csv: String,
}

/// `cargo xtask argument`; `only` is `dev` or `train`.
pub fn run(only: Option<&str>, misses: bool) -> Result<()> {
    shell::run("cargo", &["build", "--quiet", "--profile", "fast", "--package", "demarche"])?;
    let scores = score("target/fast/demarche", only, misses)?;
    if only.is_none() {
        std::fs::write(shell::root().join(CSV), scores.csv())?;
    }
    print!("{}", scores.table());
    if let Some(agreement) = agreement()? {
        print!("\n{agreement}");
    }
    Ok(())
}

/// Part and id of every newswire article of the gold standard, or of the part that the cues and the models of the argument learn from.
fn listed(folder: &str) -> Result<Vec<(String, String)>> {
    let list = std::fs::read_to_string(shell::root().join(folder).join("LIST"))?;
    let rows = list.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(' '));
    Ok(rows.map(|(part, id)| (part.to_owned(), id.to_owned())).collect())
}

/// The lines of the newswire by id.
fn newswire() -> Result<BTreeMap<String, String>> {
    let folder = shell::root().join(NEWSWIRE);
    let mut articles = BTreeMap::new();
    for entry in std::fs::read_dir(&folder).with_context(|| format!("{} cannot be read", folder.display()))?.flatten() {
        if entry.path().extension().is_some_and(|extension| extension == "jsonl") {
            for line in std::fs::read_to_string(entry.path())?.lines() {
                let item: Value = serde_json::from_str(line)?;
                articles.insert(item["id"].as_str().unwrap_or_default().to_owned(), line.to_owned());
            }
        }
    }
    Ok(articles)
}

/// What the program finds in some files.
fn read(binary: &str, inputs: &[String], output: &Path) -> Result<Value> {
    let output = output.display().to_string();
    let mut arguments = vec!["read", "--quiet", "--format", "json", "--output", &output];
    arguments.extend(inputs.iter().map(String::as_str));
    shell::output(binary, &arguments)?;
    serde_json::from_str(&std::fs::read_to_string(&output)?).context("the findings are no JSON")
}

/// Runs the program over the gold standard, or over its dev part or the train part alone. Prints the misses of those two, where asked.
pub fn score(binary: &str, only: Option<&str>, misses: bool) -> Result<Scores> {
    let work = shell::root().join("target/argument");
    std::fs::create_dir_all(&work)?;
    let mut scores = Scores { parts: BTreeMap::new(), csv: String::from("article,part,measure,right,wanted,given\n") };
    let newswire = newswire()?;
    let mut files: BTreeMap<&'static str, Vec<(String, Annotation, PathBuf)>> = BTreeMap::new();
    let folder = if only == Some("train") { TRAIN } else { GOLD };
    for (part, id) in listed(folder)? {
        let Some(part) = PARTS.into_iter().find(|name| *name == part) else {
            bail!("{part} is no part of the gold standard")
        };
        if only.is_some_and(|only| part != only) {
            continue;
        }
        let line = newswire.get(&id).with_context(|| format!("{NEWSWIRE} has no article {id}"))?;
        let file = work.join(format!("{id}.jsonl"));
        std::fs::write(&file, format!("{line}\n"))?;
        let findings = read(binary, &[file.display().to_string()], &work.join(format!("{id}.json")))?;
        let found = Annotation::from_findings(&findings)?;
        let item: Value = serde_json::from_str(line)?;
        let text = item["text"].as_str().unwrap_or_default();
        let toml = std::fs::read_to_string(shell::root().join(folder).join(format!("{id}.toml")))?;
        let gold = Annotation::from_gold(&toml, text, &found.text).with_context(|| format!("{folder}/{id}.toml"))?;
        scores.add(part, &id, &gold, &found, misses && matches!(part, "dev" | "train"));
        files.entry(part).or_default().push((id, gold, file));
    }
    for (part, articles) in files {
        let inputs: Vec<String> = articles.iter().map(|(_, _, file)| file.display().to_string()).collect();
        let findings = read(binary, &inputs, &work.join(format!("{part}.json")))?;
        let mut gold: Vec<(usize, Mention)> = Vec::new();
        let mut found = Vec::new();
        for (number, (id, annotation, _)) in articles.iter().enumerate() {
            gold.extend(annotation.mentions.iter().map(|mention| (number, mention.clone())));
            found.extend(annotation::mentions(&findings, Some(id)).into_iter().map(|mention| (number, mention)));
        }
        scores.parts.entry(part).or_default().across.add(&gold, &found);
    }
    if only.is_none() {
        for (folder, held_out) in cases::examples() {
            let name = folder.strip_prefix(shell::root()).unwrap_or(&folder).display().to_string();
            let article = cases::article(&folder)?.display().to_string();
            let findings = read(binary, &[article], &work.join(name.replace('/', "_") + ".json"))?;
            let found = Annotation::from_findings(&findings)?;
            let toml = std::fs::read_to_string(folder.join("expected.toml"))?;
            let gold = Annotation::from_expected(&toml, &found.text).with_context(|| name.clone())?;
            scores.add(if held_out { "examples held out" } else { "examples read" }, &name, &gold, &found, false);
        }
    }
    Ok(scores)
}

impl Scores {
    /// Adds one article to the sums of its part.
    fn add(&mut self, part: &'static str, name: &str, gold: &Annotation, found: &Annotation, misses: bool) {
        let sums = self.parts.entry(part).or_default();
        let comparison = Comparison::new(gold, found);
        if misses {
            println!("\n{name}");
        }
        for (measure, aim, pair) in MEASURES {
            let matching = pair(&comparison);
            sums.facts.entry(measure).or_default().add(matching.tally);
            let Tally { right, wanted, given } = matching.tally;
            let _ = writeln!(self.csv, "{name},{part},\"{measure}\",{right},{wanted},{given}");
            if misses && (aim > 0.0 || measure.starts_with("agenda")) {
                show(measure, &comparison, &matching);
            }
        }
        if gold.events.is_empty() {
            return;
        }
        let (equal, paired) = comparison.statuses();
        sums.statuses.0 += equal;
        sums.statuses.1 += paired;
        let events = comparison.events();
        if misses {
            for (fact, (label, given)) in gold.events.iter().zip(&events) {
                match given {
                    Some(given) if given != label => println!("  told as {given}, is {label}: {}", gold.quote(fact)),
                    None => println!("  no event: {}", gold.quote(fact)),
                    Some(_) => {}
                }
            }
        }
        sums.events.extend(events.iter().map(|(label, given)| ((*label).to_owned(), given.map(str::to_owned))));
        let of = |annotation: &Annotation| -> Vec<(usize, Mention)> {
            annotation.mentions.iter().map(|mention| (0, mention.clone())).collect()
        };
        sums.issues.add(&of(gold), &of(found));
    }

    /// The rows of every article.
    pub fn csv(&self) -> &str {
        &self.csv
    }

    /// Shares of every measure of a part, by the measure's name.
    fn shares(&self, part: &str) -> BTreeMap<&'static str, (f64, String)> {
        let mut shares = BTreeMap::new();
        let Some(sums) = self.parts.get(part) else { return shares };
        for (measure, tally) in &sums.facts {
            if tally.wanted + tally.given > 0 {
                shares.insert(
                    *measure,
                    (tally.f1(), format!("{} of {}, {} given", tally.right, tally.wanted, tally.given)),
                );
            }
        }
        if sums.events.is_empty() {
            return shares;
        }
        let share = |right: usize, of: usize| (right as f64 / of.max(1) as f64, format!("{right} of {of}"));
        shares.insert(STATUS.0, share(sums.statuses.0, sums.statuses.1));
        let told = |label: &str, given: &str| {
            sums.events.iter().filter(|(one, other)| one == label && other.as_deref() == Some(given)).count()
        };
        let found = sums.events.iter().filter(|(_, given)| given.is_some()).count();
        let right = told("background", "background");
        let (accuracy, of) = share(right + told("current", "current"), found);
        shares.insert(BACKGROUND.0, (accuracy, format!("{of}; {} events in all", sums.events.len())));
        let (late, early) = (told("background", "current"), told("current", "background"));
        let f1 = 2.0 * right as f64 / (2 * right + late + early).max(1) as f64;
        shares.insert(
            BACKGROUND_F1,
            (f1, format!("{right} right, {late} told as current, {early} wrongly as background")),
        );
        let scored = [
            (ISSUES.0, sums.issues, sums.issues.scores()),
            (ISSUES_FOUND, sums.issues, sums.issues.of_found()),
            (ISSUES_ACROSS, sums.across, sums.across.scores()),
        ];
        for (name, bcubed, (precision, recall, f1)) in scored {
            let detail = format!(
                "precision {precision:.2}, recall {recall:.2}; {} of {} mentions found, {} given",
                bcubed.paired, bcubed.wanted, bcubed.given
            );
            shares.insert(name, (f1, detail));
        }
        shares
    }

    /// A Markdown table with a row for each measure.
    pub fn table(&self) -> String {
        let mut out = String::from("| measure | aim |");
        let parts: Vec<&str> = PARTS.into_iter().filter(|part| self.parts.contains_key(part)).collect();
        parts.iter().for_each(|part| _ = write!(out, " {part} | |"));
        out.push_str("\n|---|---|");
        parts.iter().for_each(|_| out.push_str("---|---|"));
        out.push('\n');
        let shares: Vec<_> = parts.iter().map(|part| self.shares(part)).collect();
        for (measure, aim) in rows() {
            let aim = if aim > 0.0 { format!("{aim:.2}") } else { String::from("–") };
            let _ = write!(out, "| {measure} | {aim} |");
            for part in &shares {
                match part.get(measure) {
                    Some((share, detail)) => _ = write!(out, " {share:.3} | {detail} |"),
                    None => out.push_str(" – | |"),
                }
            }
            out.push('\n');
        }
        out
    }

    /// Fails when a measure of the test part lies under its floor in `eval/argument/floors.toml`.
    pub fn hold_floors(&self) -> Result<()> {
        let text = std::fs::read_to_string(shell::root().join("eval/argument/floors.toml"))?;
        let floors: BTreeMap<String, f64> = toml::from_str(&text).context("eval/argument/floors.toml")?;
        let shares = self.shares("test");
        let mut low = Vec::new();
        for (measure, floor) in floors {
            let Some((share, _)) = shares.get(measure.as_str()) else {
                bail!("eval/argument/floors.toml: {measure:?} is no measure")
            };
            if share + 1e-9 < floor {
                low.push(format!("{measure} is {share:.3}, under its floor {floor:.3}"));
            }
        }
        anyhow::ensure!(low.is_empty(), "the argument got worse on the test part:\n{}", low.join("\n"));
        Ok(())
    }
}

/// Name and aim of every row of the table.
fn rows() -> impl Iterator<Item = (&'static str, f64)> {
    let facts = MEASURES.into_iter().map(|(measure, aim, _)| (measure, aim));
    facts.chain([STATUS, BACKGROUND, (BACKGROUND_F1, 0.0), ISSUES, (ISSUES_FOUND, 0.0), (ISSUES_ACROSS, 0.0)])
}

/// Prints what one measure misses in an article of the dev part, and what it finds that is not wanted.
fn show(measure: &str, comparison: &Comparison<'_>, matching: &Matching) {
    let (gold, found) = comparison.sides();
    let of = |annotation: &'_ Annotation| -> Vec<Fact> {
        match measure.split(':').next() {
            Some("positions") => annotation.positions.clone(),
            Some("shifts") => annotation.shifts.clone(),
            Some("drivers") => annotation.drivers.clone(),
            _ => annotation.agenda.clone(),
        }
    };
    let kind = measure.split(':').next().unwrap_or(measure);
    let line = |annotation: &Annotation, fact: &Fact| {
        let names: Vec<String> =
            fact.names.iter().map(|name| name.iter().cloned().collect::<Vec<_>>().join(" ")).collect();
        let who = names.into_iter().chain(fact.states.iter().cloned()).next().unwrap_or_default();
        format!("{who} {} {} | {}", fact.label, fact.direction, annotation.quote(fact).replace('\n', " "))
    };
    for &missed in &matching.missed {
        println!("  {kind} missed: {}", line(gold, &of(gold)[missed]));
    }
    for &spurious in &matching.spurious {
        println!("  {kind} not wanted: {}", line(found, &of(found)[spurious]));
    }
}

/// How far the two annotators agree, over what both have annotated; none where there is no second annotation.
pub fn agreement() -> Result<Option<String>> {
    let mut sums = Sums::default();
    let (mut articles, mut kinds) = (0, Vec::new());
    let newswire = newswire()?;
    let list = std::fs::read_to_string(shell::root().join(SECOND).join("LIST"))?;
    for (_, name) in list.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(' ')) {
        let second = shell::root().join(SECOND).join(name.replace('/', "_") + ".toml");
        let Ok(second) = std::fs::read_to_string(second) else { continue };
        let (first, text) = if let Some(line) = newswire.get(name) {
            let item: Value = serde_json::from_str(line)?;
            let text = item["text"].as_str().unwrap_or_default().to_owned();
            let toml = std::fs::read_to_string(shell::root().join(GOLD).join(format!("{name}.toml")))?;
            (Annotation::from_gold(&toml, &text, &text)?, text)
        } else {
            let folder = shell::root().join(name);
            let article = cases::article(&folder)?;
            let mut text = std::fs::read_to_string(&article)?;
            if article.extension().is_some_and(|extension| extension == "jsonl") {
                let item: Value = serde_json::from_str(&text)?;
                text = item["text"].as_str().unwrap_or_default().to_owned();
            }
            (Annotation::from_expected(&std::fs::read_to_string(folder.join("expected.toml"))?, &text)?, text)
        };
        let second = Annotation::from_gold(&second, &text, &text).with_context(|| format!("{SECOND}: {name}"))?;
        let comparison = Comparison::new(&first, &second);
        for (measure, _, pair) in MEASURES {
            if !first.events.is_empty() || !measure.starts_with("agenda") {
                sums.facts.entry(measure).or_default().add(pair(&comparison).tally);
            }
        }
        kinds.extend(comparison.kinds());
        articles += 1;
        if !first.events.is_empty() {
            let (equal, paired) = comparison.statuses();
            sums.statuses.0 += equal;
            sums.statuses.1 += paired;
            sums.events.extend(
                comparison.events().iter().map(|(label, given)| ((*label).to_owned(), given.map(str::to_owned))),
            );
            let of = |annotation: &Annotation| -> Vec<(usize, Mention)> {
                annotation.mentions.iter().map(|mention| (0, mention.clone())).collect()
            };
            sums.issues.add(&of(&first), &of(&second));
        }
    }
    if articles == 0 {
        return Ok(None);
    }
    let alphas = alpha(&kinds).map_or(String::from("–"), |alpha| format!("{alpha:.3}"));
    let units = kinds.len();
    let between = Scores { parts: BTreeMap::from([("test", sums)]), csv: String::new() };
    let shares = between.shares("test");
    let mut out = format!(
        "Agreement of two annotators over {articles} articles, pairwise F1 (facts that one of them held not required count neither way):\n\n\
         | measure | agreement | |\n|---|---|---|\n"
    );
    for (measure, _) in rows().filter(|(measure, _)| *measure != ISSUES_ACROSS) {
        if let Some((share, detail)) = shares.get(measure) {
            let _ = writeln!(out, "| {measure} | {share:.3} | {detail} |");
        }
    }
    let _ = writeln!(out, "| kinds of positions that both have, Krippendorff's alpha | {alphas} | {units} positions |");
    Ok(Some(out))
}
