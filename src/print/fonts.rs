//! The embedded fonts: BIZ UDPGothic in two weights, a universal-design face common in city offices.
//!
//! Licensed under the SIL Open Font License 1.1; the files are put under `frontend/dist/fonts` by the
//! build from the npm package that `frontend/package.json` names.

use std::{collections::BTreeSet, sync::LazyLock};

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

use crate::web::assets;

/// The same files that pages are drawn with: each is in the program once.
const FILES: [&str; 2] = ["fonts/BIZUDPGothic-Regular.ttf", "fonts/BIZUDPGothic-Bold.ttf"];

/// All fonts a template can use, in the order of [`BOOK`].
pub(super) static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| {
    FILES
        .into_iter()
        .filter_map(assets::bytes)
        .flat_map(|data| Font::iter(Bytes::new(data)))
        .collect()
});

/// The engine's index over [`FONTS`].
pub(super) static BOOK: LazyLock<LazyHash<FontBook>> =
    LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));

/// The characters of a text that no embedded font has, each once, as U+20BB7.
pub(super) fn lacking(text: &str) -> Vec<String> {
    let known = |c: &char| FONTS.iter().any(|font| font.info().coverage.contains(u32::from(*c)));
    let drawn = text.chars().filter(|c| !c.is_ascii() && !c.is_control() && !c.is_whitespace());
    let unknown: BTreeSet<char> = drawn.filter(|c| !known(c)).collect();
    unknown.into_iter().map(|c| format!("U+{:04X}", u32::from(c))).collect()
}
