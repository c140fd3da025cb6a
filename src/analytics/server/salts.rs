//! Who is who on one day, and nobody afterwards.
//!
//! A visitor is a keyed hash of address and browser. The key, a salt, belongs
//! to one project and one local day and is destroyed 31 minutes after that day,
//! so nobody can tell afterwards who a visitor was, nor whether visitors of two
//! days are the same person. The salt is in the database, so that a restart or
//! a second instance changes nothing.

use super::{calendar::Day, store::salts as store};
use crate::server::{
    clock::{MINUTE, Millis, random},
    db::DbError,
    limits::Prefix,
    problem::AppResult,
    state::AppState,
};
use siphasher::sip::SipHasher13;
use std::{
    collections::HashMap,
    hash::Hasher,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

/// How long after its day a salt lives: visits go on for half an hour.
pub const AFTER: Millis = 31 * MINUTE;

/// The salts in use.
#[derive(Default)]
pub struct Salts {
    known: Mutex<HashMap<(i64, i64), Salt>>,
    /// Destroyed ones may still be in the files.
    traces: AtomicBool,
}

/// The key of one day.
#[derive(Clone, Copy)]
pub struct Salt {
    key: [u8; 16],
    destroy_at: Millis,
}

impl Salt {
    /// The visitor with this address and browser in an environment.
    pub fn visitor(&self, environment: &str, from: Prefix, user_agent: &str) -> i64 {
        let mut hasher = SipHasher13::new_with_key(&self.key);
        match from {
            Prefix::V4(bits) => hasher.write_u64(u64::from(bits)),
            Prefix::V6(bits) => hasher.write(&bits.to_be_bytes()),
        }
        hasher.write(environment.as_bytes());
        hasher.write_u8(0);
        hasher.write(user_agent.as_bytes());
        number(&hasher)
    }

    /// The visitor whom the product knows by a name, wherever they come from.
    pub fn user(&self, environment: &str, id: &str) -> i64 {
        let mut hasher = SipHasher13::new_with_key(&self.key);
        hasher.write_u8(b'u');
        hasher.write(environment.as_bytes());
        hasher.write_u8(0);
        hasher.write(id.as_bytes());
        number(&hasher)
    }
}

/// 0 is somebody who is counted without.
fn number(hasher: &SipHasher13) -> i64 {
    hasher.finish().max(1).cast_signed()
}

impl Salts {
    fn get(&self, project_id: i64, day: i64, now: Millis) -> Option<Salt> {
        let mut salts = self.known.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        salts.retain(|_, salt| now < salt.destroy_at);
        salts.get(&(project_id, day)).copied()
    }
}

/// The salt of a day; none when it is destroyed.
pub async fn salt(state: &AppState, project_id: i64, day: Day) -> AppResult<Option<Salt>> {
    let (salts, now, destroy_at) = (state.part::<Salts>(), state.clock.now(), day.end + AFTER);
    if now >= destroy_at {
        return Ok(None);
    }
    if let Some(salt) = salts.get(project_id, day.number, now) {
        return Ok(Some(salt));
    }
    let mut tx = state.db.begin_write().await?;
    let key = store::get_or_insert(&mut tx, project_id, day.number, &random::<16>(), destroy_at).await?;
    tx.commit().await?;
    let mut sixteen = [0; 16];
    sixteen.copy_from_slice(&key[..16]);
    let salt = Salt { key: sixteen, destroy_at };
    let mut salts = salts.known.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    salts.insert((project_id, day.number), salt);
    Ok(Some(salt))
}

/// Destroy what has had its time, and leave no trace of it in the files.
pub async fn destroy(state: AppState) -> Result<(), DbError> {
    let mut tx = state.db.begin_write().await?;
    let destroyed = store::destroy(&mut tx, state.clock.now()).await?;
    tx.commit().await?;
    let traces = &state.part::<Salts>().traces;
    if destroyed > 0 || traces.load(Ordering::Relaxed) {
        // Until it is done: a failure leaves it to the next time.
        traces.store(true, Ordering::Relaxed);
        traces.store(!state.db.scrub("salts").await?, Ordering::Relaxed);
    }
    Ok(())
}
