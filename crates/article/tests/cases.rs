//! What a reader says of the cases of the repository: title, byline, dateline, section, date and furniture as their
//! `expected.toml` states them.

use std::fs;
use std::path::{Path, PathBuf};

use demarche_article::{Limits, list_inputs, read_input};
use demarche_record::{Article, Basis};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Folders that hold an `expected.toml` and an article.
fn cases(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return found };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.join("expected.toml").is_file() {
            found.push(path);
        } else if path.is_dir() {
            found.extend(cases(&path));
        }
    }
    found.sort();
    found
}

fn strings(value: &toml::Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(|item| item.as_str().map(str::to_owned)).collect()
}

/// What the article has otherwise than expected.
fn differences(article: &Article, expected: &toml::Table) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut compare = |field: &str, got: String| {
        if let Some(want) = expected.get(field).and_then(toml::Value::as_str)
            && got != want
        {
            wrong.push(format!("{field} is {got:?}, not {want:?}"));
        }
    };
    compare("title", article.title.clone().unwrap_or_default());
    compare("dateline", article.dateline.clone().unwrap_or_default());
    for (field, got) in [("byline", &article.byline), ("section", &article.section)] {
        if let Some(want) = expected.get(field).map(strings)
            && *got != want
        {
            wrong.push(format!("{field} is {got:?}, not {want:?}"));
        }
    }
    if let Some(published) = expected.get("published").and_then(toml::Value::as_table) {
        let text = |field: &str| published.get(field).and_then(toml::Value::as_str).unwrap_or_default();
        let basis = match text("basis") {
            "printed" => Basis::Printed,
            "metadata" => Basis::Metadata,
            // Dates that have to be inferred are nobody's business here.
            _ => Basis::Unknown,
        };
        if article.published.basis != basis {
            wrong.push(format!("basis is {:?}, not {basis:?}", article.published.basis));
        }
        if basis != Basis::Unknown {
            let first = article.published.interval.as_ref().and_then(|interval| interval.earliest);
            if first.is_none_or(|first| first.to_string() != text("earliest")) {
                wrong.push(format!("published is {first:?}, not {}", text("earliest")));
            }
        }
    }
    for furniture in expected.get("furniture").map(strings).unwrap_or_default() {
        if let Some(block) = article.body().find(|block| block.span.of(&article.text).contains(&furniture)) {
            wrong.push(format!("furniture {furniture:?} is read in {:?}", block.span.of(&article.text)));
        }
    }
    wrong
}

fn check(folder: &Path) -> Vec<String> {
    let (inputs, _) = list_inputs(&[folder.to_path_buf()]);
    let articles: Vec<Article> =
        inputs.iter().flat_map(|input| read_input(input, &Limits::default()).articles).collect();
    let Ok(text) = fs::read_to_string(folder.join("expected.toml")) else { return vec!["no expected.toml".to_owned()] };
    let expected: toml::Table = match toml::from_str(&text) {
        Ok(expected) => expected,
        Err(error) => return vec![error.to_string()],
    };
    match (articles.as_slice(), expected.get("article").and_then(toml::Value::as_table)) {
        ([], _) => vec!["no article was read".to_owned()],
        ([article], Some(expected)) => differences(article, expected),
        _ => Vec::new(),
    }
}

/// What the reader still gets wrong on pages that were written by people who did not know it: case and the beginning of the fault.
const KNOWN_FAULTS: [(&str, &str); 9] = [
    // The slug of a wire story stands above its title.
    ("aceh/2005-08-helsinki", "title is"),
    // A kicker in capitals is no section of the site.
    ("cambodia/1991-10-paris", "section is"),
    // Related links without marks, or under a heading that nothing knows.
    ("cambodia/1991-10-paris", "furniture \"Angkor after the war"),
    ("german-unification/1990-07-two-plus-four", "furniture \"Fifteen years on"),
    ("japan-south-korea/2019-11-gsomia", "furniture \"Hong Kong has voted"),
    // Captions and credits without the usual marks.
    ("german-unification/1990-07-two-plus-four", "furniture \"Press Pool"),
    ("japan-south-korea/2019-11-gsomia", "furniture \"A cargo terminal"),
    // Tools of the page above the title.
    ("india-pakistan/1999-02-lahore", "title is"),
    ("nafta-usmca/2018-10-usmca", "furniture \"A backgrounder"),
];

#[test]
fn cases_of_the_repository() {
    let found = cases(&root().join("examples"));
    assert!(!found.is_empty(), "examples/ holds no case");
    let mut mended = KNOWN_FAULTS.to_vec();
    let mut wrong = Vec::new();
    for case in &found {
        for fault in check(case) {
            let known = |&(name, begins): &(&str, &str)| case.ends_with(name) && fault.starts_with(begins);
            if KNOWN_FAULTS.iter().any(known) {
                mended.retain(|row| !known(row));
            } else {
                wrong.push(format!("{}: {fault}", case.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(mended.is_empty(), "no longer wrong, take them off the list: {mended:?}");
}

#[test]
fn print_view_beside_the_checkout() {
    let folder = root().join("../shared/cases/japan-russia-2018");
    assert!(folder.is_dir(), "the case is missing: {}", folder.display());
    assert_eq!(check(&folder), Vec::<String>::new());
}
