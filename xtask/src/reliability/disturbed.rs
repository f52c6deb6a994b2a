//! `add` killed, starved of space, kept from writing, and run twice at once.

use std::fs;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use super::Row;
use super::desk::{AT, Desk, Dice, is_sound, name};

pub fn twice(desk: &Desk) -> Result<Vec<Row>> {
    let dossier = desk.full("twice")?;
    let path = name(&dossier);
    desk.succeed(&["add", &path, "coverage", "--at", AT])?;
    let same = desk.is_undisturbed(&dossier)?;
    desk.succeed(&["add", &path, "coverage", "--again", "--at", AT])?;
    let again = desk.is_undisturbed(&dossier)?;
    Ok(vec![
        Row::new("the same 96 files added twice", "no answer differs", same),
        Row::new("every article read again with the same model", "no answer differs", again),
    ])
}

/// Kills `add` at random moments until it was killed so often, resuming it each time.
pub fn kills(desk: &Desk, wanted: usize, limit: Duration) -> Result<Vec<Row>> {
    let mut dice = Dice(200);
    let started = Instant::now();
    let whole = desk.empty("timed")?;
    desk.succeed(&["add", &name(&whole), "coverage", "--at", AT, "--jobs", "1", "--quiet"])?;
    let usual = started.elapsed();
    let (mut kills, mut rounds, mut unsound, mut differing, mut while_writing) = (0, 0, 0, 0, 0);
    while kills < wanted && started.elapsed() < limit {
        let dossier = desk.empty("killed")?;
        rounds += 1;
        loop {
            let mut child = desk.start(&["add", &name(&dossier), "coverage", "--at", AT, "--jobs", "1", "--quiet"])?;
            let moment = Duration::from_micros(dice.below(usual.as_micros() as u64 * 6 / 10));
            let begun = Instant::now();
            let ended = loop {
                if let Some(status) = child.try_wait()? {
                    break Some(status);
                }
                if begun.elapsed() >= moment && kills < wanted && started.elapsed() < limit {
                    child.kill()?;
                    child.wait()?;
                    break None;
                }
                sleep(Duration::from_millis(1));
            };
            match ended {
                Some(status) => {
                    ensure!(status.success(), "add ended with {status}");
                    break;
                }
                None => {
                    kills += 1;
                    let log = format!("{}-wal", dossier.display());
                    while_writing += usize::from(fs::metadata(log).is_ok_and(|log| log.len() > 0));
                    unsound += usize::from(!is_sound(&dossier));
                }
            }
        }
        differing += usize::from(!desk.is_undisturbed(&dossier)?);
    }
    Ok(vec![Row::new(
        format!(
            "{kills} of {wanted} kills (signal 9) at random moments of `add`, resumed each time, in {rounds} dossiers"
        ),
        format!(
            "{unsound} unsound after a kill ({while_writing} left a write-ahead log), {differing} of {rounds} finished dossiers differ from an undisturbed one"
        ),
        unsound == 0 && differing == 0 && kills == wanted,
    )])
}

pub fn two_writers(desk: &Desk) -> Result<Vec<Row>> {
    let dossier = desk.empty("writers")?;
    let path = name(&dossier);
    let add = ["add", path.as_str(), "coverage", "--at", AT, "--jobs", "1", "--wait", "600", "--quiet"];
    let (mut one, mut two) = (desk.start(&add)?, desk.start(&add)?);
    let ended = (one.wait()?.success(), two.wait()?.success());
    let same = desk.is_undisturbed(&dossier)?;
    Ok(vec![Row::new(
        "two writers at once, both adding everything",
        "both end well; no answer differs from one writer's",
        ended == (true, true) && same,
    )])
}

pub fn locked(desk: &Desk) -> Result<Vec<Row>> {
    let dossier = desk.empty("locked")?;
    let path = name(&dossier);
    let lock = rusqlite::Connection::open(&dossier)?;
    lock.execute_batch("BEGIN IMMEDIATE")?;
    let said = desk.fail(&["add", &path, "coverage", "--at", AT, "--wait", "1"])?;
    let shown = desk.output(&["show", &path])?.status.success();
    lock.execute_batch("ROLLBACK")?;
    drop(lock);
    desk.succeed(&["add", &path, "coverage", "--at", AT])?;
    Ok(vec![Row::new(
        "locked by another program",
        format!("{} Readers are not held up; added once it is free, no answer differs", first_line(&said)),
        said.contains("written by another program") && shown && desk.is_undisturbed(&dossier)?,
    )])
}

/// A disk that is full, as a small file system in memory where one can be mounted; and a limit on the size of files.
pub fn full(desk: &Desk) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    let dossier = desk.empty("limited")?;
    let path = name(&dossier);
    let program = name(desk.program());
    let limited = format!("trap '' XFSZ; ulimit -f 600; exec '{program}' add '{path}' coverage --at {AT}");
    let output = Command::new("sh").args(["-c", &limited]).current_dir(desk.path("")).output()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let sound = is_sound(&dossier);
    desk.succeed(&["add", &path, "coverage", "--at", AT])?;
    rows.push(Row::new(
        "a limit on the size of files is met (RLIMIT_FSIZE)",
        format!("{} The file is sound; resumed without the limit, no answer differs", first_line(&said)),
        said.contains("no space is left") && sound && desk.is_undisturbed(&dossier)?,
    ));
    let Some(mount) = Mount::new(desk, "1m")? else {
        rows.push(Row::new("disk full", "not tried: no file system may be mounted here", true));
        return Ok(rows);
    };
    let dossier = mount.path.join("small.dossier");
    desk.succeed(&["init", &name(&dossier), "--title", "Trial", "--at", AT])?;
    let said = desk.fail(&["add", &name(&dossier), "coverage", "--at", AT])?;
    let sound = is_sound(&dossier);
    mount.remount("size=64m")?;
    desk.succeed(&["add", &name(&dossier), "coverage", "--at", AT])?;
    rows.push(Row::new(
        "disk full (a file system of 1 MiB in memory)",
        format!("{} The file is sound; resumed with more space, no answer differs", first_line(&said)),
        said.contains("no space is left") && sound && desk.is_undisturbed(&dossier)?,
    ));
    Ok(rows)
}

pub fn read_only(desk: &Desk) -> Result<Vec<Row>> {
    let Some(mount) = Mount::new(desk, "64m")? else {
        return Ok(vec![Row::new("read-only", "not tried: no file system may be mounted here", true)]);
    };
    let dossier = mount.path.join("fixed.dossier");
    fs::copy(desk.full("fixed")?, &dossier)?;
    mount.remount("ro")?;
    let said = desk.fail(&["add", &name(&dossier), "coverage", "--again", "--at", AT])?;
    let same = desk.is_undisturbed(&dossier)?;
    Ok(vec![Row::new(
        "read-only file system",
        format!("{} It can be read, and no answer differs", first_line(&said)),
        said.contains("cannot be written") && same,
    )])
}

fn first_line(said: &str) -> String {
    let line = said.lines().find(|line| line.starts_with("error")).unwrap_or("no error was told");
    let place = line.split_whitespace().find(|word| word.contains('/')).unwrap_or("");
    format!("“{}”.", line.replace(place, "FILE"))
}

/// A file system in memory that goes with the value.
struct Mount {
    path: std::path::PathBuf,
}

impl Mount {
    fn new(desk: &Desk, size: &str) -> Result<Option<Self>> {
        let path = desk.path(&format!("mount-{size}"));
        fs::create_dir_all(&path)?;
        let options = format!("size={size}");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(&path).output();
        Ok(mounted.is_ok_and(|output| output.status.success()).then_some(Self { path }))
    }

    fn remount(&self, options: &str) -> Result<()> {
        let options = format!("remount,{options}");
        let status = Command::new("mount").args(["-o", &options]).arg(&self.path).status()?;
        ensure!(status.success(), "the file system could not be mounted anew");
        Ok(())
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.path).status();
    }
}
