//! What the project contains, it wrote: no file of the repository shares twelve words in a row with the articles, treebanks and event sentences of
//! `../shared`, which may be read and measured but not carried over.

use std::path::Path;

use crate::shell;

/// So many words in a row are no chance, and no long name of a body either.
const WORDS: usize = 12;

/// Hashes of every run of [`WORDS`] words of a text, with where in the list of words each begins. Runs of numbers are left out.
fn runs(words: &[String]) -> Vec<(usize, u64)> {
    let hash = |word: &String| {
        word.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, b| (hash ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
    };
    let number = |word: &String| word.bytes().all(|b| b.is_ascii_digit());
    let hashed: Vec<(u64, bool)> = words.iter().map(|word| (hash(word), number(word))).collect();
    let told = |run: &[(u64, bool)]| run.iter().filter(|(_, number)| !number).count() > WORDS / 2;
    let whole = |run: &[(u64, bool)]| {
        run.iter().fold(0_u64, |sum, (word, _)| (sum.rotate_left(7) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    };
    hashed.windows(WORDS).enumerate().filter(|(_, run)| told(run)).map(|(at, run)| (at, whole(run))).collect()
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// Text of a file of `../shared` that is somebody else's words: the values of JSON lines, the text comments of treebanks, all else as it stands.
fn foreign(path: &Path) -> String {
    let text = String::from_utf8_lossy(&std::fs::read(path).unwrap_or_default()).into_owned();
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("jsonl") => {
            let line =
                |line: &str| Some(serde_json::from_str::<serde_json::Value>(line).ok()?["text"].as_str()?.to_owned());
            text.lines().filter_map(line).collect::<Vec<_>>().join("\n")
        }
        Some("conllu") => text.lines().filter_map(|line| line.strip_prefix("# text = ")).collect::<Vec<_>>().join("\n"),
        Some("tml") => {
            regex::Regex::new("<[^>]+>").map_or_else(|_| String::new(), |tag| tag.replace_all(&text, " ").into_owned())
        }
        _ => text,
    }
}

fn files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

#[test]
fn nothing_is_carried_over_from_shared() {
    let shared = shell::root().join("../shared");
    if !shared.join("data").exists() {
        eprintln!("../shared is missing: what the repository contains was compared with nothing");
        return;
    }
    let mut read = Vec::new();
    for folder in ["newswire", "treebank", "time", "events", "cause"] {
        files(&shared.join("data").join(folder), &mut read);
    }
    files(&shared.join("cases"), &mut read);
    read.retain(|path| {
        path.extension()
            .is_some_and(|e| ["jsonl", "conllu", "tml", "tsv", "txt", "csv"].iter().any(|&known| e == known))
    });
    read.sort();
    let mut theirs: Vec<u64> =
        read.iter().flat_map(|path| runs(&words(&foreign(path)))).map(|(_, hash)| hash).collect();
    theirs.sort_unstable();
    assert!(theirs.len() > 100_000, "the texts of ../shared were not found where they are looked for");
    let ours = shell::output("git", &["ls-files", "--cached", "--others", "--exclude-standard"]).unwrap_or_default();
    let mut copied = Vec::new();
    for name in ours.lines() {
        let Ok(text) = std::fs::read_to_string(shell::root().join(name)) else { continue };
        let text = words(&text);
        if let Some((at, _)) = runs(&text).into_iter().find(|(_, hash)| theirs.binary_search(hash).is_ok()) {
            copied.push(format!("{name}: \"{}\"", text[at..at + WORDS].join(" ")));
        }
    }
    assert!(copied.is_empty(), "words that stand in ../shared too; write them anew:\n{}", copied.join("\n"));
}

#[test]
fn a_run_is_found_whatever_stands_around_it() {
    let theirs = words(
        "Yesterday the two envoys of Ardenia and Velmark met on a boat near the Teal Bank, it was said in Oldport.",
    );
    let ours = words("must = [\"THE TWO envoys, of Ardenia and Velmark: met on a boat near the\"]");
    let hashes: Vec<u64> = runs(&theirs).into_iter().map(|(_, hash)| hash).collect();
    assert!(runs(&ours).iter().any(|(_, hash)| hashes.contains(hash)));
    assert!(
        !runs(&words("the two envoys of Velmark and Ardenia met on a boat near the"))
            .iter()
            .any(|(_, hash)| hashes.contains(hash))
    );
}
