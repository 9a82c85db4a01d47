//! The container on its way out: a zip, written from its first byte to its last, in an age file when it is sealed.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
};

use age::{Encryptor, scrypt, secrecy::SecretString, stream::StreamWriter};
use sha2::{Digest, Sha256};
use zip::{
    CompressionMethod, ZipWriter,
    write::{SimpleFileOptions, StreamWriter as Streamed},
};

use super::manifest::FileSays;
use crate::error::{Error, Result};

/// How the container is closed.
pub enum Seal {
    /// Not at all: it holds nothing that was sealed.
    None,
    /// With a passphrase; 2 to the power of `work` is the effort of each guess.
    Passphrase { words: SecretString, work: u8 },
}

/// A container that is being written.
pub struct Packing {
    zip: ZipWriter<Streamed<Out>>,
    begun: Option<(String, Counted)>,
    files: Vec<FileSays>,
}

/// What was written so far, as its length and digest.
#[derive(Default)]
pub struct Counted {
    bytes: u64,
    digest: Sha256,
}

impl Counted {
    /// What is said of a file that holds this.
    pub fn says(self, file: String) -> FileSays {
        let sha256 = self.digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        FileSays { file, bytes: self.bytes, sha256 }
    }
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.digest.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Whether what is put in becomes smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Squeezed {
    Yes,
    /// It is a zip itself.
    Already,
}

/// Says what happened when a byte could not be written.
pub fn written<T>(done: Result<T, impl Into<io::Error>>) -> Result<T> {
    done.map_err(|error| {
        let error: io::Error = error.into();
        Error::startup(format!(
            "書き出しの途中で、ファイルに書けなくなりました({error})。空きを確かめてから、やり直してください。\
             書きかけのファイルは残していません。"
        ))
    })
}

impl Packing {
    /// Begins one in an empty file.
    pub fn begin(file: File, seal: &Seal) -> Result<Packing> {
        let file = BufWriter::with_capacity(256 * 1024, file);
        let closed = match seal {
            Seal::None => Closed::Not(file),
            Seal::Passphrase { words, work } => {
                let mut recipient = scrypt::Recipient::new(words.clone());
                recipient.set_work_factor(*work);
                let recipients = std::iter::once(&recipient as &dyn age::Recipient);
                let encryptor = Encryptor::with_recipients(recipients).map_err(Error::internal)?;
                Closed::Sealed(Box::new(written(encryptor.wrap_output(file))?))
            }
        };
        let zip = ZipWriter::new_stream(Out { closed, failed: false });
        Ok(Packing { zip, begun: None, files: Vec::new() })
    }

    /// What is written from now on is this file.
    pub fn start(&mut self, file: &str, squeezed: Squeezed) -> Result<()> {
        let method = match squeezed {
            Squeezed::Yes => CompressionMethod::Deflated,
            Squeezed::Already => CompressionMethod::Stored,
        };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            // How long a file becomes is known once it is written, and it may be beyond 4 GiB.
            .large_file(true);
        written(self.zip.start_file(file, options))?;
        self.begun = Some((file.to_owned(), Counted::default()));
        Ok(())
    }

    /// The file is whole.
    pub fn end(&mut self) {
        if let Some((file, counted)) = self.begun.take() {
            self.files.push(counted.says(file));
        }
    }

    /// The files that are whole.
    pub fn files(&self) -> &[FileSays] {
        &self.files
    }

    /// The container is whole, on the disk.
    pub fn finish(self) -> Result<()> {
        let out = written(self.zip.finish())?.into_inner();
        let file = match out.closed {
            Closed::Not(file) => file,
            Closed::Sealed(sealed) => written(sealed.finish())?,
        };
        let file = written(file.into_inner().map_err(io::IntoInnerError::into_error))?;
        written(file.sync_all())
    }
}

impl Write for Packing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = self.zip.write(bytes)?;
        if let Some((_, counted)) = &mut self.begun {
            counted.write_all(&bytes[..taken])?;
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.zip.flush()
    }
}

/// Where the zip goes. Once a byte could not be written the rest goes nowhere: a zip that is dropped writes its end, and
/// would complain of that in its own words.
struct Out {
    closed: Closed,
    failed: bool,
}

enum Closed {
    Not(BufWriter<File>),
    Sealed(Box<StreamWriter<BufWriter<File>>>),
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.failed {
            return Ok(bytes.len());
        }
        let done = match &mut self.closed {
            Closed::Not(file) => file.write(bytes),
            Closed::Sealed(sealed) => sealed.write(bytes),
        };
        self.failed = done.is_err();
        done
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.closed {
            _ if self.failed => Ok(()),
            Closed::Not(file) => file.flush(),
            Closed::Sealed(sealed) => sealed.flush(),
        }
    }
}
