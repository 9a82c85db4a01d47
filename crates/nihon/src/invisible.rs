//! What stands in a text and is not seen.

/// Characters that no one sees and no one means: selectors of a glyph's variant, zero-width marks.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' | '\u{200B}'..='\u{200F}'
        | '\u{2060}' | '\u{FEFF}' | '\u{00AD}')
}
