//! The container on its way in: known from outside, opened, and looked through before anything of it is taken.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek},
};

use age::{DecryptError, Decryptor, scrypt, secrecy::SecretString};
use serde::de::DeserializeOwned;
use zip::ZipArchive;

use super::{
    manifest::{self, FORMAT, FORMAT_VERSION, Manifest},
    parcel::Counted,
};
use crate::{
    db,
    error::{Error, Result},
};

/// The hardest passphrase that is tried: 2 to the power of this, as `age` itself does.
const MOST_WORK: u8 = 22;

trait Random: Read + Seek + Send {}
impl<R: Read + Seek + Send> Random for R {}

/// An opened container.
pub struct Parcel {
    zip: ZipArchive<Box<dyn Random>>,
    manifest: Manifest,
}

/// What is said of a container that is not as it was written.
pub fn broken(_: impl std::fmt::Debug) -> Error {
    Error::startup(
        "ファイルが途中で切れているか、書き出されたときのままではありません。写し直すか、書き出し直してください。\
         何も取り込んでいません。",
    )
}

fn no_export() -> Error {
    Error::startup(
        "tsumugi export --all で書き出したファイルではありません。何も取り込んでいません。",
    )
}

impl Parcel {
    /// Opens one that is to be taken in; `words` is asked for the passphrase where it is sealed.
    ///
    /// # Errors
    /// Those of `words`; a startup sentence: a wrong passphrase, another file, one that this program cannot take in.
    pub fn open(file: File, words: impl FnOnce() -> Result<SecretString>) -> Result<Parcel> {
        let parcel = Parcel::opened(file, words)?;
        parcel.manifest.fits()?;
        Ok(parcel)
    }

    /// Opens one and reads what it says of itself.
    ///
    /// # Errors
    /// As [`Parcel::open`].
    pub fn opened(mut file: File, words: impl FnOnce() -> Result<SecretString>) -> Result<Parcel> {
        let mut begins = Vec::new();
        file.by_ref().take(32).read_to_end(&mut begins).map_err(broken)?;
        file.rewind().map_err(broken)?;
        let file: Box<dyn Random> = if begins.starts_with(b"PK\x03\x04") {
            Box::new(BufReader::new(file))
        } else if begins.starts_with(b"age-encryption.org/v1") {
            let sealed = Decryptor::new_buffered(BufReader::with_capacity(256 * 1024, file));
            let sealed = sealed.map_err(broken)?;
            if !sealed.is_scrypt() {
                return Err(no_export());
            }
            let mut identity = scrypt::Identity::new(words()?);
            identity.set_max_work_factor(MOST_WORK);
            let identities = std::iter::once(&identity as &dyn age::Identity);
            Box::new(sealed.decrypt(identities).map_err(shut)?)
        } else {
            return Err(no_export());
        };
        let mut zip = ZipArchive::new(file).map_err(broken)?;
        if zip.index_for_name(manifest::NAME).is_none() {
            return Err(no_export());
        }
        let manifest = json(&mut zip, manifest::NAME)?;
        Ok(Parcel { zip, manifest: serde_json::from_value(manifest).map_err(broken)? })
    }

    /// What it says of itself.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Reads all of it once, and compares it with what it says of itself.
    ///
    /// # Errors
    /// A startup sentence.
    pub fn look_through(&mut self) -> Result<()> {
        let says = self.manifest.files.clone();
        let names: Vec<String> = self.zip.file_names().flatten().map(Into::into).collect();
        let known =
            |name: &String| name == manifest::NAME || says.iter().any(|file| &file.file == name);
        if !names.iter().all(known) || names.len() != says.len() + 1 {
            return Err(broken("a file that the manifest does not name"));
        }
        for file in &says {
            let mut content = self.zip.by_name(&file.file).map_err(broken)?;
            let mut counted = Counted::default();
            io::copy(&mut content, &mut counted).map_err(broken)?;
            if counted.says(file.file.clone()) != *file {
                return Err(broken(file));
            }
        }
        Ok(())
    }

    /// A file of JSON.
    pub fn json<T: DeserializeOwned>(&mut self, file: &str) -> Result<T> {
        serde_json::from_value(json(&mut self.zip, file)?).map_err(broken)
    }

    /// A file as it is.
    #[cfg(test)]
    pub fn content(&mut self, file: &str) -> Vec<u8> {
        let mut content = Vec::new();
        self.zip.by_name(file).expect("it is there").read_to_end(&mut content).expect("it reads");
        content
    }

    /// The lines of a table.
    pub fn lines(&mut self, table: &str) -> Result<impl BufRead> {
        let file = self.zip.by_name(&manifest::file_of(table)).map_err(broken)?;
        Ok(BufReader::with_capacity(64 * 1024, file))
    }
}

fn json(zip: &mut ZipArchive<Box<dyn Random>>, file: &str) -> Result<serde_json::Value> {
    let file = zip.by_name(file).map_err(broken)?;
    serde_json::from_reader(BufReader::new(file)).map_err(broken)
}

fn shut(error: DecryptError) -> Error {
    match error {
        DecryptError::ExcessiveWork { .. } => no_export(),
        DecryptError::Io(error) => broken(error),
        _ => Error::startup(
            "合言葉が違います(ファイルの先頭が壊れていても、こうなります)。何も取り込んでいません。",
        ),
    }
}

impl Manifest {
    /// Whether this program can take it in.
    fn fits(&self) -> Result<()> {
        if self.format != FORMAT {
            return Err(no_export());
        }
        let ours = db::newest_migration();
        let Manifest { program, schema, .. } = self;
        if self.format_version > FORMAT_VERSION || *schema > ours {
            return Err(Error::startup(format!(
                "このファイルは、このプログラムより新しい版({program}、移行 {schema})で書き出されています。\
                 {program} 以後の tsumugi で取り込んでください(この版が知るのは移行 {ours} まで)。何も取り込んでいません。"
            )));
        }
        if *schema < ours {
            return Err(Error::startup(format!(
                "このファイルは、前の版({program}、移行 {schema})で書き出されています。\
                 同じ {program} で取り込み、そのデータベースをこの版で開いてください(この版は移行 {ours})。何も取り込んでいません。"
            )));
        }
        if !self.names {
            return Err(Error::startup(
                "このファイルには、氏名など封をして置いている内容が入っていないので、取り込めません。\
                 tsumugi export --all FILE --with-names で書き出したファイルが要ります。何も取り込んでいません。",
            ));
        }
        Ok(())
    }
}
