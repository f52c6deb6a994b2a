//! A hundred thousand articles: what each costs, what memory it takes, and how long the answers take.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use demarche_dossier::store::{Access, Dossier, Reading, article_key};
use demarche_record::{Article, Basis, Evidence, Findings, Interval, Published};
use jiff::civil::Date;

use super::Row;
use super::desk::{AT, Desk, Dice, name};

/// One stretch of the way.
struct Stretch {
    articles: usize,
    /// Milliseconds of processor time for each article.
    cost: f64,
    /// Milliseconds on the clock for each article.
    wall: f64,
    bytes: u64,
}

/// What was measured.
pub struct Growth {
    stretches: Vec<Stretch>,
    answers: Vec<(String, f64)>,
    memory: u64,
}

/// The articles of the base set with what was read in them.
struct Base {
    articles: Vec<(Article, Findings)>,
    states: Vec<String>,
    words: BTreeMap<usize, Vec<String>>,
}

pub fn growth(desk: &Desk, base: Option<&Path>, count: usize, limit: Duration) -> Result<(Vec<Row>, Growth)> {
    let base = Base::open(desk, base)?;
    let path = desk.empty("grown")?;
    let mut dossier = Dossier::open(&path, Access::Write, Duration::from_secs(5))?;
    let started = Instant::now();
    let stretch = (count / 100).clamp(100, 1000);
    let mut stretches = Vec::new();
    let (mut processor, mut wall) = (Duration::ZERO, Duration::ZERO);
    let time = AT.parse()?;
    for number in 0..count {
        let (page, findings) = base.variant(number);
        let (clock, before) = (Instant::now(), processor_time()?);
        dossier.add(Reading { page: &page, findings, input: None, program: "growth", time }, false)?;
        processor += processor_time()?.saturating_sub(before);
        wall += clock.elapsed();
        if (number + 1) % stretch == 0 {
            let bytes = fs::metadata(&path)?.len();
            let each = |time: Duration| time.as_secs_f64() * 1000.0 / stretch as f64;
            stretches.push(Stretch { articles: number + 1, cost: each(processor), wall: each(wall), bytes });
            (processor, wall) = (Duration::ZERO, Duration::ZERO);
            if started.elapsed() > limit {
                break;
            }
        }
    }
    drop(dossier);
    let memory = peak_memory()?;
    let answers = answers(desk, &path)?;
    let slowest = answers.iter().map(|(_, time)| *time).fold(0.0, f64::max);
    let done = stretches.last().map_or(0, |one| one.articles);
    let thousand = (1000 / stretch).max(1);
    let mean = |part: &[Stretch]| part.iter().map(|one| one.cost).sum::<f64>() / part.len().max(1) as f64;
    let (first, last) = (
        mean(&stretches[..thousand.min(stretches.len())]),
        mean(&stretches[stretches.len().saturating_sub(thousand)..]),
    );
    let what = format!("{done} articles (readings of {} repeated with changes)", base.articles.len());
    let rows = vec![
        Row::new(
            format!("{what}: cost of storing one"),
            format!(
                "{first:.1} ms of processor time in the first {}, {last:.1} ms in the last ({:+.0}%)",
                thousand * stretch,
                (last / first - 1.0) * 100.0
            ),
            (last / first - 1.0).abs() <= 0.2,
        ),
        Row::new(
            format!("{done} articles: memory"),
            format!("{} MB at most", memory / 1_000_000),
            memory < 1_000_000_000,
        ),
        Row::new(
            format!("{done} articles: `show` and `search`"),
            format!("{slowest:.0} ms for the slowest of {} questions, start of the program included", answers.len()),
            slowest < 100.0,
        ),
    ];
    Ok((rows, Growth { stretches, answers, memory }))
}

impl Base {
    fn open(desk: &Desk, base: Option<&Path>) -> Result<Self> {
        let path = match base {
            Some(base) => base.to_owned(),
            None => {
                let path = desk.empty("base")?;
                desk.succeed(&[
                    "add",
                    &name(&path),
                    &name(&crate::shell::root().join("examples")),
                    "--at",
                    AT,
                    "--quiet",
                ])?;
                path
            }
        };
        let mut dossier = Dossier::open(&path, Access::Read, Duration::from_secs(5))?;
        let mut articles = Vec::new();
        dossier.for_each_page(|dossier, page| {
            let findings = dossier.machine_reading(&article_key(&page))?;
            articles.push((page, findings));
            Ok(())
        })?;
        ensure!(!articles.is_empty(), "{} holds no article", path.display());
        let states: BTreeSet<String> = articles
            .iter()
            .flat_map(|(_, findings)| &findings.actors)
            .filter_map(|actor| actor.state.clone())
            .collect();
        let mut words: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
        for (page, _) in &articles {
            for word in page.text.split(|c: char| !c.is_ascii_lowercase()).filter(|word| word.len() > 3) {
                words.entry(word.len()).or_default().insert(word.to_owned());
            }
        }
        let words = words.into_iter().map(|(length, words)| (length, words.into_iter().collect())).collect();
        Ok(Self { articles, states: states.into_iter().collect(), words })
    }

    /// The `number`-th article: another text of the same length, other states and persons, a later day.
    fn variant(&self, number: usize) -> (Article, Findings) {
        let (page, findings) = &self.articles[number % self.articles.len()];
        let round = number / self.articles.len();
        let mut dice = Dice(number as u64);
        let mut page = page.clone();
        page.source = format!("wire/{number}.txt");
        page.title = page.title.map(|title| format!("{title} ({number})"));
        page.text = self.reworded(&page.text, &mut dice);
        let first = Date::constant(1980, 1, 1);
        let day = first.saturating_add(jiff::Span::new().days((number / 9) as i64));
        let base_day =
            findings.articles.first().and_then(|one| one.published.interval.as_ref()).and_then(|one| one.latest);
        let shift = base_day.map_or(0, |base| base.until(day).map_or(0, |span| span.get_days()));
        page.published = Published { interval: Some(Interval::day(day)), basis: Basis::Metadata, clues: vec![] };
        let state = |code: &str| -> String {
            match self.states.binary_search_by(|one| one.as_str().cmp(code)) {
                Ok(index) => self.states[(index + round * 7) % self.states.len()].clone(),
                Err(_) => code.to_owned(),
            }
        };
        let actor = |id: &str| -> String {
            match id.split_once(':') {
                Some(("state", code)) => format!("state:{}", state(code)),
                Some(("person", name)) if round > 0 => format!("person:{name}-{round}"),
                _ => id.to_owned(),
            }
        };
        let findings = Self::moved(findings.clone(), &page, shift, &actor, &state);
        (page, findings)
    }

    /// The text with a third of its longer words replaced by others of the same length, so that every span still fits.
    fn reworded(&self, text: &str, dice: &mut Dice) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while !rest.is_empty() {
            let end = rest.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            let begins = out.chars().next_back().is_none_or(|c| !c.is_alphanumeric());
            match self.words.get(&word.len()) {
                Some(words) if begins && dice.below(3) == 0 => {
                    out.push_str(&words[dice.below(words.len() as u64) as usize])
                }
                _ => out.push_str(word),
            }
            let skip = after.chars().next().map_or(0, char::len_utf8);
            out.push_str(&after[..skip]);
            rest = &after[skip..];
        }
        out
    }

    fn moved(
        mut findings: Findings,
        page: &Article,
        shift: i32,
        actor: &dyn Fn(&str) -> String,
        state: &dyn Fn(&str) -> String,
    ) -> Findings {
        let id = |id: &mut String| *id = actor(id);
        let words = |evidence: &mut Vec<Evidence>| {
            for one in evidence {
                one.article.clone_from(&page.id);
                one.text = one.span.of(&page.text).to_owned();
            }
        };
        let days = |interval: &mut Option<Interval>| {
            if let Some(interval) = interval {
                for day in [&mut interval.earliest, &mut interval.latest].into_iter().flatten() {
                    *day = day.saturating_add(jiff::Span::new().days(shift));
                }
            }
        };
        findings.articles = vec![Article { text: page.text.clone(), ..page.clone() }];
        for one in &mut findings.actors {
            if let Some(code) = one.state.as_mut() {
                *code = state(code);
            }
            id(&mut one.id);
            for mention in &mut one.mentions {
                mention.article.clone_from(&page.id);
                mention.text = mention.span.of(&page.text).to_owned();
            }
        }
        findings.tenures.clear();
        findings.issues.iter_mut().for_each(|one| words(&mut one.evidence));
        for one in &mut findings.events {
            one.sources.iter_mut().chain(&mut one.targets).chain(&mut one.reported_by).for_each(id);
            days(&mut one.when);
            words(&mut one.evidence);
            one.content = one.evidence.first().map(|one| one.text.clone()).unwrap_or_default();
        }
        for one in &mut findings.positions {
            id(&mut one.holder);
            one.reported_by.iter_mut().for_each(id);
            days(&mut one.since);
            words(&mut one.evidence);
        }
        for one in &mut findings.shifts {
            id(&mut one.holder);
            one.asserted_by.iter_mut().for_each(id);
            days(&mut one.when);
            words(&mut one.evidence);
        }
        findings.drivers.iter_mut().for_each(|one| words(&mut one.evidence));
        for one in &mut findings.measures {
            one.reported_by.iter_mut().for_each(id);
            days(&mut one.when);
            words(&mut one.evidence);
        }
        for one in &mut findings.agenda {
            one.who.iter_mut().for_each(id);
            days(&mut one.when);
            words(&mut one.evidence);
        }
        findings
    }
}

/// Milliseconds of each question, start of the program included: the median of five.
fn answers(desk: &Desk, dossier: &Path) -> Result<Vec<(String, f64)>> {
    let dossier = name(dossier);
    let articles = desk.succeed(&["show", &dossier, "articles", "--limit", "1"])?;
    let article = String::from_utf8_lossy(&articles).split_whitespace().next().unwrap_or_default().to_owned();
    let events = desk.succeed(&["show", &dossier, "events", "--limit", "1"])?;
    let event = String::from_utf8_lossy(&events).split_whitespace().next().unwrap_or_default().to_owned();
    let questions: Vec<Vec<&str>> = vec![
        vec!["show"],
        vec!["show", "events"],
        vec!["show", "events", "--actor", "state:USA"],
        vec!["show", "events", "--actor", "state:USA", "--actor", "state:CHN"],
        vec!["show", "events", "--type", "AGREE", "--since", "1985-01-01", "--until", "1985-12-31"],
        vec!["show", "positions"],
        vec!["show", "agenda"],
        vec!["show", "actors"],
        vec!["show", "articles"],
        vec!["show", &article],
        vec!["show", &event],
        vec!["search", "talks"],
        vec!["search", "the"],
        vec!["search", "\"prime minister\"", "visit*"],
        vec!["search", "sanctions", "OR", "ceasefire"],
    ];
    let mut answers = Vec::new();
    for question in questions {
        let arguments: Vec<&str> =
            [question[0], dossier.as_str()].into_iter().chain(question[1..].iter().copied()).collect();
        let mut times = Vec::new();
        for _ in 0..5 {
            let started = Instant::now();
            let output = desk.output(&arguments)?;
            times.push(started.elapsed().as_secs_f64() * 1000.0);
            ensure!(matches!(output.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&output.stderr));
        }
        times.sort_by(f64::total_cmp);
        answers.push((question.join(" ").replace(&article, "ARTICLE").replace(&event, "EVENT"), times[2]));
    }
    Ok(answers)
}

/// Processor time of this thread.
fn processor_time() -> Result<Duration> {
    let text =
        fs::read_to_string("/proc/thread-self/schedstat").context("processor time is read from /proc (Linux)")?;
    let nanoseconds = text.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or(0);
    Ok(Duration::from_nanos(nanoseconds))
}

/// Most memory that this process held, in bytes.
fn peak_memory() -> Result<u64> {
    let text = fs::read_to_string("/proc/self/status")?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0");
    Ok(line.split_whitespace().next().and_then(|number| number.parse::<u64>().ok()).unwrap_or(0) * 1024)
}

impl Growth {
    pub fn table(&self) -> String {
        let mut text = String::from(
            "| articles | processor time of one (ms) | on the clock (ms) | file (MB) |\n|---|---|---|---|\n",
        );
        let every = (self.stretches.len() / 10).max(1);
        for (index, one) in self.stretches.iter().enumerate() {
            if index == 0 || (index + 1) % every == 0 {
                let _ = writeln!(
                    text,
                    "| {} | {:.2} | {:.2} | {} |",
                    one.articles,
                    one.cost,
                    one.wall,
                    one.bytes / 1_000_000
                );
            }
        }
        let _ = writeln!(text, "\nMost memory: {} MB.\n\n| question | ms |\n|---|---|", self.memory / 1_000_000);
        for (question, time) in &self.answers {
            let _ = writeln!(text, "| `{}` | {time:.0} |", question.replace('|', " "));
        }
        text
    }

    pub fn plot(&self) -> String {
        let (width, height, left, top) = (720.0, 300.0, 60.0, 40.0);
        let most = self.stretches.iter().map(|one| one.cost.max(one.wall)).fold(1.0, f64::max).ceil();
        let all = self.stretches.last().map_or(1, |one| one.articles) as f64;
        let x = |articles: usize| left + articles as f64 / all * (width - left - 20.0);
        let y = |cost: f64| top + (1.0 - cost / most) * (height - top - 40.0);
        let line = |cost: &dyn Fn(&Stretch) -> f64| {
            let points = self.stretches.iter().map(|one| format!("{:.1},{:.1}", x(one.articles), y(cost(one))));
            points.collect::<Vec<_>>().join(" ")
        };
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"12\">\n\
             <title>Cost of storing an article by the number stored</title>\n<rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n\
             <text x=\"{left}\" y=\"20\">milliseconds for one article: processor time (blue), on the clock (grey)</text>\n"
        );
        for step in 0..=4 {
            let cost = most * f64::from(step) / 4.0;
            let _ = writeln!(
                svg,
                "<path d=\"M{left} {0:.1}H{1}\" stroke=\"#d0d7de\"/><text x=\"{2}\" y=\"{3:.1}\" text-anchor=\"end\">{cost:.1}</text>",
                y(cost),
                width - 20.0,
                left - 8.0,
                y(cost) + 4.0
            );
            let articles = (all * f64::from(step) / 4.0) as usize;
            let _ = writeln!(
                svg,
                "<text x=\"{:.1}\" y=\"{}\" text-anchor=\"middle\">{articles}</text>",
                x(articles),
                height - 16.0
            );
        }
        let _ = writeln!(svg, "<polyline points=\"{}\" fill=\"none\" stroke=\"#8c959f\"/>", line(&|one| one.wall));
        let _ = writeln!(
            svg,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"#0969da\" stroke-width=\"2\"/>",
            line(&|one| one.cost)
        );
        svg.push_str("</svg>\n");
        svg
    }
}
