//! Passwords: argon2id, and what a good one is.

use std::sync::LazyLock;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};

use tokio::sync::Semaphore;

use crate::{
    config::PasswordCost,
    crypt,
    error::{Error, Result},
    threads,
};

/// Characters a password must at least have (13 is the ministry's guideline for passwords without rotation,
/// 15 the recommendation of OWASP ASVS 5.0; no composition rules, as ASVS asks).
pub const SHORTEST: usize = 13;

fn hasher(cost: PasswordCost) -> Result<Argon2<'static>> {
    let params = match cost {
        PasswordCost::Usual => Params::new(19_456, 2, 1, None),
        PasswordCost::Cheap => Params::new(8, 1, 1, None),
    };
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params.map_err(Error::internal)?))
}

/// Hashing takes 19 MiB and a core each time; no more at once than there are cores for, however many ask.
static AT_ONCE: LazyLock<Semaphore> = LazyLock::new(threads::seats);

/// Hashes a password, off the async threads.
pub async fn hash(cost: PasswordCost, password: String) -> Result<String> {
    let _turn = AT_ONCE.acquire().await.map_err(Error::internal)?;
    tokio::task::spawn_blocking(move || {
        hasher(cost)?
            .hash_password(password.as_bytes())
            .map(|h| h.to_string())
            .map_err(Error::internal)
    })
    .await
    .map_err(Error::internal)?
}

/// Whether the password is the one that was hashed. With no hash, takes as long and says no, so that the time
/// of an answer does not tell whether a login exists.
pub async fn fits(cost: PasswordCost, password: String, hashed: Option<String>) -> Result<bool> {
    let _turn = AT_ONCE.acquire().await.map_err(Error::internal)?;
    tokio::task::spawn_blocking(move || {
        let Some(hashed) = hashed else {
            let _ = hasher(cost)?.hash_password(password.as_bytes());
            return Ok(false);
        };
        let parsed = PasswordHash::new(&hashed).map_err(Error::internal)?;
        Ok(Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok())
    })
    .await
    .map_err(Error::internal)?
}

/// What is wrong with a new password, as a sentence; `words` are names that must not carry it (city, login).
pub fn weakness(password: &str, words: &[&str]) -> Option<String> {
    if password.chars().count() < SHORTEST {
        return Some(format!(
            "{SHORTEST}文字以上にしてください。短い文を一つ書くのが覚えやすい方法です。"
        ));
    }
    if zxcvbn::zxcvbn(password, words).score() < zxcvbn::Score::Three {
        return Some("推測されやすいパスワードです。無関係な言葉をいくつか並べるなど、別のものにしてください。".into());
    }
    None
}

/// A password that can be read out or written down: four groups of five letters, none of which looks like another.
pub fn spoken() -> String {
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
    let letters: Vec<char> = crypt::random::<20>()
        .iter()
        .map(|b| char::from(LETTERS[usize::from(*b) % LETTERS.len()]))
        .collect();
    letters.chunks(5).map(|part| part.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}
