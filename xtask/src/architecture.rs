//! Tests that keep the rooms apart: who may depend on whom, and that ARCHITECTURE.md lists the crates that exist.

use std::collections::BTreeMap;

use crate::shell::root;

/// Dependencies of ours in every crate, by the crate's short name.
fn dependencies() -> BTreeMap<String, Vec<String>> {
    let mut all = BTreeMap::new();
    for entry in std::fs::read_dir(root().join("crates")).expect("crates/ exists").flatten() {
        let text = std::fs::read_to_string(entry.path().join("Cargo.toml")).expect("a crate has a manifest");
        let manifest: toml::Table = toml::from_str(&text).expect("a manifest is TOML");
        let ours = manifest.get("dependencies").and_then(|table| table.as_table()).into_iter().flatten();
        let ours = ours.filter_map(|(name, _)| name.strip_prefix("demarche-").map(str::to_owned)).collect();
        all.insert(entry.file_name().to_string_lossy().into_owned(), ours);
    }
    all
}

#[test]
fn a_stage_sees_only_the_stages_above_it() {
    const ORDER: [&str; 12] = [
        "record",
        "article",
        "language",
        "calendar",
        "gazetteer",
        "coding",
        "argument",
        "dossier",
        "brief",
        "exchange",
        "engine",
        "cli",
    ];
    let place = |name: &str| ORDER.iter().position(|one| *one == name).unwrap_or_else(|| panic!("{name} has no place"));
    for (name, ours) in dependencies() {
        for other in ours {
            assert!(place(&other) < place(&name), "{name} may not depend on {other}");
        }
    }
}

#[test]
fn rooms_do_not_know_what_they_must_not() {
    const FORBIDDEN: [(&str, &[&str]); 7] = [
        (
            "record",
            &["article", "language", "calendar", "gazetteer", "coding", "argument", "dossier", "brief", "engine"],
        ),
        ("article", &["language"]),
        ("calendar", &["gazetteer"]),
        ("language", &["article", "calendar", "gazetteer"]),
        ("dossier", &["language", "brief"]),
        ("brief", &["language", "dossier"]),
        ("exchange", &["language", "coding", "dossier", "brief"]),
    ];
    let all = dependencies();
    for (name, forbidden) in FORBIDDEN {
        for other in forbidden {
            assert!(!all[name].iter().any(|one| one == other), "{name} must not know {other}");
        }
    }
}

#[test]
fn the_table_of_rooms_lists_the_crates_that_exist() {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let rooms = text.split("## Rooms").nth(1).expect("a table of rooms").split("## ").next().unwrap_or("");
    let rows = rooms.lines().filter_map(|line| line.strip_prefix("| ")?.split(" |").next());
    let mut listed: Vec<&str> = rows.filter(|name| *name != "crate").collect();
    listed.sort_unstable();
    assert_eq!(listed, dependencies().keys().collect::<Vec<_>>());
}
