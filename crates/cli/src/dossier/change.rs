//! `demarche correct`, `merge`, `split`, `undo` and `log`.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::process::ExitCode;

use anstyle::Style;
use anyhow::{Context, Result, bail};
use demarche_brief::clean_line;
use demarche_dossier::store::{Access, Addition, Correction, Dossier, Entry, short};
use demarche_record::{Granularity, Interval};
use jiff::civil::Date;
use serde_json::{Value, json};

use super::arguments::{Correct, Log, Merge, Split, Undo};
use crate::arguments::ReadFormat;
use crate::commands;

const DIM: Style = Style::new().dimmed();

pub fn correct(command: &Correct, quiet: bool) -> Result<ExitCode> {
    let signature = command.author.signature()?;
    let fields = fields(&command.set)?;
    let mut dossier = command.author.clock.open(&command.dossier)?;
    let entry = if let Some(layer) = &command.add {
        let addition = Addition {
            article: command.key.clone(),
            layer: layer.clone(),
            quote: command.quote.clone().unwrap_or_default(),
            fields,
        };
        dossier.add_fact(&addition, &signature)?
    } else {
        let correction = if command.accept {
            Correction::Accept
        } else if command.reject {
            Correction::Reject
        } else {
            Correction::Edit(fields)
        };
        dossier.correct(&command.key, command.report, &correction, &signature)?
    };
    tell(&entry, quiet);
    Ok(ExitCode::SUCCESS)
}

pub fn merge(command: &Merge, quiet: bool) -> Result<ExitCode> {
    let signature = command.author.signature()?;
    let mut dossier = command.author.clock.open(&command.dossier)?;
    if command.issue {
        let Some((first, rest)) = command.keys.split_first() else { bail!("name two issues") };
        for other in rest {
            tell(&dossier.merge_issues(first, other, &signature)?, quiet);
        }
    } else {
        tell(&dossier.merge(&command.keys, &signature)?, quiet);
    }
    Ok(ExitCode::SUCCESS)
}

pub fn split(command: &Split, quiet: bool) -> Result<ExitCode> {
    let signature = command.author.signature()?;
    let mut dossier = command.author.clock.open(&command.dossier)?;
    if command.issue {
        for alias in &command.reports {
            tell(&dossier.split_issue(&command.key, alias, &signature)?, quiet);
        }
    } else {
        tell(&dossier.split(&command.key, &command.reports, &signature)?, quiet);
    }
    Ok(ExitCode::SUCCESS)
}

pub fn undo(command: &Undo, quiet: bool) -> Result<ExitCode> {
    let signature = command.author.signature()?;
    let entry = command.author.clock.open(&command.dossier)?.undo(command.entry, &signature)?;
    tell(&entry, quiet);
    Ok(ExitCode::SUCCESS)
}

fn tell(entry: &Entry, quiet: bool) {
    if !quiet {
        anstream::println!("entry {}: {}", entry.number, what(entry));
    }
}

/// What an entry did, on one line.
fn what(entry: &Entry) -> String {
    let keys = |targets: &[demarche_dossier::store::Target]| {
        targets.iter().map(|target| short(&target.key)).collect::<Vec<_>>().join(", ")
    };
    let mut line = entry.operation.replace('-', " ");
    if let Some(number) = entry.undoes {
        let _ = write!(line, " of entry {number}");
    }
    if !entry.targets.is_empty() {
        let _ = write!(line, " {}", keys(&entry.targets));
    }
    if !entry.others.is_empty() {
        let _ = write!(line, " from {}", keys(&entry.others));
    }
    for (name, value) in &entry.fields {
        let _ = write!(line, "; {name} = {}", clean_line(&value.to_string()));
    }
    if let [one, other] = &entry.issues[..] {
        let (one, other) = (clean_line(one), clean_line(other));
        let _ = match entry.operation.as_str() {
            "merge-issues" => write!(line, " \"{one}\" and \"{other}\""),
            _ => write!(line, " \"{other}\" from \"{one}\""),
        };
    }
    for source in &entry.sources {
        let _ = write!(line, " {}", clean_line(source));
    }
    line
}

pub fn log(command: &Log) -> Result<ExitCode> {
    let dossier = Dossier::open(&command.dossier, Access::Read, std::time::Duration::from_secs(5))?;
    if command.agreement {
        let agreement = dossier.agreement()?;
        if command.format == ReadFormat::Json {
            anstream::print!("{}", commands::json(&agreement)?);
            return Ok(ExitCode::SUCCESS);
        }
        let alpha =
            |value: Option<f64>| value.map_or_else(|| "not to be told".to_owned(), |alpha| format!("{alpha:.3}"));
        let names: Vec<String> = agreement.annotators.iter().map(|name| clean_line(name)).collect();
        anstream::println!("annotators: {}", if names.is_empty() { "none".to_owned() } else { names.join(", ") });
        anstream::println!("facts that two or more judged: {}", agreement.facts);
        anstream::println!("Krippendorff's alpha over right, wrong, changed: {}", alpha(agreement.verdicts));
        anstream::println!("Krippendorff's alpha over the types of events: {}", alpha(agreement.types));
        return Ok(ExitCode::SUCCESS);
    }
    let entries = dossier.log(command.since, command.until)?;
    if command.format == ReadFormat::Json {
        anstream::print!("{}", commands::json(&entries)?);
        return Ok(ExitCode::SUCCESS);
    }
    let mut out = String::new();
    for entry in &entries {
        let undone = if entry.holds { "" } else { "  (undone)" };
        let _ = writeln!(
            out,
            "{:>4}  {}  {}  {}{undone}",
            entry.number,
            entry.recorded,
            clean_line(&entry.author),
            what(entry)
        );
        if !entry.reason.is_empty() {
            let _ = writeln!(out, "      {DIM}{}{DIM:#}", clean_line(&entry.reason));
        }
    }
    commands::print(&out)?;
    Ok(ExitCode::SUCCESS)
}

/// Fields as the user sets them: a value that is JSON is taken as it is, days become intervals, parties lists.
fn fields(set: &[String]) -> Result<BTreeMap<String, Value>> {
    let mut fields = BTreeMap::new();
    for one in set {
        let Some((name, value)) = one.split_once('=') else {
            bail!("{one:?} sets nothing: write FIELD=VALUE, such as type=AGREE");
        };
        let name = name.trim();
        let value = value.trim();
        let value = match name {
            "when" | "since" | "until" if value != "null" && !value.starts_with('{') => json!(interval(value)?),
            "sources" | "targets" | "who" if !value.starts_with('[') => {
                json!(value.split(',').map(str::trim).filter(|id| !id.is_empty()).collect::<Vec<_>>())
            }
            _ => serde_json::from_str(value).unwrap_or_else(|_| json!(value)),
        };
        fields.insert(name.to_owned(), value);
    }
    Ok(fields)
}

/// A day, a month, a year, or the days from one to another.
fn interval(text: &str) -> Result<Interval> {
    let wrong = || format!("{text:?} is no day: write 2018-11-23, 2018-11, 2018 or 2018-11-01..2018-11-05");
    let day = |text: &str| text.trim().parse::<Date>().with_context(wrong);
    if let Some((first, last)) = text.split_once("..") {
        let (first, last) = (day(first)?, day(last)?);
        anyhow::ensure!(first <= last, "{text:?} ends before it begins");
        return Ok(Interval::between(first, last, Granularity::Span));
    }
    let numbers: Vec<&str> = text.split('-').collect();
    Ok(match numbers[..] {
        [year] => {
            let first = Date::new(year.parse().with_context(wrong)?, 1, 1).with_context(wrong)?;
            Interval::year(first.year())
        }
        [year, month] => {
            let first = Date::new(year.parse().with_context(wrong)?, month.parse().with_context(wrong)?, 1);
            let first = first.with_context(wrong)?;
            Interval::month(first.year(), first.month())
        }
        _ => Interval::day(day(text)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_set_in_the_words_of_a_person() {
        let set = ["type=AGREE", "when=2018-11", "sources=state:JPN, state:RUS", "mutual=true", "place=null"];
        let fields = fields(&set.map(str::to_owned)).unwrap();
        assert_eq!(fields["type"], json!("AGREE"));
        assert_eq!(fields["when"]["latest"], json!("2018-11-30"));
        assert_eq!(fields["sources"], json!(["state:JPN", "state:RUS"]));
        assert_eq!((&fields["mutual"], &fields["place"]), (&json!(true), &Value::Null));
        for wrong in ["type", "when=soon", "when=2018-13", "when=2018-11-05..2018-11-01", "when="] {
            assert!(super::fields(&[wrong.to_owned()]).is_err(), "{wrong}");
        }
    }
}
