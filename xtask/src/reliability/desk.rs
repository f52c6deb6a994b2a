//! A folder to work in, invented coverage to add, and the answers that must not change.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use demarche_dossier::store::{Access, Dossier};

/// The time of record of every run.
pub const AT: &str = "2024-05-01T12:00:00Z";

/// A generator of random numbers that gives the same numbers on every run (SplitMix64).
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound.max(1)
    }

    pub fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len() as u64) as usize]
    }
}

/// The folder, the program, and what an undisturbed run answers.
pub struct Desk {
    binary: PathBuf,
    folder: tempfile::TempDir,
    pub expected: Vec<u8>,
}

impl Desk {
    pub fn new(binary: PathBuf) -> Result<Self> {
        ensure!(binary.is_file(), "{} is not there", binary.display());
        let folder = tempfile::tempdir()?;
        write_coverage(&folder.path().join("coverage"), 96)?;
        let mut desk = Self { binary, folder, expected: Vec::new() };
        let dossier = desk.empty("undisturbed")?;
        desk.succeed(&["add", &name(&dossier), "coverage", "--at", AT])?;
        desk.expected = desk.answers(&dossier)?;
        Ok(desk)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// An empty dossier of that name; what was there goes.
    pub fn empty(&self, name: &str) -> Result<PathBuf> {
        let path = self.path(&format!("{name}.dossier"));
        for side in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{side}", path.display()));
        }
        self.succeed(&["init", &path.display().to_string(), "--title", "Trial", "--at", AT])?;
        Ok(path)
    }

    /// A full dossier of that name.
    pub fn full(&self, name: &str) -> Result<PathBuf> {
        let path = self.path(&format!("{name}.dossier"));
        let _ = std::fs::remove_file(&path);
        Dossier::pack(&self.path("undisturbed.dossier"), Some(&path), Duration::from_secs(5))?;
        Ok(path)
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(arguments).current_dir(self.folder.path()).stdin(Stdio::null()).env("DEMARCHE_AUTHOR", "trial");
        command
    }

    pub fn program(&self) -> &Path {
        &self.binary
    }

    pub fn output(&self, arguments: &[&str]) -> Result<Output> {
        self.command(arguments).output().context("the program could not be started")
    }

    pub fn start(&self, arguments: &[&str]) -> Result<Child> {
        let mut command = self.command(arguments);
        Ok(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?)
    }

    pub fn succeed(&self, arguments: &[&str]) -> Result<Vec<u8>> {
        let output = self.output(arguments)?;
        let errors = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "demarche {}: {errors}", arguments.join(" "));
        Ok(output.stdout)
    }

    /// What the program says when it fails; an error when it does not.
    pub fn fail(&self, arguments: &[&str]) -> Result<String> {
        let output = self.output(arguments)?;
        ensure!(output.status.code() == Some(1), "demarche {} ended with {}", arguments.join(" "), output.status);
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        ensure!(!errors.contains("panicked"), "{errors}");
        Ok(errors)
    }

    /// Everything that a dossier answers, as the program prints it.
    pub fn answers(&self, dossier: &Path) -> Result<Vec<u8>> {
        let dossier = name(dossier);
        let mut all = Vec::new();
        all.extend(self.succeed(&["read", &dossier, "--format", "json"])?);
        for what in ["", "events", "positions", "shifts", "drivers", "measures", "agenda", "actors", "articles"] {
            let mut arguments = vec!["show", dossier.as_str(), "--format", "json", "--limit", "0", "--rejected"];
            if !what.is_empty() {
                arguments.insert(2, what);
            }
            all.extend(self.succeed(&arguments)?);
        }
        Ok(all)
    }

    /// Whether the dossier is sound and answers as an undisturbed one.
    pub fn is_undisturbed(&self, dossier: &Path) -> Result<bool> {
        Ok(is_sound(dossier) && self.answers(dossier)? == self.expected)
    }
}

/// SQLite's own checks, checksums, counts, and every fact made anew.
pub fn is_sound(dossier: &Path) -> bool {
    Dossier::open(dossier, Access::Check, Duration::from_secs(5))
        .and_then(|dossier| dossier.verify(true))
        .is_ok_and(|verification| verification.is_sound())
}

pub fn name(path: &Path) -> String {
    path.display().to_string()
}

/// Short articles about states and people that do not exist.
fn write_coverage(folder: &Path, count: usize) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut dice = Dice(1);
    let states = ["Japan", "Russia", "Iran", "Turkey", "Armenia", "Egypt", "Israel", "France"];
    let people = ["Anna Holm", "Peter Varga", "Lena Ostrow", "Karim Haddad", "Ines Moreau", "Tomas Lind"];
    let acts = [
        "agreed to hold talks on fishing rights with",
        "threatened to impose sanctions on",
        "met with the foreign minister of",
        "rejected a proposal from",
        "promised aid to",
        "called for an end to the talks with",
    ];
    let places = ["Geneva", "Vienna", "Oslo", "Singapore"];
    for index in 0..count {
        let day = 1 + dice.below(28);
        let month = ["March", "April", "May", "June"][dice.below(4) as usize];
        let mut text = format!("{}, {month} {day}, 2015 – ", dice.pick(&places).to_uppercase());
        for _ in 0..2 + dice.below(3) {
            let first = dice.pick(&states);
            let second =
                *states.iter().filter(|state| **state != first).nth(dice.below(7) as usize).unwrap_or(&"Norway");
            text.push_str(&format!(
                "Envoy {} of {first} {} {second} on {month} {day}. ",
                dice.pick(&people),
                dice.pick(&acts)
            ));
        }
        text.push_str(&format!("Officials said that paper {index} of the series would be read again in the spring.\n"));
        std::fs::write(folder.join(format!("story-{index:03}.txt")), text)?;
    }
    Ok(())
}
