//! Ctrl-C and SIGTERM end the children first; the commands then fail, and their guards clean up.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::process::{Pid, Signal, kill_process};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

static INTERRUPTED: AtomicBool = AtomicBool::new(false);
static CHILDREN: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

/// Starts the thread that passes signals on.
pub fn listen() {
    let mut signals = Signals::new([SIGINT, SIGTERM]).expect("signals can be watched");
    std::thread::spawn(move || {
        for _ in signals.forever() {
            stop();
        }
    });
}

/// Asks every child to end, and every loop that looks at [`interrupted`].
pub fn stop() {
    INTERRUPTED.store(true, Ordering::SeqCst);
    for child in CHILDREN.lock().expect("no panic holds it").iter() {
        send(*child, Signal::TERM);
    }
}

/// Whether the user asked to stop: loops that wait for something end then.
pub fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}

/// From now on `pid` is told when the user asks to stop.
pub fn register(pid: u32) {
    CHILDREN.lock().expect("no panic holds it").insert(pid);
    if interrupted() {
        send(pid, Signal::TERM);
    }
}

/// `pid` has ended: its number may soon be another process.
pub fn unregister(pid: u32) {
    CHILDREN.lock().expect("no panic holds it").remove(&pid);
}

/// Sends a signal; a process that is already gone is no error.
pub fn send(pid: u32, signal: Signal) {
    if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
        let _ = kill_process(pid, signal);
    }
}
