//! Reading PDF in a process of its own: this program starts itself, the child limits itself before it looks at the first byte,
//! and whatever a hostile file does to it costs that file alone.

use std::io::{Read, Write};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use anyhow::Result;
use demarche_article::{PdfDocument, extract_pdf};

/// Name of the hidden command.
pub const COMMAND: &str = "read-pdf-from-standard-input";

/// Memory that the child may map, in bytes.
const MEMORY: u64 = 1 << 30;
/// Seconds of processor time, after which the system ends the child.
const PROCESSOR_SECONDS: u64 = 30;
/// Seconds after which the parent ends it, however little it worked: a last resort on a machine that is overloaded.
const WALL_SECONDS: u64 = 120;
/// Bytes of its answer.
const ANSWER: u64 = 96 << 20;

/// Takes the text out of a PDF file in a child process.
///
/// # Errors
/// In plain words: what the child says, or how it ended.
pub fn extract(bytes: &[u8]) -> Result<PdfDocument, String> {
    let program =
        std::env::current_exe().map_err(|error| format!("this program cannot be found to be started: {error}"))?;
    let mut child = Command::new(program)
        .arg(COMMAND)
        .env_clear()
        .current_dir(std::env::temp_dir())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("no process could be started for it: {error}"))?;
    let (mut input, output) = (child.stdin.take(), child.stdout.take());
    std::thread::scope(|scope| {
        scope.spawn(move || {
            // A child that ended early has closed its end; how it ended is looked at below.
            let _ = input.take().map(|mut input| input.write_all(bytes));
        });
        let (sender, receiver) = mpsc::channel();
        scope.spawn(move || {
            let mut answer = Vec::new();
            let read = output.map(|output| output.take(ANSWER + 1).read_to_end(&mut answer));
            let _ = sender.send((read.is_some_and(|read| read.is_ok()), answer));
        });
        let received = receiver.recv_timeout(Duration::from_secs(WALL_SECONDS));
        let (read, answer) = match received {
            Ok(received) => received,
            Err(_) => {
                end(&mut child);
                return Err(format!("reading it took more than {WALL_SECONDS} seconds"));
            }
        };
        if answer.len() as u64 > ANSWER {
            end(&mut child);
            return Err("it holds more text than is read of one file".to_owned());
        }
        let status = child.wait().map_err(|error| error.to_string())?;
        if !status.success() || !read {
            return Err(ending(status));
        }
        let answer: Result<PdfDocument, String> =
            serde_json::from_slice(&answer).map_err(|_| "the process that reads it gave no answer".to_owned())?;
        answer
    })
}

fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

/// How a child ended that gave no answer.
#[cfg(unix)]
fn ending(status: std::process::ExitStatus) -> String {
    use rustix::process::Signal;
    use std::os::unix::process::ExitStatusExt;
    match status.signal() {
        Some(signal) if signal == Signal::XCPU.as_raw() || signal == Signal::KILL.as_raw() => {
            format!("reading it took more than {PROCESSOR_SECONDS} seconds of processor time")
        }
        Some(signal) if signal == Signal::ABORT.as_raw() => {
            format!("reading it took more than {} MiB of memory, or overflowed the stack", MEMORY >> 20)
        }
        _ => "the file is damaged: the process that reads it broke down".to_owned(),
    }
}

#[cfg(not(unix))]
fn ending(_status: std::process::ExitStatus) -> String {
    "the file is damaged: the process that reads it broke down".to_owned()
}

/// The child: limits, then the file from standard input, then the answer as JSON on standard output.
///
/// # Errors
/// Where the limits cannot be set, or the answer cannot be written.
pub fn serve() -> Result<ExitCode> {
    // What a panic says helps nobody here; the answer says that the file is damaged.
    std::panic::set_hook(Box::new(|_| {}));
    limit()?;
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes)?;
    let answer = extract_pdf(&bytes);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    serde_json::to_writer(&mut out, &answer)?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Memory, processor time, no files: the child can neither open nor write one, nor start a process, and leaves no core behind.
#[cfg(unix)]
fn limit() -> Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let most = |value: u64| Rlimit { current: Some(value), maximum: Some(value) };
    setrlimit(Resource::Core, most(0))?;
    setrlimit(Resource::Fsize, most(0))?;
    setrlimit(Resource::Nofile, most(3))?;
    setrlimit(Resource::Cpu, Rlimit { current: Some(PROCESSOR_SECONDS), maximum: Some(PROCESSOR_SECONDS + 2) })?;
    // Not every system knows a limit of the address space.
    let _ = setrlimit(Resource::As, most(MEMORY));
    Ok(())
}

#[cfg(not(unix))]
fn limit() -> Result<()> {
    Ok(())
}
