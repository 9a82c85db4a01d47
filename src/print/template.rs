//! What a document is set with.

/// One kind of document: a main source and the sources it may import.
///
/// `/base.typ` is always there and need not be named.
#[derive(Debug, Clone, Copy)]
pub struct Template {
    /// Path of the main source inside the sealed world, such as `/papers/status.typ`.
    pub path: &'static str,
    /// The main source.
    pub source: &'static str,
    /// Further sources as (path, source), for parts that several templates of a room share.
    pub parts: &'static [(&'static str, &'static str)],
}
