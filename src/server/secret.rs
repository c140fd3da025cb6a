//! The instance secret: the root of every keyed hash and signature.

use super::{
    clock::{hex, random},
    db::{Db, DbError},
};
use crate::args;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// 32 random bytes every instance on one database agrees on.
#[derive(Clone)]
pub struct Secret([u8; 32]);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    /// `override_key` (from `CRESSET_SECRET_KEY`, any length ≥ 32) or the one
    /// in the database, made at the first start.
    pub async fn load(db: &Db, override_key: Option<&str>) -> Result<Self, DbError> {
        if let Some(key) = override_key {
            return Ok(Self(Sha256::digest(key.as_bytes()).into()));
        }
        let mut tx = db.begin_write().await?;
        tx.execute(
            "insert into instance_settings (name, value) values ('secret', $1) on conflict do nothing",
            args![hex(&random::<32>())],
        )
        .await?;
        let (stored,): (String,) =
            tx.fetch_one("select value from instance_settings where name = 'secret'", args![]).await?;
        tx.commit().await?;
        Ok(Self(Sha256::digest(stored.as_bytes()).into()))
    }

    /// Keyed hash of `message` for one purpose, in lower-case hex. Different
    /// labels never give related results.
    pub fn sign(&self, label: &str, message: &str) -> String {
        hmac(&self.0, &[label.as_bytes(), &[0], message.as_bytes()].concat())
    }

    /// Whether `signature` is what [`Secret::sign`] gives, in constant time.
    pub fn verify(&self, label: &str, message: &str, signature: &str) -> bool {
        is_same(&self.sign(label, message), signature)
    }
}

/// HMAC-SHA256 in lower-case hex, as the library of any language gives it.
pub fn hmac(key: &[u8], message: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(message);
    hex(&mac.finalize().into_bytes())
}

/// Whether somebody knew `secret`, in a time that says nothing about how much of it.
pub fn is_same(secret: &str, given: &str) -> bool {
    secret.as_bytes().ct_eq(given.as_bytes()).into()
}

/// SHA-256 in lower-case hex: how tokens and cookies are stored, and files named.
pub fn sha256(data: impl AsRef<[u8]>) -> String {
    hex(&Sha256::digest(data))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_hmac_of_every_library() {
        // RFC 4231, 4.3.
        let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(hmac(b"Jefe", b"what do ya want for nothing?"), expected);
        assert!(is_same(expected, expected) && !is_same(expected, &expected[1..]));
    }
}
