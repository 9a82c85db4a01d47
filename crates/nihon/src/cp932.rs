//! CP932 (Windows' Shift_JIS), both ways, without the silent losses.
//!
//! Left alone, the encoder writes HTML references (`&#12316;`) for what CP932 does not have and turns ¥
//! into a backslash. Here look-alikes are mapped first, the rest becomes 〓 and is listed for the caller to show.

use std::borrow::Cow;

use encoding_rs::{DecoderResult, EncoderResult, SHIFT_JIS};
use unicode_normalization::char::compose;

/// What stands for a character that CP932 does not have: 〓, the printers' geta.
pub const GETA: char = '〓';

/// A text in CP932.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded {
    pub bytes: Vec<u8>,
    /// The characters that could not be represented and stand as 〓, each once, in the order of appearance.
    /// Empty when nothing was lost. The caller shows them.
    pub lost: Vec<char>,
}

/// The first byte that is no CP932.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadByte {
    /// Position from the start of the input, counted from 0.
    pub offset: usize,
}

/// Encodes a text after mapping look-alikes (〜 to ～, — to ―, ‖ to ∥, ¥ to ￥ and their like).
pub fn encode(text: &str) -> Encoded {
    let mapped = map_lookalikes(text);
    let mut rest = mapped.as_ref();
    let mut bytes = Vec::with_capacity(rest.len());
    let mut lost = Vec::new();
    let mut encoder = SHIFT_JIS.new_encoder();
    loop {
        // Room for the worst case, so that the encoder never stops for want of it.
        bytes.reserve(rest.len() * 2 + 16);
        let (result, read) =
            encoder.encode_from_utf8_to_vec_without_replacement(rest, &mut bytes, true);
        rest = &rest[read..];
        match result {
            EncoderResult::InputEmpty => return Encoded { bytes, lost },
            EncoderResult::OutputFull => {}
            EncoderResult::Unmappable(c) => {
                if !lost.contains(&c) {
                    lost.push(c);
                }
                bytes.extend(GETA_BYTES);
            }
        }
    }
}

/// The characters of a text that CP932 cannot represent even after mapping, each once.
pub fn unmappable(text: &str) -> Vec<char> {
    encode(text).lost
}

/// Decodes CP932, or names the first byte that is none.
pub fn decode(bytes: &[u8]) -> Result<String, BadByte> {
    let mut decoder = SHIFT_JIS.new_decoder_without_bom_handling();
    let room =
        decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(bytes.len() * 3);
    let mut text = String::with_capacity(room);
    let (result, read) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    match result {
        DecoderResult::InputEmpty => Ok(text),
        DecoderResult::Malformed(bad, after) => {
            Err(BadByte { offset: read.saturating_sub(usize::from(bad) + usize::from(after)) })
        }
        DecoderResult::OutputFull => Err(BadByte { offset: read }),
    }
}

const GETA_BYTES: [u8; 2] = [0x81, 0xAC];

/// Replaces characters that CP932 lacks by those it has and a reader takes for the same, and joins voiced
/// kana that macOS writes as two characters.
pub fn map_lookalikes(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let c = match c {
            '\u{301C}' => '\u{FF5E}',
            '\u{2014}' | '\u{2013}' => '\u{2015}',
            '\u{2016}' => '\u{2225}',
            '\u{2212}' => '\u{FF0D}',
            '\u{00A5}' => '\u{FFE5}',
            '\u{00A2}' => '\u{FFE0}',
            '\u{00A3}' => '\u{FFE1}',
            '\u{00AC}' => '\u{FFE2}',
            '\u{00A6}' => '\u{FFE4}',
            '\u{203E}' => '\u{FFE3}',
            '\u{2022}' => '・',
            '\u{00A0}' => ' ',
            '\u{3099}' | '\u{309A}' => match out.pop() {
                Some(before) => match compose(before, c) {
                    Some(joined) => joined,
                    None => {
                        out.push(before);
                        c
                    }
                },
                None => c,
            },
            other => other,
        };
        out.push(c);
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn back(text: &str) -> String {
        let encoded = encode(text);
        assert_eq!(encoded.lost, [], "{text}");
        decode(&encoded.bytes).expect("what was encoded decodes")
    }

    #[test]
    fn lookalikes_are_mapped() {
        assert_eq!(back("4〜6回 — ‖ −5 ¥100"), "4～6回 ― ∥ －5 ￥100");
        assert_eq!(back("髙﨑①㈱○〇◯"), "髙﨑①㈱○〇◯");
        assert_eq!(back("か\u{3099}は\u{309A}"), "がぱ");
    }

    #[test]
    fn what_is_lost_is_listed_once() {
        let encoded = encode("𠮷野☑☑ゔ𠮷");
        assert_eq!(encoded.lost, ['𠮷', '☑', 'ゔ']);
        assert_eq!(decode(&encoded.bytes).as_deref(), Ok("〓野〓〓〓〓"));
        assert_eq!(unmappable("松戸市"), []);
    }

    #[test]
    fn the_bad_byte_is_named() {
        assert_eq!(decode(b"abc\xFF"), Err(BadByte { offset: 3 }));
        assert_eq!(decode(b"\x8F\xBC\x8C\xCB\x8E\x73\x81"), Err(BadByte { offset: 6 }));
        assert_eq!(decode(b"\x8F\xBC\x8C\xCB").as_deref(), Ok("松戸"));
    }

    proptest::proptest! {
        #[test]
        fn kana_and_kanji_come_back(text in "[ぁ-んァ-ヶ○◎△□■0-9a-z松戸市地域会議]{0,30}") {
            proptest::prop_assert_eq!(back(&text), text);
        }
    }
}
