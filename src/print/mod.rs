//! Setting papers: typst as a library, with its fonts inside the program.
//!
//! A template sees its own source, the shared `base.typ`, the data as `/data.json` and the document's
//! particulars as `/meta.json`, and nothing else: no file of the machine, no package, no network and
//! no clock. The same data therefore gives the same bytes, whenever and wherever they are set.

mod fonts;
mod sheet;
mod template;
mod world;

pub use sheet::{Edge, Sheet, sheets};
pub use template::Template;

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Serialize;
use tokio::sync::Semaphore;
use typst::diag::{SourceDiagnostic, Warned};
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::threads;
use world::SealedWorld;

/// What a document says of itself to a reader's software.
#[derive(Debug, Clone, Serialize)]
pub struct Meta {
    /// Title shown by the viewer and read first by a screen reader.
    pub title: String,
    /// BCP 47 language, `ja` for everything Tsumugi sets today.
    pub language: &'static str,
    /// Day on which the document is dated. Passed in, so that an edition can be set again to the byte.
    #[serde(skip)]
    pub date: Date,
}

/// What a template knows of its document besides the data.
#[derive(Serialize)]
struct Particulars<'a> {
    #[serde(flatten)]
    meta: &'a Meta,
    /// Characters that no font has, as U+20BB7: every page says which, since they are printed as boxes.
    lacking: Vec<String>,
}

/// Why a document could not be set.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    /// The data could not be written as JSON.
    #[error("the data of {path} cannot be written as JSON: {source}")]
    Data { path: &'static str, source: serde_json::Error },
    /// The template refused the data or is itself wrong; each finding by file and line alone, for what the engine says of
    /// one quotes the text that it is about.
    #[error("{path} could not be set: {findings}")]
    Template { path: &'static str, findings: String },
    /// The background task was stopped, as when the server shuts down.
    #[error("setting a paper was stopped before it ended")]
    Stopped,
}

/// Sets `data` with `template` and returns the bytes of a tagged PDF with its fonts embedded.
///
/// PDF/UA-1 is tried first; text that breaks one of its rules (a character that no embedded font has,
/// for instance) still comes out as an ordinary tagged PDF, with a warning in the log.
///
/// Runs for tens to hundreds of milliseconds: from async code call [`in_background`].
///
/// # Errors
/// [`PrintError`] if the data cannot be serialised or the template fails on it.
pub fn pdf(template: &Template, data: &impl Serialize, meta: &Meta) -> Result<Vec<u8>, PrintError> {
    document((template.path, template.source), template.parts.iter().copied(), data, meta)
}

/// A document of a main source, path and text, and the sources that it may import.
fn document(
    (path, source): (&'static str, &str),
    parts: impl Iterator<Item = (&'static str, &'static str)>,
    data: &impl Serialize,
    meta: &Meta,
) -> Result<Vec<u8>, PrintError> {
    let json =
        |value: Result<Vec<u8>, _>| value.map_err(|source| PrintError::Data { path, source });
    let data = json(serde_json::to_vec(data))?;
    let lacking = fonts::lacking(&String::from_utf8_lossy(&data));
    let particulars = json(serde_json::to_vec(&Particulars { meta, lacking }))?;
    let world = SealedWorld::new((path, source), parts, data, particulars);
    let bytes = set(&world, meta)
        .map_err(|found| PrintError::Template { path, findings: world.places(&found) });
    // The engine memoises across jobs. Two jobs' worth keeps the second paper of a period quick and
    // the memory of a long-running server flat.
    comemo::evict(2);
    bytes
}

/// Runs one or more calls of [`pdf`] on a thread for blocking work, with at most as many jobs at once
/// as the machine has cores; further ones wait their turn.
///
/// # Errors
/// Those of `job`, and [`PrintError::Stopped`] if it did not end because the runtime shut down.
pub async fn in_background<T: Send + 'static>(
    job: impl FnOnce() -> Result<T, PrintError> + Send + 'static,
) -> Result<T, PrintError> {
    static SEATS: LazyLock<Semaphore> = LazyLock::new(threads::seats);
    let Ok(_seat) = SEATS.acquire().await else {
        return Err(PrintError::Stopped);
    };
    tokio::task::spawn_blocking(job).await.unwrap_or(Err(PrintError::Stopped))
}

fn set(world: &SealedWorld, meta: &Meta) -> Result<Vec<u8>, Vec<SourceDiagnostic>> {
    let Warned { output, warnings } = typst::compile::<PagedDocument>(world);
    if !warnings.is_empty() {
        tracing::debug!(findings = world.places(&warnings), "template warnings");
    }
    let document = output.map_err(|found| found.to_vec())?;
    let accessible = options(meta, &[PdfStandard::Ua_1]);
    match typst_pdf::pdf(&document, &accessible) {
        Ok(bytes) => Ok(bytes),
        Err(found) => {
            tracing::warn!(
                title = meta.title,
                findings = world.places(&found),
                "not PDF/UA-1; written as a plain tagged PDF"
            );
            typst_pdf::pdf(&document, &options(meta, &[])).map_err(|found| found.to_vec())
        }
    }
}

fn options(meta: &Meta, standards: &[PdfStandard]) -> PdfOptions {
    let date = Datetime::from_ymd(
        meta.date.year().into(),
        meta.date.month().unsigned_abs(),
        meta.date.day().unsigned_abs(),
    );
    PdfOptions {
        creator: Smart::Custom(Some("Tsumugi".to_owned())),
        timestamp: date.map(Timestamp::new_utc),
        standards: PdfStandards::new(standards).unwrap_or_default(),
        ..PdfOptions::default()
    }
}

#[cfg(test)]
mod tests;
