//! Encrypted columns, blind indexes and keyed digests.
//!
//! Names, addresses and the named text of a case are stored as XChaCha20-Poly1305 ciphertext whose associated
//! data is `table.column.id`: a cell copied to another row or column does not open. Every person has a key of
//! their own, wrapped by the master key; destroying that key disposes of everything said under it, in the
//! database and in every backup. The master key lives outside the database. What indexes and seals are made with
//! are keys of the database's own, wrapped by the master key (`keyring.rs`), so that another master key changes none of them.

use std::{fmt, fs, io::Write, path::Path, sync::Arc};

use chacha20poly1305::{
    Key, XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::{
    error::{Error, Result},
    private,
};

/// The names of one encrypted cell, used as associated data.
#[derive(Clone, Copy, Debug)]
pub struct Cell<'a> {
    pub table: &'static str,
    pub column: &'static str,
    pub id: &'a str,
}

/// A person's own key, opened for use.
#[derive(Clone)]
pub struct PersonKey([u8; 32]);

/// The key outside the database, under which all others lie.
pub struct Master([u8; 32]);

/// What is sealed, indexed and signed with.
#[derive(Clone)]
pub struct Keys {
    inner: Arc<Inner>,
}

#[derive(Clone)]
struct Inner {
    wrap: [u8; 32],
    index: [u8; 32],
    events: [u8; 32],
}

/// What a database keeps under the master key, for itself and not for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// A text that is known, by which the right master key is told from a wrong one.
    Check,
    /// The key of blind indexes.
    Index,
    /// The key of the seals of events.
    Events,
}

impl Kept {
    /// All of them.
    pub const ALL: [Kept; 3] = [Kept::Check, Kept::Index, Kept::Events];

    /// What it is called in the database.
    pub fn name(self) -> &'static str {
        match self {
            Kept::Check => "check",
            Kept::Index => "index",
            Kept::Events => "events",
        }
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(…)")
    }
}
impl fmt::Debug for PersonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonKey(…)")
    }
}

/// Fills an array with randomness of the operating system.
#[expect(clippy::disallowed_methods, reason = "the one place that asks for randomness")]
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives randomness");
    bytes
}

impl Master {
    /// A new one, which nothing lies under yet.
    pub fn new() -> Master {
        Master(random())
    }

    /// The one of tests, whose databases are shared.
    #[cfg(test)]
    pub fn of_tests() -> Master {
        Master([42; 32])
    }

    /// Reads the master key file; none when there is none.
    ///
    /// # Errors
    /// A startup sentence when it cannot be read, when others can read it too, or when it does not hold 32 bytes in hex.
    pub fn read(file: &Path) -> Result<Option<Master>> {
        let text = match fs::read_to_string(file) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            read => read.map_err(|error| trouble(file, &error))?,
        };
        if private::others_may(file).map_err(|error| trouble(file, &error))? {
            let file = file.display();
            return Err(Error::startup(format!(
                "鍵ファイル {file} を、この計算機のほかの利用者も読めます。chmod 600 {file} としてから起動してください。\
                 読まれたおそれがあるときは、鍵が知られたものとして扱ってください。"
            )));
        }
        let master = unhex(text.trim()).ok_or_else(|| {
            Error::startup(format!("鍵ファイル {} の中身が鍵の形をしていません。", file.display()))
        })?;
        Ok(Some(Master(master)))
    }

    /// Writes it to a file that is not there yet and that its owner alone may read.
    ///
    /// # Errors
    /// A startup sentence.
    pub fn save(&self, file: &Path) -> Result<()> {
        let write = || {
            if let Some(folder) = file.parent() {
                private::folder(folder)?;
            }
            let mut out = private::new_file(file)?;
            out.write_all(
                self.0.iter().map(|b| format!("{b:02x}")).collect::<String>().as_bytes(),
            )?;
            out.sync_all()
        };
        write().map_err(|error| trouble(file, &error))
    }

    /// What lies under it as long as no database says otherwise: keys that follow from it alone.
    pub fn keys(&self) -> Keys {
        let hk = Hkdf::<Sha256>::new(None, &self.0);
        let derive = |purpose: &str| {
            let mut out = [0; 32];
            hk.expand(purpose.as_bytes(), &mut out).expect("32 bytes is a valid HKDF length");
            out
        };
        Keys {
            inner: Arc::new(Inner {
                wrap: derive("tsumugi/wrap/1"),
                index: derive("tsumugi/blind-index/1"),
                events: derive("tsumugi/events/1"),
            }),
        }
    }
}

fn trouble(file: &Path, what: &std::io::Error) -> Error {
    Error::startup(format!("鍵ファイル {} を使えません: {what}", file.display()))
}

/// What a database's check value says, once it is opened.
const CHECK: [u8; 32] = *b"tsumugi: this is the right key..";

impl Keys {
    /// The same master key above new keys of a database's own.
    pub fn anew(&self) -> Keys {
        let inner = Inner { index: random(), events: random(), ..(*self.inner).clone() };
        Keys { inner: Arc::new(inner) }
    }

    /// What a database keeps of itself, as it keeps it.
    ///
    /// # Errors
    /// Internal; it cannot be.
    pub fn wrapped(&self, what: Kept, generation: i64) -> Result<Vec<u8>> {
        seal(&self.inner.wrap, kept_cell(what, &generation.to_string()), self.plain(what))
    }

    /// What a database keeps of itself, opened: for what leaves with everything.
    pub fn plain(&self, what: Kept) -> &[u8; 32] {
        match what {
            Kept::Check => &CHECK,
            Kept::Index => &self.inner.index,
            Kept::Events => &self.inner.events,
        }
    }

    /// With what another database kept of itself.
    #[must_use]
    pub fn holding(&self, what: Kept, plain: [u8; 32]) -> Keys {
        let mut inner = (*self.inner).clone();
        match what {
            Kept::Check => {}
            Kept::Index => inner.index = plain,
            Kept::Events => inner.events = plain,
        }
        Keys { inner: Arc::new(inner) }
    }

    /// With what a database keeps; none when it was not kept under this master key.
    pub fn with(&self, what: Kept, generation: i64, wrapped: &[u8]) -> Option<Keys> {
        let cell = generation.to_string();
        let plain = open(&self.inner.wrap, kept_cell(what, &cell), wrapped).ok()?;
        let plain: [u8; 32] = plain.try_into().ok()?;
        (what != Kept::Check || plain == CHECK).then(|| self.holding(what, plain))
    }

    /// A new person's key and its wrapped form, which is what the database keeps.
    pub fn new_person_key(&self, person: &str) -> Result<(PersonKey, Vec<u8>)> {
        let key = PersonKey(random());
        let cell = Cell { table: "person_keys", column: "wrapped", id: person };
        let wrapped = seal(&self.inner.wrap, cell, &key.0)?;
        Ok((key, wrapped))
    }

    /// Opens a wrapped person's key.
    pub fn person_key(&self, person: &str, wrapped: &[u8]) -> Result<PersonKey> {
        let cell = Cell { table: "person_keys", column: "wrapped", id: person };
        let bytes = open(&self.inner.wrap, cell, wrapped)?;
        let key =
            bytes.try_into().map_err(|_| Error::internal("a person's key has a wrong length"))?;
        Ok(PersonKey(key))
    }

    /// Seals something that belongs to no person (a uploaded file, a note of the municipality).
    pub fn seal(&self, cell: Cell<'_>, plain: &[u8]) -> Result<Vec<u8>> {
        seal(&self.inner.wrap, cell, plain)
    }

    /// Opens what [`Keys::seal`] sealed.
    pub fn open_sealed(&self, cell: Cell<'_>, sealed: &[u8]) -> Result<Vec<u8>> {
        open(&self.inner.wrap, cell, sealed)
    }

    /// A keyed digest for exact search of an encrypted value; `value` is folded by the caller.
    pub fn blind_index(&self, purpose: &str, municipality: &str, value: &str) -> String {
        mac_hex(&self.inner.index, &[purpose, municipality, value])
    }

    /// The seal of an event over its canonical fields.
    pub fn event_mac(&self, fields: &[&str]) -> String {
        mac_hex(&self.inner.events, fields)
    }
}

impl PersonKey {
    /// Seals a value of this person.
    pub fn seal(&self, cell: Cell<'_>, plain: &str) -> Result<Vec<u8>> {
        self.seal_bytes(cell, plain.as_bytes())
    }

    /// Seals what is no text of this person.
    pub fn seal_bytes(&self, cell: Cell<'_>, plain: &[u8]) -> Result<Vec<u8>> {
        seal(&self.0, cell, plain)
    }

    /// Opens what [`PersonKey::seal_bytes`] sealed.
    pub fn open_bytes(&self, cell: Cell<'_>, sealed: &[u8]) -> Result<Vec<u8>> {
        open(&self.0, cell, sealed)
    }

    /// Opens a value of this person.
    pub fn open(&self, cell: Cell<'_>, sealed: &[u8]) -> Result<String> {
        String::from_utf8(self.open_bytes(cell, sealed)?)
            .map_err(|_| Error::internal("a sealed cell is not text"))
    }
}

fn kept_cell(what: Kept, generation: &str) -> Cell<'_> {
    Cell { table: "data_keys", column: what.name(), id: generation }
}

fn aad(cell: Cell<'_>) -> String {
    format!("{}.{}.{}", cell.table, cell.column, cell.id)
}

/// Ciphertext: a format byte, the 24-byte nonce, then the sealed bytes.
fn seal(key: &[u8; 32], cell: Cell<'_>, plain: &[u8]) -> Result<Vec<u8>> {
    let nonce: [u8; 24] = random();
    let cipher = XChaCha20Poly1305::new(&Key::from(*key));
    let sealed = cipher
        .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: aad(cell).as_bytes() })
        .map_err(|_| Error::internal("sealing failed"))?;
    let mut out = Vec::with_capacity(1 + 24 + sealed.len());
    out.push(1);
    out.extend_from_slice(&nonce);
    out.extend_from_slice(&sealed);
    Ok(out)
}

fn open(key: &[u8; 32], cell: Cell<'_>, sealed: &[u8]) -> Result<Vec<u8>> {
    let wrong = || {
        Error::internal(format!(
            "{}.{} does not open: wrong key or altered",
            cell.table, cell.column
        ))
    };
    let (1, rest) = sealed.split_first().map(|(v, r)| (*v, r)).ok_or_else(wrong)? else {
        return Err(wrong());
    };
    let (nonce, body) = rest.split_first_chunk::<24>().ok_or_else(wrong)?;
    XChaCha20Poly1305::new(&Key::from(*key))
        .decrypt(&XNonce::from(*nonce), Payload { msg: body, aad: aad(cell).as_bytes() })
        .map_err(|_| wrong())
}

/// HMAC-SHA256 over the fields, each preceded by its length so that no two lists look alike.
fn mac_hex(key: &[u8; 32], fields: &[&str]) -> String {
    let mut mac =
        <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key).expect("HMAC takes any key length");
    for field in fields {
        mac.update(&(field.len() as u64).to_be_bytes());
        mac.update(field.as_bytes());
    }
    mac.finalize().into_bytes().iter().map(|b| format!("{b:02x}")).collect()
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let bytes: Vec<u8> = (0..text.len() / 2)
        .map(|i| u8::from_str_radix(text.get(2 * i..2 * i + 2)?, 16).ok())
        .collect::<Option<_>>()?;
    bytes.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        Master([7; 32]).keys()
    }

    #[test]
    fn a_cell_opens_only_where_it_was_sealed() {
        let (key, wrapped) = keys().new_person_key("p1").unwrap();
        let here = Cell { table: "persons", column: "name", id: "p1" };
        let sealed = key.seal(here, "松戸 花子").unwrap();
        let again = keys().person_key("p1", &wrapped).unwrap();
        assert_eq!(again.open(here, &sealed).unwrap(), "松戸 花子");
        assert!(again.open(Cell { id: "p2", ..here }, &sealed).is_err());
        assert!(again.open(Cell { column: "kana", ..here }, &sealed).is_err());
        assert!(keys().person_key("p2", &wrapped).is_err());
    }

    #[test]
    fn the_same_text_never_looks_the_same_but_its_index_does() {
        let (key, _) = keys().new_person_key("p1").unwrap();
        let cell = Cell { table: "persons", column: "name", id: "p1" };
        assert_ne!(key.seal(cell, "同じ").unwrap(), key.seal(cell, "同じ").unwrap());
        assert_eq!(
            keys().blind_index("name", "m", "同じ"),
            keys().blind_index("name", "m", "同じ")
        );
        assert_ne!(
            keys().blind_index("name", "m", "同じ"),
            keys().blind_index("name", "n", "同じ")
        );
    }

    #[test]
    fn the_key_file_is_made_once_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys/master.key");
        assert!(Master::read(&file).unwrap().is_none());
        let made = Master::new();
        made.save(&file).unwrap();
        assert!(Master::new().save(&file).is_err(), "it is never written over");
        let read = Master::read(&file).unwrap().unwrap();
        assert_eq!(made.keys().event_mac(&["a"]), read.keys().event_mac(&["a"]));
    }

    #[test]
    fn keys_of_a_database_open_under_their_master_and_in_their_generation_alone() {
        let (ours, theirs) = (keys().anew(), Master([8; 32]).keys());
        for what in Kept::ALL {
            let wrapped = ours.wrapped(what, 1).unwrap();
            assert!(keys().with(what, 1, &wrapped).is_some());
            assert!(keys().with(what, 2, &wrapped).is_none());
            assert!(theirs.with(what, 1, &wrapped).is_none());
        }
        let index = ours.wrapped(Kept::Index, 1).unwrap();
        let again = keys().with(Kept::Index, 1, &index).unwrap();
        assert_eq!(again.blind_index("name", "m", "a"), ours.blind_index("name", "m", "a"));
        assert_ne!(again.blind_index("name", "m", "a"), keys().blind_index("name", "m", "a"));
    }
}
