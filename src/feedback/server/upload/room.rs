//! How many requests may send files at the same time.

use super::{BODY_BYTES, Refused};
use crate::server::{ingest::refused, limits::Prefix};
use axum::http::{HeaderMap, header};
use std::sync::{Arc, Mutex, PoisonError};

/// Requests of all.
const AT_ONCE: usize = 8;
/// Requests of one address: who sends slowly keeps nobody else out.
const EACH: usize = 4;

/// Room for requests with files: who sends some now.
#[derive(Default)]
pub struct Uploads(Arc<Mutex<Vec<Prefix>>>);

/// Room for one; given back when dropped.
pub struct Place {
    from: Prefix,
    under_way: Arc<Mutex<Vec<Prefix>>>,
}

impl Uploads {
    /// Take room before the body is read.
    ///
    /// # Errors
    /// `Busy` when there is none, `TooLarge` when the body says so itself.
    pub fn admit(&self, headers: &HeaderMap, from: Prefix) -> Result<Place, Refused> {
        let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
        if length.is_some_and(|length: usize| length > BODY_BYTES) {
            return Err(Refused::Body);
        }
        let mut under_way = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let own = under_way.iter().filter(|other| **other == from).count();
        if under_way.len() >= AT_ONCE || own >= EACH {
            return Err(refused("uploads").into());
        }
        under_way.push(from);
        Ok(Place { from, under_way: self.0.clone() })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = under_way.iter().position(|other| *other == self.from) {
            under_way.swap_remove(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{HeaderMap, Prefix, Refused, Uploads, header};
    use crate::error::AppError;

    #[test]
    fn eight_send_at_once_and_four_of_one_address() {
        let uploads = Uploads::default();
        let ask = |from: u32| uploads.admit(&HeaderMap::new(), Prefix::V4(from));
        let busy = |from| matches!(ask(from), Err(Refused::Other(AppError::Busy { .. })));
        let mut own: Vec<_> = (0..4).map(|_| ask(1).expect("room")).collect();
        assert!(busy(1));
        let others: Vec<_> = (2..6).map(|from| ask(from).expect("room for others")).collect();
        assert!(busy(6), "the ninth");
        own.pop();
        assert!(!busy(6), "room is given back");
        drop((own, others));
        assert!(uploads.0.lock().expect("a list").is_empty());
    }

    #[test]
    fn a_body_that_says_it_is_too_large_is_refused_unread() {
        let headers = HeaderMap::from_iter([(header::CONTENT_LENGTH, (27_262_977).into())]);
        assert!(matches!(Uploads::default().admit(&headers, Prefix::V4(1)), Err(Refused::Body)));
    }
}
