//! Child processes: started, shown, waited for, never left behind; and the lines that say so.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::LazyLock;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::Signal;

use crate::{paths, signals};

static STARTED: LazyLock<Instant> = LazyLock::new(Instant::now);

/// One line of progress with the time since the command began.
pub fn say(step: &str, text: &str) {
    eprintln!("[{:7.1} s] {step:<9} {text}", STARTED.elapsed().as_secs_f64());
}

/// A child that is told to end, and waited for, when this value goes.
pub struct Guard {
    child: Child,
    name: String,
}

impl Guard {
    /// Starts `command` in the workspace.
    pub fn start(command: &mut Command) -> Result<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        if command.get_current_dir().is_none() {
            command.current_dir(paths::root());
        }
        let child = command.spawn().with_context(|| format!("cannot start `{name}`"))?;
        signals::register(child.id());
        Ok(Self { child, name })
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The piped standard output, once.
    pub fn stdout(&mut self) -> Option<std::process::ChildStdout> {
        self.child.stdout.take()
    }

    pub fn wait(&mut self) -> Result<ExitStatus> {
        let status = self.child.wait().with_context(|| format!("cannot wait for `{}`", self.name));
        signals::unregister(self.child.id());
        status
    }

    /// Some status when the child has ended.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        let status = self.child.try_wait().ok().flatten();
        if status.is_some() {
            signals::unregister(self.child.id());
        }
        status
    }

    /// Sends `signal` and waits up to `patience`, then kills.
    pub fn stop(&mut self, signal: Signal, patience: Duration) -> Option<ExitStatus> {
        let begin = Instant::now();
        if self.ended().is_none() {
            signals::send(self.id(), signal);
        }
        while begin.elapsed() < patience {
            if let Some(status) = self.ended() {
                return Some(status);
            }
            thread::sleep(Duration::from_millis(5));
        }
        let _ = self.child.kill();
        self.wait().ok()
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.stop(Signal::TERM, Duration::from_secs(10));
    }
}

/// Runs `command` on our own terminal; anything but success is an error.
pub fn run(command: &mut Command) -> Result<()> {
    let mut child = Guard::start(command)?;
    check(command, child.wait()?)
}

/// Runs `command` and returns its standard output.
pub fn output(command: &mut Command) -> Result<String> {
    let mut child = Guard::start(command.stdout(Stdio::piped()))?;
    let mut text = String::new();
    child.stdout().expect("it is piped").read_to_string(&mut text)?;
    check(command, child.wait()?)?;
    Ok(text)
}

/// Runs `command`, shows each line behind `step` as it comes, and returns all of them.
/// The text is returned even when the command failed: `Ok((text, status))`.
pub fn tee(step: &str, command: &mut Command) -> Result<(String, ExitStatus)> {
    let mut child = Guard::start(command.stdout(Stdio::piped()).stderr(Stdio::piped()))?;
    let errors = child.child.stderr.take().expect("it is piped");
    let label = step.to_owned();
    let aside = thread::spawn(move || show(&label, errors));
    let mut text = show(step, child.stdout().expect("it is piped"));
    text += &aside.join().unwrap_or_default();
    Ok((text, child.wait()?))
}

/// [`tee`] for a command whose output is only for the reader.
pub fn shown(step: &str, command: &mut Command) -> Result<()> {
    let (_, status) = tee(step, command)?;
    check(command, status)
}

fn show(step: &str, source: impl Read) -> String {
    let mut text = String::new();
    for line in BufReader::new(source).lines().map_while(Result::ok) {
        say(step, &line);
        text += &line;
        text.push('\n');
    }
    text
}

fn check(command: &Command, status: ExitStatus) -> Result<()> {
    if status.success() {
        return Ok(());
    }
    let words = command.get_args().map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ");
    bail!("`{} {words}` failed ({status})", command.get_program().to_string_lossy());
}
