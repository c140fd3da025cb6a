//! Password hashes: argon2id, as strong as the machine allows.

use crate::{
    accounts::model::PASSWORD_CHARS,
    error::AppError,
    server::{
        clock::random,
        problem::{AppResult, internal},
    },
};
use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::{OnceCell, Semaphore};

/// Memory in KiB and passes, strongest first. The last is the least we accept.
const COSTS: [(u32, u32); 3] = [(64 << 10, 3), (32 << 10, 3), (19 << 10, 2)];
/// A check slower than this takes the next lower cost.
const BUDGET: Duration = Duration::from_millis(400);
/// Hashes at a time: each takes up to 64 MiB.
const AT_ONCE: usize = 2;

/// Makes and checks hashes, two at a time, off the threads that answer requests.
pub struct Hasher {
    permits: Arc<Semaphore>,
    chosen: OnceCell<Chosen>,
}

/// The cost this machine affords, and a hash nobody knows the password of.
#[derive(Clone)]
struct Chosen {
    cost: (u32, u32),
    dummy: String,
}

impl Default for Hasher {
    fn default() -> Self {
        Self { permits: Arc::new(Semaphore::new(AT_ONCE)), chosen: OnceCell::new() }
    }
}

impl Hasher {
    /// The stored form of a password.
    pub async fn hash(&self, password: &str) -> AppResult<String> {
        let (cost, password) = (self.chosen().await?.cost, password.to_owned());
        self.run(move || hash(cost, password.as_bytes())).await
    }

    /// Whether `password` belongs to `stored`. Without a stored hash the work
    /// is the same and the answer is no, so that an unknown account takes as
    /// long as a known one.
    pub async fn verify(&self, password: &str, stored: Option<&str>) -> AppResult<bool> {
        let dummy = &self.chosen().await?.dummy;
        let (known, stored) = (stored.is_some(), stored.unwrap_or(dummy).to_owned());
        let password = password.to_owned();
        let matches = self.run(move || verify(&password, &stored)).await?;
        Ok(matches && known)
    }

    /// Whether `stored` was made with another cost than new hashes are.
    pub async fn is_outdated(&self, stored: &str) -> AppResult<bool> {
        let (memory, passes) = self.chosen().await?.cost;
        Ok(!stored.contains(&format!("$m={memory},t={passes},p=1$")))
    }

    /// Found by trying, once, before the first hash.
    async fn chosen(&self) -> AppResult<&Chosen> {
        self.chosen.get_or_try_init(|| self.run(choose)).await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> AppResult<T> + Send + 'static,
    ) -> AppResult<T> {
        let permit = self.permits.clone().acquire_owned().await.map_err(internal)?;
        let work = move || {
            let _permit = permit;
            work()
        };
        tokio::task::spawn_blocking(work).await.map_err(internal)?
    }
}

fn choose() -> AppResult<Chosen> {
    let mut chosen = None;
    for cost in COSTS {
        let start = Instant::now();
        let dummy = hash(cost, &random::<32>())?;
        let fast = start.elapsed() < BUDGET;
        chosen = Some(Chosen { cost, dummy });
        if fast {
            break;
        }
    }
    chosen.ok_or_else(|| internal("no cost of a password hash"))
}

fn hash((memory, passes): (u32, u32), password: &[u8]) -> AppResult<String> {
    let params = Params::new(memory, passes, 1, None).map_err(internal)?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let hash = argon2.hash_password_with_salt(password, &random::<16>()).map_err(internal)?;
    Ok(hash.to_string())
}

fn verify(password: &str, stored: &str) -> AppResult<bool> {
    let parsed = PasswordHash::new(stored).map_err(internal)?;
    Ok(Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok())
}

/// Passwords of at least 12 characters that lists of leaked ones begin with,
/// and the words such passwords are made of: letters and digits only, lower case.
const COMMON: &str = include_str!("common_passwords.txt");

/// Whether a password may be chosen. `context` are words an attacker tries
/// first: the product, the project, the person's own address and name.
///
/// # Errors
/// `Invalid` for a password outside 12 to 256 characters, or a guessable one.
pub fn check_strength(password: &str, context: &[&str]) -> AppResult<()> {
    let refuse = |message: &str| Err(AppError::invalid("password", message));
    if !PASSWORD_CHARS.contains(&password.chars().count()) {
        return refuse("Use 12 to 256 characters. Several words are easier to remember than symbols.");
    }
    let letters = plain(password);
    let mut rest = letters.clone();
    let words = context.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric())).map(plain);
    for word in words.filter(|word| word.chars().count() >= 3).chain(["cresset".to_owned()]) {
        rest = rest.replace(&word, "");
    }
    if COMMON.lines().any(|common| common == letters) || is_trivial(&letters) {
        return refuse("This password is among the first an attacker tries. Choose another.");
    }
    if rest.chars().count() < 6 {
        return refuse("This password is mostly a name an attacker knows. Choose another.");
    }
    Ok(())
}

/// Lower case without the symbols people add, and without digits at the end.
fn plain(password: &str) -> String {
    let lower: String = password.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    let cut = lower.trim_end_matches(|c: char| c.is_ascii_digit());
    if cut.is_empty() { lower } else { cut.to_owned() }
}

/// One short piece over and over, or neighbours in order: `abababababab`, `123456789012`.
fn is_trivial(plain: &str) -> bool {
    let chars: Vec<char> = plain.chars().collect();
    let repeats = |len: usize| chars.iter().zip(chars.iter().skip(len)).all(|(a, b)| a == b);
    let digit_step = |a: char, b: char| (a, b) == ('9', '0') || u32::from(b).wrapping_sub(u32::from(a)) == 1;
    let rising = chars.windows(2).all(|pair| digit_step(pair[0], pair[1]));
    let falling = chars.windows(2).all(|pair| digit_step(pair[1], pair[0]));
    (1..=4).any(repeats) || rising || falling
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guessable_passwords_are_refused() {
        let context = ["Total Battle Analyzer", "ada@example.org"];
        for weak in [
            "short",
            "passwordpassword",
            "Password12345!",
            "aaaaaaaaaaaa",
            "abcabcabcabc",
            "123456789012",
            "qwertyuiop123",
            "totalbattleanalyzer",
            "TotalBattle2026!",
            "cressetcresset",
            "ada.example.1234",
        ] {
            assert!(check_strength(weak, &context).is_err(), "{weak}");
        }
        for strong in
            ["marble ladder quietly sings", "vK8-lantern-orchard", "ziemlich langes Passwort ohne Sinn"]
        {
            assert_eq!(check_strength(strong, &context), Ok(()), "{strong}");
        }
    }

    #[tokio::test]
    async fn a_hash_opens_with_its_password_only() {
        let hasher = Hasher::default();
        let stored = hasher.hash("lantern orchard nine").await.expect("hashes");
        assert!(stored.starts_with("$argon2id$v=19$"));
        assert_eq!(hasher.verify("lantern orchard nine", Some(&stored)).await, Ok(true));
        assert_eq!(hasher.verify("lantern orchard ten", Some(&stored)).await, Ok(false));
        assert_eq!(hasher.verify("lantern orchard nine", None).await, Ok(false));
        assert_eq!(hasher.is_outdated(&stored).await, Ok(false));
        assert_eq!(hasher.is_outdated("$argon2id$v=19$m=19456,t=1,p=1$a$b").await, Ok(true));
    }
}
