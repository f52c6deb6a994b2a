//! One article's argument as somebody marked it or as the program found it, in one shape: facts with the spans that support them.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::Value;

/// First byte and one past the last, in the text of the annotation.
pub type Span = (usize, usize);

/// A position, shift, driver, agenda item or event.
#[derive(Clone, Debug, Default)]
pub struct Fact {
    /// Names of who holds it, as sets of words in lower case; none where a state alone is meant. Any of those who share a stand.
    pub names: Vec<BTreeSet<String>>,
    /// The states that the holders are or speak for, ISO 3166-1 alpha-3.
    pub states: Vec<String>,
    /// Kind of a position, factor of a driver, status of an agenda item, "background" or "current" of an event.
    pub label: String,
    /// Direction of a driver: push, restrain or either.
    pub direction: String,
    /// Content words of the issue's name and mentions.
    pub issue: BTreeSet<String>,
    /// The words that support it; any of them will do.
    pub spans: Vec<Span>,
    /// What a driver acts on; none where the annotation does not say.
    pub effect: Vec<Span>,
    /// Whether a good reader must have it.
    pub required: bool,
}

/// A mention of an issue and the name of its issue.
#[derive(Clone, Debug)]
pub struct Mention {
    /// Where.
    pub span: Span,
    /// Which.
    pub issue: String,
}

/// Everything of one article.
#[derive(Clone, Debug, Default)]
pub struct Annotation {
    /// The text that the spans are of.
    pub text: String,
    /// Where the sides stand.
    pub positions: Vec<Fact>,
    /// What moved.
    pub shifts: Vec<Fact>,
    /// What moved it.
    pub drivers: Vec<Fact>,
    /// What is next.
    pub agenda: Vec<Fact>,
    /// What happened, now or in an earlier round.
    pub events: Vec<Fact>,
    /// Mentions of issues.
    pub mentions: Vec<Mention>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GoldFile {
    issue: Vec<GoldIssue>,
    position: Vec<GoldFact>,
    shift: Vec<GoldFact>,
    driver: Vec<GoldFact>,
    agenda: Vec<GoldFact>,
    event: Vec<GoldFact>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GoldIssue {
    id: String,
    mentions: Vec<Span>,
}

/// A row of any table of a gold file; what does not belong to its table is empty.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "strength, hedged, rank, who and when are annotated and not scored yet")]
struct GoldFact {
    #[serde(default)]
    holder: Vec<String>,
    #[serde(default)]
    state: Vec<String>,
    issue: Option<String>,
    kind: Option<String>,
    strength: Option<String>,
    hedged: Option<bool>,
    factor: Option<String>,
    direction: Option<String>,
    rank: Option<u32>,
    of: Option<Span>,
    status: Option<String>,
    who: Option<Vec<String>>,
    when: Option<Vec<String>>,
    background: Option<bool>,
    span: Span,
    #[serde(default = "yes")]
    required: bool,
}

fn yes() -> bool {
    true
}

/// Words in lower case without those that say nothing.
pub fn words(text: &str) -> BTreeSet<String> {
    const EMPTY: [&str; 22] = [
        "the", "and", "for", "its", "their", "his", "her", "with", "from", "that", "this", "any", "all", "some",
        "more", "which", "who", "was", "are", "has", "not", "new",
    ];
    text.split(|letter: char| !letter.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|word| word.chars().count() > 1 && !EMPTY.contains(&word.as_str()))
        .collect()
}

/// Content words of an issue, cut to five letters so that "negotiations" meets "negotiating".
fn issue_words(text: &str) -> BTreeSet<String> {
    words(text).into_iter().filter(|word| word.chars().count() > 2).map(|word| word.chars().take(5).collect()).collect()
}

impl Annotation {
    /// A gold file (`mark.py` says its format); its spans are of `original`, which `text` holds but for white space.
    pub fn from_gold(toml: &str, original: &str, text: &str) -> Result<Self> {
        let places = Places::new(original, text).context("the text of the article is not what was annotated")?;
        let gold: GoldFile = toml::from_str(toml)?;
        let moved = |span: Span| places.of(span).with_context(|| format!("{span:?} holds no words of the text"));
        let mut issues: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        let mut mentions = Vec::new();
        for issue in &gold.issue {
            let known = issues.entry(&issue.id).or_insert_with(|| issue_words(&issue.id));
            for &mention in &issue.mentions {
                let span = moved(mention)?;
                known.extend(issue_words(&text[span.0..span.1]));
                mentions.push(Mention { span, issue: issue.id.clone() });
            }
        }
        let fact = |row: &GoldFact| -> Result<Fact> {
            let told = row.background.map(|background| told(background).to_owned());
            let issue = row.issue.as_deref();
            Ok(Fact {
                names: row.holder.iter().map(|name| words(name)).collect(),
                states: row.state.clone(),
                label: [&row.kind, &row.factor, &row.status, &told]
                    .into_iter()
                    .flatten()
                    .next()
                    .cloned()
                    .unwrap_or_default(),
                direction: row.direction.clone().unwrap_or_default(),
                issue: issue.map(|id| issues.get(id).cloned().unwrap_or_else(|| issue_words(id))).unwrap_or_default(),
                spans: vec![moved(row.span)?],
                effect: row.of.map(moved).transpose()?.into_iter().collect(),
                required: row.required,
            })
        };
        let facts = |rows: &[GoldFact]| -> Result<Vec<Fact>> { rows.iter().map(fact).collect() };
        Ok(Self {
            positions: facts(&gold.position)?,
            shifts: facts(&gold.shift)?,
            drivers: facts(&gold.driver)?,
            agenda: facts(&gold.agenda)?,
            events: facts(&gold.event)?,
            text: text.to_owned(),
            mentions,
        })
    }

    /// Positions, shifts and drivers of a case's `expected.toml`, whose quotes are looked for in the text.
    pub fn from_expected(toml: &str, text: &str) -> Result<Self> {
        let case: toml::Table = toml::from_str(toml)?;
        let rows = |table: &str| case.get(table).and_then(toml::Value::as_array).cloned().unwrap_or_default();
        let string = |row: &toml::Value, key: &str| row.get(key).and_then(toml::Value::as_str).map(str::to_owned);
        let states: BTreeMap<String, String> =
            rows("actor").iter().filter_map(|row| Some((string(row, "name")?, string(row, "country")?))).collect();
        let facts = |table: &str, label: &str| -> Vec<Fact> {
            let fact = |row: &toml::Value| {
                let also = row.get("evidence_also").and_then(toml::Value::as_array).into_iter().flatten();
                let quotes = also.filter_map(toml::Value::as_str).map(str::to_owned).chain(string(row, "evidence"));
                let spans: Vec<Span> =
                    quotes.filter_map(|quote| Some(text.find(&quote)?).map(|at| (at, at + quote.len()))).collect();
                let holder = string(row, "holder");
                (!spans.is_empty()).then(|| Fact {
                    states: holder.as_ref().and_then(|name| states.get(name)).cloned().into_iter().collect(),
                    names: holder.iter().map(|name| words(name)).collect(),
                    label: string(row, label).unwrap_or_default(),
                    direction: string(row, "direction").unwrap_or_default(),
                    issue: string(row, "issue").map(|issue| issue_words(&issue)).unwrap_or_default(),
                    spans,
                    effect: Vec::new(),
                    required: row.get("required").and_then(toml::Value::as_bool).unwrap_or(true),
                })
            };
            rows(table).iter().filter_map(fact).collect()
        };
        Ok(Self {
            positions: facts("position", "kind"),
            shifts: facts("shift", ""),
            drivers: facts("driver", "factor"),
            text: text.to_owned(),
            ..Self::default()
        })
    }

    /// What `demarche read --format json` printed of one article.
    pub fn from_findings(findings: &Value) -> Result<Self> {
        let text = findings["articles"][0]["text"].as_str().context("the findings hold no article")?.to_owned();
        let rows = |key: &str| findings[key].as_array().map(Vec::as_slice).unwrap_or_default();
        let actors: BTreeMap<&str, &Value> =
            rows("actors").iter().filter_map(|actor| Some((actor["id"].as_str()?, actor))).collect();
        let issues: BTreeMap<&str, &Value> =
            rows("issues").iter().filter_map(|issue| Some((issue["name"].as_str()?, issue))).collect();
        let spans =
            |row: &Value| -> Vec<Span> { row["evidence"].as_array().into_iter().flatten().filter_map(span).collect() };
        let effects: BTreeMap<&str, Vec<Span>> = ["shifts", "events", "positions", "agenda"]
            .iter()
            .flat_map(|table| rows(table))
            .filter_map(|row| Some((row["id"].as_str()?, spans(row))))
            .collect();
        let fact = |row: &Value, label: &str| {
            let actor = row["holder"].as_str().and_then(|id| actors.get(id)).copied().unwrap_or(&Value::Null);
            let aliases = actor["aliases"].as_array().into_iter().flatten();
            // A group, a party or an alliance does not stand for the state that it lives in.
            let speaks = matches!(actor["kind"].as_str(), Some("person" | "state" | "government" | "people"));
            let issue = row["issue"].as_str().unwrap_or_default();
            let known = issues.get(issue).and_then(|issue| issue["aliases"].as_array()).into_iter().flatten();
            Fact {
                names: aliases
                    .chain([&actor["name"]])
                    .filter_map(Value::as_str)
                    .map(words)
                    .filter(|name| !name.is_empty())
                    .collect(),
                states: actor["state"].as_str().filter(|_| speaks).map(str::to_owned).into_iter().collect(),
                label: row[label].as_str().unwrap_or_default().to_owned(),
                direction: row["direction"].as_str().unwrap_or_default().to_owned(),
                issue: known.filter_map(Value::as_str).chain([issue]).flat_map(issue_words).collect(),
                spans: spans(row),
                effect: row["of"].as_str().and_then(|id| effects.get(id)).cloned().unwrap_or_default(),
                required: true,
            }
        };
        let facts = |table: &str, label: &str| rows(table).iter().map(|row| fact(row, label)).collect();
        let event = |row: &Value| Fact { label: told(row["background"] == true).to_owned(), ..fact(row, "") };
        Ok(Self {
            positions: facts("positions", "kind"),
            shifts: facts("shifts", ""),
            drivers: facts("drivers", "factor"),
            agenda: facts("agenda", "status"),
            events: rows("events").iter().map(event).collect(),
            mentions: mentions(findings, None),
            text,
        })
    }

    /// The words of a fact.
    pub fn quote(&self, fact: &Fact) -> &str {
        fact.spans.first().and_then(|&(start, end)| self.text.get(start..end)).unwrap_or_default()
    }
}

/// Where the words of one text stand in another that holds it with other white space and more before and after.
struct Places {
    /// Byte of each letter of the original that is no white space.
    from: Vec<usize>,
    /// First byte and one past the last of the same letters in the other text.
    to: Vec<Span>,
}

impl Places {
    /// None where the other text does not hold the original.
    fn new(original: &str, text: &str) -> Option<Self> {
        let letters =
            |text: &str| -> Vec<(usize, char)> { text.char_indices().filter(|(_, c)| !c.is_whitespace()).collect() };
        let (from, to) = (letters(original), letters(text));
        let same = |window: &&[(usize, char)]| window.iter().map(|(_, c)| c).eq(from.iter().map(|(_, c)| c));
        let held = to.windows(from.len().max(1)).find(same)?;
        let to = held.iter().map(|&(at, c)| (at, at + c.len_utf8())).collect();
        Some(Self { from: from.into_iter().map(|(at, _)| at).collect(), to })
    }

    /// The span in the other text; none where it holds no letter.
    fn of(&self, (start, end): Span) -> Option<Span> {
        let first = self.from.partition_point(|&at| at < start);
        let last = self.from.partition_point(|&at| at < end).checked_sub(1)?;
        (first <= last).then(|| Some((self.to.get(first)?.0, self.to.get(last)?.1)))?
    }
}

/// Mentions of issues in findings, of one article where it is named.
pub fn mentions(findings: &Value, article: Option<&str>) -> Vec<Mention> {
    let mut mentions = Vec::new();
    for issue in findings["issues"].as_array().into_iter().flatten() {
        for evidence in issue["evidence"].as_array().into_iter().flatten() {
            let here = article.is_none_or(|article| evidence["article"] == article);
            if let (true, Some(span)) = (here, span(evidence)) {
                mentions.push(Mention { span, issue: issue["id"].as_str().unwrap_or_default().to_owned() });
            }
        }
    }
    mentions
}

fn span(evidence: &Value) -> Option<Span> {
    Some((usize::try_from(evidence["start"].as_u64()?).ok()?, usize::try_from(evidence["end"].as_u64()?).ok()?))
}

/// The label of an event.
fn told(background: bool) -> &'static str {
    if background { "background" } else { "current" }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Velmark wants a quota. Ardenia refused the quota.";

    #[test]
    fn a_gold_file_is_moved_to_the_text_and_knows_the_words_of_its_issues() {
        let toml = r#"
            issue = [{ id = "teal-bank", mentions = [[14, 21]] }]
            position = [{ holder = ["Velmark"], issue = "teal-bank", kind = "demand", strength = "stated", span = [0, 21] }]
            shift = []
            driver = []
            agenda = []
            event = [{ background = true, span = [31, 38], required = false }]
        "#;
        let text = format!("Title\n\n{}", TEXT.replacen(". ", ".\n\n", 1));
        let gold = Annotation::from_gold(toml, TEXT, &text).expect("the file is right");
        assert_eq!(gold.quote(&gold.positions[0]), "Velmark wants a quota");
        assert!(gold.positions[0].issue.contains("quota") && gold.positions[0].issue.contains("teal"));
        assert_eq!((gold.events[0].label.as_str(), gold.events[0].required), ("background", false));
        assert_eq!(gold.quote(&gold.events[0]), "refused");
        assert!(Annotation::from_gold(toml, TEXT, "another text").is_err());
    }

    #[test]
    fn a_case_is_found_by_its_quotes() {
        let toml = r#"
            [[actor]]
            name = "Ida Lund"
            country = "NOR"
            [[position]]
            holder = "Ida Lund"
            issue = "quota"
            kind = "rejection"
            evidence = "refused the quota"
            [[position]]
            holder = "Ida Lund"
            kind = "demand"
            evidence = "words that are not there"
        "#;
        let case = Annotation::from_expected(toml, TEXT).expect("the case is right");
        assert_eq!(case.positions.len(), 1);
        assert_eq!(case.positions[0].states, ["NOR"]);
        assert_eq!(case.quote(&case.positions[0]), "refused the quota");
    }

    #[test]
    fn an_alliance_does_not_stand_for_its_state() {
        let findings = serde_json::json!({
            "articles": [{ "text": TEXT }],
            "actors": [{ "id": "a", "name": "Alliance", "kind": "armed_group", "state": "COD", "aliases": [] }],
            "positions": [{ "id": "p1", "holder": "a", "kind": "demand", "issue": "quota", "evidence": [{ "start": 0, "end": 7 }] }],
        });
        let found = Annotation::from_findings(&findings).expect("the findings are right");
        assert!(found.positions[0].states.is_empty());
        assert_eq!(found.quote(&found.positions[0]), "Velmark");
    }
}
