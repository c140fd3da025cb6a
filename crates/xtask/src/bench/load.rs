//! The load generator: one thread, many keep-alive connections, little work per request, because it
//! shares the cores with the server it measures.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use rustix::event::{PollFd, PollFlags, Timespec, epoll, poll};

use super::http;
use crate::signals;

/// How long an answer may take once no more requests are made.
const PATIENCE: Duration = Duration::from_secs(10);
/// The longest sleep; [`Work::tick`] is asked at least this often.
const TICK: Timespec = Timespec { tv_sec: 0, tv_nsec: 2_000_000 };

/// What is sent and what becomes of it. A slot is one connection with at most one request under way.
pub trait Work {
    /// Appends the next request for `slot`, or returns false when there is none now.
    fn request(&mut self, slot: usize, out: &mut Vec<u8>) -> bool;

    /// The answer to the request of `slot`.
    fn answer(&mut self, slot: usize, status: u16, body: &[u8], took: Duration);

    /// The connection ended before the answer: nobody knows what became of the request.
    fn broken(&mut self, slot: usize);

    /// Whether to go on making requests.
    fn tick(&mut self) -> Result<bool>;
}

/// Runs `work` over `connections` until it has enough, or nobody listens on `addr` any more.
pub fn drive(addr: SocketAddr, connections: usize, work: &mut dyn Work) -> Result<()> {
    let mut driver = Driver::new(addr, connections)?;
    let mut events = Vec::with_capacity(connections);
    let mut going = true;
    let mut deadline = None;
    loop {
        if going && (!work.tick()? || signals::interrupted()) {
            going = false;
            deadline = Some(Instant::now() + PATIENCE);
        }
        if going {
            driver.feed(work)?;
        }
        let late = deadline.is_some_and(|deadline| Instant::now() > deadline);
        if driver.dead() || (!going && driver.idle()) || late {
            driver.give_up(work);
            return Ok(());
        }
        events.clear();
        match epoll::wait(&driver.epoll, rustix::buffer::spare_capacity(&mut events), Some(&TICK)) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error).context("epoll"),
        }
        for event in &events {
            let slot = usize::try_from(event.data.u64()).context("a slot number")?;
            driver.read(slot, work, going)?;
        }
    }
}

struct Driver {
    addr: SocketAddr,
    epoll: OwnedFd,
    slots: Vec<Slot>,
    out: Vec<u8>,
}

/// A connection; without a stream when the server does not take new ones any more.
#[derive(Default)]
struct Slot {
    stream: Option<TcpStream>,
    sent: Option<Instant>,
    input: Vec<u8>,
}

impl Driver {
    fn new(addr: SocketAddr, connections: usize) -> Result<Self> {
        let epoll = epoll::create(epoll::CreateFlags::CLOEXEC)?;
        let slots = std::iter::repeat_with(Slot::default).take(connections).collect();
        let mut driver = Self { addr, epoll, slots, out: Vec::new() };
        for slot in 0..connections {
            driver.connect(slot)?;
        }
        Ok(driver)
    }

    fn connect(&mut self, slot: usize) -> Result<()> {
        self.slots[slot] = Slot::default();
        let Ok(stream) = TcpStream::connect_timeout(&self.addr, Duration::from_secs(5)) else {
            return Ok(());
        };
        stream.set_nodelay(true)?;
        stream.set_nonblocking(true)?;
        let data = epoll::EventData::new_u64(slot as u64);
        epoll::add(&self.epoll, &stream, data, epoll::EventFlags::IN)?;
        self.slots[slot].stream = Some(stream);
        Ok(())
    }

    /// A request for every connection that waits for one.
    fn feed(&mut self, work: &mut dyn Work) -> Result<()> {
        for slot in 0..self.slots.len() {
            self.send(slot, work)?;
        }
        Ok(())
    }

    fn send(&mut self, slot: usize, work: &mut dyn Work) -> Result<()> {
        let state = &mut self.slots[slot];
        let (Some(stream), None) = (&state.stream, state.sent) else { return Ok(()) };
        self.out.clear();
        if !work.request(slot, &mut self.out) {
            return Ok(());
        }
        state.sent = Some(Instant::now());
        if write_all(stream, &self.out).is_err() {
            self.lost(slot, work)?;
        }
        Ok(())
    }

    fn read(&mut self, slot: usize, work: &mut dyn Work, going: bool) -> Result<()> {
        let state = &mut self.slots[slot];
        let Some(stream) = &mut state.stream else { return Ok(()) };
        let mut chunk = [0; 8192];
        match stream.read(&mut chunk) {
            Ok(0) => return self.lost(slot, work),
            Ok(count) => state.input.extend_from_slice(&chunk[..count]),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => {
                return Ok(());
            }
            Err(_) => return self.lost(slot, work),
        }
        let Some(answer) = http::answer(&state.input) else { return Ok(()) };
        let took = state.sent.take().map(|sent| sent.elapsed()).unwrap_or_default();
        work.answer(slot, answer.status, &state.input[answer.body..answer.end], took);
        state.input.clear();
        if answer.close {
            self.connect(slot)?;
        }
        if going { self.send(slot, work) } else { Ok(()) }
    }

    /// The connection is gone; a server that still listens gets a new one.
    fn lost(&mut self, slot: usize, work: &mut dyn Work) -> Result<()> {
        if self.slots[slot].sent.take().is_some() {
            work.broken(slot);
        }
        self.connect(slot)
    }

    fn give_up(&mut self, work: &mut dyn Work) {
        for (number, slot) in self.slots.iter_mut().enumerate() {
            if slot.sent.take().is_some() {
                work.broken(number);
            }
        }
    }

    fn dead(&self) -> bool {
        self.slots.iter().all(|slot| slot.stream.is_none())
    }

    fn idle(&self) -> bool {
        self.slots.iter().all(|slot| slot.sent.is_none())
    }
}

/// A request fits the socket's buffer, which is empty after an answer; if not, wait.
fn write_all(mut stream: &TcpStream, mut bytes: &[u8]) -> std::io::Result<()> {
    while !bytes.is_empty() {
        match stream.write(bytes) {
            Ok(count) => bytes = &bytes[count..],
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                poll(&mut [PollFd::new(&stream, PollFlags::OUT)], Some(&TICK))?;
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
