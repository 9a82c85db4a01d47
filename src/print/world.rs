//! The sealed world in which a template runs: four kinds of files and two fonts, nothing more.

use std::collections::HashMap;
use std::sync::LazyLock;

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, WorldExt};

use super::fonts::{BOOK, FONTS};

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

/// Everything one job can see.
pub(super) struct SealedWorld {
    main: FileId,
    sources: HashMap<FileId, Source>,
    files: HashMap<FileId, Bytes>,
}

impl SealedWorld {
    pub(super) fn new(
        main: (&'static str, &str),
        parts: impl Iterator<Item = (&'static str, &'static str)>,
        data: Vec<u8>,
        meta: Vec<u8>,
    ) -> Self {
        let base: (&'static str, &str) = ("/base.typ", include_str!("base.typ"));
        let parts = parts.map(|(path, text): (&'static str, &str)| (path, text));
        let sources = [base, main].into_iter().chain(parts);
        let sources = sources
            .map(|(path, text)| (file(path), Source::new(file(path), text.to_owned())))
            .collect();
        let files = HashMap::from([
            (file("/data.json"), Bytes::new(data)),
            (file("/meta.json"), Bytes::new(meta)),
        ]);
        SealedWorld { main: file(main.0), sources, files }
    }

    /// Where in the templates these findings are. What they say is left out: it quotes people's records.
    pub(super) fn places(&self, found: &[SourceDiagnostic]) -> String {
        let one = |finding: &SourceDiagnostic| match self.place(finding) {
            Some((path, line)) => format!("{path}:{line}"),
            None => "somewhere".to_owned(),
        };
        found.iter().map(one).collect::<Vec<_>>().join("; ")
    }

    fn place(&self, finding: &SourceDiagnostic) -> Option<(String, usize)> {
        let id = finding.span.id()?;
        let start = self.range(finding.span)?.start;
        let line = self.sources.get(&id)?.lines().byte_to_line(start)?;
        Some((id.get().vpath().get_with_slash().to_owned(), line + 1))
    }
}

/// The engine interns a path for the life of the process, so only fixed paths may come here, never
/// one made for a job.
fn file(path: &'static str) -> FileId {
    let path = VirtualPath::new(path).expect("template paths are literals and well formed");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

impl World for SealedWorld {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.sources.get(&id).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if let Some(source) = self.sources.get(&id) {
            return Ok(Bytes::from_string(source.text().to_owned()));
        }
        self.files.get(&id).cloned().ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
