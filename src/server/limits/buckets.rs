//! Token buckets: a burst, then a steady refill.
//!
//! A bucket is one number, the theoretical arrival time of GCRA: the instant at
//! which it will be full again. An absent bucket is a full one, so the map may
//! drop any entry at any time, and its size is bounded however many addresses
//! an attacker invents.

use std::{
    hash::{BuildHasher, RandomState},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering::Relaxed},
    },
    time::Duration,
};

use quick_cache::sync::Cache;

use super::Prefix;

/// How many times the rate of one /64 a whole /48 gets.
const SITE_SHARE: u32 = 16;

/// What is being limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Feedback without a token, by client prefix.
    FeedbackPrefix,
    /// Feedback of all clients, by project.
    FeedbackProject,
    /// Feedback of one user, proven by a signature. Key it by [`Buckets::named`].
    FeedbackIdentity,
    /// Requests with an API token, by token.
    Token,
    /// Credential checks by client prefix.
    SignInPrefix,
    /// Credential checks of one account. Key it by [`Key::pair`] of account and
    /// prefix: an attacker must not be able to lock the owner out from elsewhere.
    SignInAccount,
    /// Credential checks of the whole instance.
    SignInGlobal,
}

/// A burst of `burst` at once, then one more per `every`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Requests that may come at once; at least 1.
    pub burst: u32,
    /// Time in which one request is earned back.
    pub every: Duration,
}

impl Rate {
    /// A burst and the time that earns back one request.
    pub const fn new(burst: u32, every: Duration) -> Self {
        Self { burst, every }
    }

    fn step_us(self) -> i64 {
        i64::try_from(self.every.as_micros()).unwrap_or(i64::MAX).max(1)
    }
}

/// The rates of all kinds, and how much the limiter may remember.
#[derive(Clone, Debug)]
pub struct LimitSettings {
    /// `false` lets everything pass (`CRESSET_LIMITS=off`, for load tests).
    pub enabled: bool,
    /// See [`Kind::FeedbackPrefix`].
    pub feedback_prefix: Rate,
    /// See [`Kind::FeedbackProject`].
    pub feedback_project: Rate,
    /// See [`Kind::FeedbackIdentity`].
    pub feedback_identity: Rate,
    /// See [`Kind::Token`].
    pub token: Rate,
    /// See [`Kind::SignInPrefix`].
    pub sign_in_prefix: Rate,
    /// See [`Kind::SignInAccount`].
    pub sign_in_account: Rate,
    /// See [`Kind::SignInGlobal`].
    pub sign_in_global: Rate,
    /// Buckets kept; about 130 bytes each.
    pub capacity: usize,
}

impl Default for LimitSettings {
    fn default() -> Self {
        let per_second = |n: u64| Duration::from_micros(1_000_000 / n);
        Self {
            enabled: true,
            feedback_prefix: Rate::new(60, Duration::from_secs(2)),
            feedback_project: Rate::new(600, per_second(10)),
            feedback_identity: Rate::new(120, per_second(1)),
            token: Rate::new(600, per_second(20)),
            sign_in_prefix: Rate::new(20, Duration::from_secs(6)),
            sign_in_account: Rate::new(10, Duration::from_secs(15)),
            sign_in_global: Rate::new(200, per_second(5)),
            capacity: 65_536,
        }
    }
}

/// Who a bucket belongs to: a prefix, a row id or a piece of text, as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// The only bucket of its kind.
    All,
    /// A row id.
    Id(i64),
    /// A client prefix.
    Prefix(Prefix),
    /// An IPv6 /48.
    Site(u64),
    /// Text and a prefix, hashed with a secret of this process.
    Hash(u64),
}

impl From<i64> for Key {
    fn from(id: i64) -> Self {
        Self::Id(id)
    }
}

impl From<Prefix> for Key {
    fn from(prefix: Prefix) -> Self {
        Self::Prefix(prefix)
    }
}

/// Too many: seconds to wait, for the `Retry-After` header; at least 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryAfter(pub u32);

/// All buckets of the process.
pub struct Buckets {
    settings: LimitSettings,
    full_at: Cache<(Kind, Key), Arc<AtomicI64>>,
    hasher: RandomState,
}

impl Buckets {
    /// Empty memory: every bucket is full.
    pub fn new(settings: LimitSettings) -> Self {
        let full_at = Cache::new(settings.capacity.max(1));
        Self { settings, full_at, hasher: RandomState::new() }
    }

    /// A key made of text alone, hashed as by [`Buckets::pair`].
    pub fn named(&self, text: &str) -> Key {
        Key::Hash(self.hasher.hash_one(text))
    }

    /// A key made of text (an account name, a token) and a prefix. The text is
    /// hashed with a per-process secret, so it neither stays in memory nor lets
    /// an outsider aim at somebody's bucket.
    pub fn pair(&self, text: &str, prefix: Prefix) -> Key {
        Key::Hash(self.hasher.hash_one((text, prefix)))
    }

    /// Take one request out of the bucket, or say when to come back.
    ///
    /// A [`Key::Prefix`] of IPv6 also draws on the bucket of its /48, which is
    /// 16 times as large: an attacker with a /48 has 65,536 prefixes.
    pub fn check(&self, kind: Kind, key: impl Into<Key>, now_ms: i64) -> Result<(), RetryAfter> {
        if !self.settings.enabled {
            return Ok(());
        }
        let (key, rate, now) = (key.into(), self.rate(kind), now_ms.saturating_mul(1_000));
        self.take(kind, key, rate, now)?;
        match site(key, rate) {
            Some((site, wide)) => self.take(kind, site, wide, now),
            None => Ok(()),
        }
    }

    /// Put a request back that was taken out at `taken_ms` and turned out to belong to another
    /// bucket. What time has earned back meanwhile is not put back a second time, so nobody
    /// ever gets more out of a bucket than its rate.
    pub fn put_back(&self, kind: Kind, key: impl Into<Key>, taken_ms: i64, now_ms: i64) {
        let (key, rate) = (key.into(), self.rate(kind));
        let age_us = now_ms.saturating_sub(taken_ms).saturating_mul(1_000);
        for (key, rate) in std::iter::once((key, rate)).chain(site(key, rate)) {
            let step = rate.step_us();
            if let Some(bucket) = self.full_at.get(&(kind, key)).filter(|_| (0..step).contains(&age_us)) {
                let _ = bucket.fetch_update(Relaxed, Relaxed, |full_at| Some(full_at.saturating_sub(step)));
            }
        }
    }

    /// Fill the bucket up again, after a success that proves the client honest.
    pub fn forgive(&self, kind: Kind, key: impl Into<Key>) {
        self.full_at.remove(&(kind, key.into()));
    }

    fn rate(&self, kind: Kind) -> Rate {
        match kind {
            Kind::FeedbackPrefix => self.settings.feedback_prefix,
            Kind::FeedbackProject => self.settings.feedback_project,
            Kind::FeedbackIdentity => self.settings.feedback_identity,
            Kind::Token => self.settings.token,
            Kind::SignInPrefix => self.settings.sign_in_prefix,
            Kind::SignInAccount => self.settings.sign_in_account,
            Kind::SignInGlobal => self.settings.sign_in_global,
        }
    }

    fn take(&self, kind: Kind, key: Key, rate: Rate, now_us: i64) -> Result<(), RetryAfter> {
        let bucket = self
            .full_at
            .get_or_insert_with(&(kind, key), || {
                Ok::<_, std::convert::Infallible>(Arc::new(AtomicI64::new(i64::MIN)))
            })
            .unwrap_or_else(|never| match never {});
        let (step, burst) = (rate.step_us(), i64::from(rate.burst.max(1)));
        let latest = now_us.saturating_add(step.saturating_mul(burst));
        let mut denied = None;
        // `Some` always stores: a clock that was set back must not leave a
        // bucket empty for longer than its whole refill.
        let _ = bucket.fetch_update(Relaxed, Relaxed, |full_at| {
            let full_at = full_at.clamp(now_us, latest);
            let next = full_at.saturating_add(step);
            denied = (next > latest).then(|| next.saturating_sub(latest));
            Some(if denied.is_some() { full_at } else { next })
        });
        match denied {
            None => Ok(()),
            Some(wait_us) => {
                let seconds = wait_us.saturating_add(999_999) / 1_000_000;
                Err(RetryAfter(u32::try_from(seconds).unwrap_or(u32::MAX).max(1)))
            }
        }
    }
}

/// The bucket of the /48 that a prefix of IPv6 draws on too.
fn site(key: Key, rate: Rate) -> Option<(Key, Rate)> {
    let Key::Prefix(prefix) = key else { return None };
    let wide = Rate::new(rate.burst.saturating_mul(SITE_SHARE), rate.every / SITE_SHARE);
    Some((Key::Site(prefix.site()?), wide))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::net::IpAddr;

    fn prefix(text: &str) -> Prefix {
        Prefix::from(text.parse::<IpAddr>().unwrap())
    }

    fn buckets(burst: u32, every_ms: u64) -> Buckets {
        let feedback_prefix = Rate::new(burst, Duration::from_millis(every_ms));
        Buckets::new(LimitSettings { feedback_prefix, ..LimitSettings::default() })
    }

    #[test]
    fn a_burst_passes_then_the_refill_decides() {
        let (buckets, who) = (buckets(60, 2_000), prefix("192.0.2.1"));
        for _ in 0..60 {
            assert_eq!(buckets.check(Kind::FeedbackPrefix, who, 1_000), Ok(()));
        }
        assert_eq!(buckets.check(Kind::FeedbackPrefix, who, 1_000), Err(RetryAfter(2)));
        assert_eq!(buckets.check(Kind::FeedbackPrefix, who, 2_999), Err(RetryAfter(1)));
        assert_eq!(buckets.check(Kind::FeedbackPrefix, who, 3_000), Ok(()));
        assert_eq!(buckets.check(Kind::FeedbackPrefix, prefix("192.0.2.2"), 3_000), Ok(()));
    }

    #[test]
    fn a_whole_site_has_sixteen_shares() {
        let buckets = buckets(2, 60_000);
        let passed = (0..100u32)
            .filter(|n| {
                let who = prefix(&format!("2001:db8:5:{n:x}::1"));
                buckets.check(Kind::FeedbackPrefix, who, 0).is_ok()
            })
            .count();
        assert_eq!(passed, 32);
    }

    #[test]
    fn off_lets_everything_pass_and_forgiving_refills() {
        let off = Buckets::new(LimitSettings { enabled: false, ..LimitSettings::default() });
        assert!((0..10_000).all(|_| off.check(Kind::SignInGlobal, Key::All, 0).is_ok()));
        let on = Buckets::new(LimitSettings::default());
        let key = on.pair("ada@example.org", prefix("192.0.2.1"));
        while on.check(Kind::SignInAccount, key, 0).is_ok() {}
        assert!(on.check(Kind::SignInAccount, on.pair("ada@example.org", prefix("192.0.2.2")), 0).is_ok());
        on.forgive(Kind::SignInAccount, key);
        assert!(on.check(Kind::SignInAccount, key, 0).is_ok());
    }

    #[test]
    fn what_is_put_back_was_never_taken() {
        let who = prefix("2001:db8::1");
        let (used, unused) = (buckets(3, 2_000), buckets(3, 2_000));
        for buckets in [&used, &unused] {
            assert_eq!(buckets.check(Kind::FeedbackPrefix, who, 0), Ok(()));
        }
        for at in [0, 900, 1_800] {
            assert_eq!(used.check(Kind::FeedbackPrefix, who, at), Ok(()));
            used.put_back(Kind::FeedbackPrefix, who, at, at + 100);
        }
        let left = |buckets: &Buckets| {
            (0..9).filter(|_| buckets.check(Kind::FeedbackPrefix, who, 1_900).is_ok()).count()
        };
        assert_eq!((left(&used), left(&unused)), (2, 2));
        // It came back by itself in that time.
        assert_eq!(used.check(Kind::FeedbackPrefix, who, 20_000), Ok(()));
        assert_eq!((0..9).filter(|_| used.check(Kind::FeedbackPrefix, who, 22_000).is_ok()).count(), 3);
        used.put_back(Kind::FeedbackPrefix, who, 20_000, 22_000);
        assert!(used.check(Kind::FeedbackPrefix, who, 22_000).is_err());
        used.put_back(Kind::FeedbackPrefix, prefix("192.0.2.1"), 0, 0);
    }

    #[test]
    fn memory_is_bounded() {
        let buckets = Buckets::new(LimitSettings { capacity: 1_000, ..LimitSettings::default() });
        for id in 0..100_000i64 {
            assert!(buckets.check(Kind::Token, id, 0).is_ok());
        }
        assert!(buckets.full_at.len() <= 1_100, "{}", buckets.full_at.len());
    }

    proptest! {
        // In any window no more than burst + window/every pass, whatever the clock does forwards.
        #[test]
        fn never_more_than_the_rate(burst in 1u32..20, every in 1u64..500, gaps in prop::collection::vec(0i64..400, 1..200)) {
            let (buckets, mut now, mut passed) = (buckets(burst, every), 1_000_000, 0u64);
            let start = now;
            for gap in gaps {
                now += gap;
                passed += u64::from(buckets.check(Kind::FeedbackPrefix, prefix("192.0.2.1"), now).is_ok());
            }
            prop_assert!(passed <= u64::from(burst) + u64::try_from(now - start).unwrap() / every);
        }

        // After the told wait the request passes, also when the clock was set back before.
        #[test]
        fn waiting_as_told_helps(burst in 1u32..10, every in 1u64..5_000, back in 0i64..10_000_000) {
            let (buckets, who, mut now) = (buckets(burst, every), prefix("192.0.2.1"), 20_000_000i64);
            while buckets.check(Kind::FeedbackPrefix, who, now).is_ok() {}
            now -= back;
            if let Err(RetryAfter(seconds)) = buckets.check(Kind::FeedbackPrefix, who, now) {
                prop_assert!(buckets.check(Kind::FeedbackPrefix, who, now + i64::from(seconds) * 1_000).is_ok());
            }
        }
    }
}
