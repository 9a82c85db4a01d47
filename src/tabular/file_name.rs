//! The name under which a browser keeps a file.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but the attr-char of RFC 5987.
const NO_ATTR_CHAR: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// The value of `Content-Disposition` for a file to be kept, whose name may be Japanese (RFC 6266): the name
/// itself in the form of RFC 5987, and one in ASCII for what does not know that form.
pub fn content_disposition(file_name: &str) -> String {
    let name = safe(file_name);
    let encoded = utf8_percent_encode(&name, NO_ATTR_CHAR);
    format!("attachment; filename=\"{}\"; filename*=UTF-8''{encoded}", ascii(&name))
}

/// Without what a path, a header or Windows would take for something else.
fn safe(file_name: &str) -> String {
    let clean: String = file_name
        .chars()
        .map(|c| if c.is_control() || "\\/:*?\"<>|".contains(c) { '_' } else { c })
        .collect();
    let clean = clean.trim().trim_matches('.');
    if clean.is_empty() { "file".to_owned() } else { clean.to_owned() }
}

fn ascii(name: &str) -> String {
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if extension.is_ascii() => (stem, format!(".{extension}")),
        _ => (name, String::new()),
    };
    let kept: String = stem
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
        .collect();
    let kept = kept.trim_matches(['-', '_', '.']);
    format!("{}{extension}", if kept.is_empty() { "file" } else { kept })
}
