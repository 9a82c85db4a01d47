//! How to reach somebody: telephone, mail, a page.

use nihon::fold_key;
use url::Url as Parsed;

use super::words::width;
use crate::fields::{
    Spec,
    family::{Control, Family},
};

/// A telephone number, fit for `tel:`.
pub(super) struct Phone;

impl Family for Phone {
    fn control(&self, spec: &Spec) -> Control {
        Control::Line { mode: "tel", width: width(spec, "medium"), most: 0 }
    }

    /// In half-width characters, with the hyphens that were typed; brackets become hyphens.
    fn keep(&self, _spec: &Spec, typed: &str) -> Result<String, String> {
        let number = fold_key(typed).replace(['(', ')'], "-");
        let number = number.trim_matches('-').replace("--", "-");
        let digits = number.chars().filter(char::is_ascii_digit).count();
        let plain = number.chars().all(|c| c.is_ascii_digit() || c == '-');
        if plain && (9..=11).contains(&digits) {
            return Ok(number);
        }
        Err(format!(
            "「{}」は電話番号として読めません。「047-366-0000」のように、市外局番から数字とハイフンで入力してください。",
            typed.trim()
        ))
    }

    fn help(&self, spec: &Spec) -> String {
        match spec.help.as_str() {
            "" => "市外局番から。例: 047-366-0000".to_owned(),
            help => help.to_owned(),
        }
    }
}

/// An address of mail.
pub(super) struct Mail;

impl Family for Mail {
    fn control(&self, spec: &Spec) -> Control {
        Control::Line { mode: "email", width: width(spec, ""), most: 0 }
    }

    /// In half-width characters; whether it is anybody's, only a letter can tell.
    fn keep(&self, _spec: &Spec, typed: &str) -> Result<String, String> {
        let is_part = |part: &str| {
            !part.is_empty()
                && !part.starts_with('.')
                && !part.ends_with('.')
                && part.chars().all(|c| c.is_ascii_graphic() && !"()<>[]:;,\\\"@".contains(c))
        };
        let narrow: String = typed.trim().chars().map(narrow).collect();
        match narrow.split_once('@') {
            Some((local, domain)) if is_part(local) && is_part(domain) && domain.contains('.') => {
                Ok(narrow)
            }
            _ => Err(format!(
                "「{}」はメールアドレスとして読めません。「name@example.jp」のように入力してください。",
                typed.trim()
            )),
        }
    }
}

/// A full-width letter or sign as the half-width one that was meant; case stays, which folding would take away.
fn narrow(letter: char) -> char {
    match letter {
        '！'..='～' => char::from_u32(letter as u32 - 0xFEE0).unwrap_or(letter),
        other => other,
    }
}

/// The address of a page.
pub(super) struct Url;

impl Family for Url {
    fn control(&self, spec: &Spec) -> Control {
        Control::Line { mode: "url", width: width(spec, ""), most: 0 }
    }

    fn keep(&self, _spec: &Spec, typed: &str) -> Result<String, String> {
        match Parsed::parse(typed.trim()) {
            Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => {
                Ok(url.to_string())
            }
            _ => Err(format!(
                "「{}」はホームページのアドレスとして読めません。「https://」から始まるアドレスを入力してください。",
                typed.trim()
            )),
        }
    }

    fn help(&self, spec: &Spec) -> String {
        match spec.help.as_str() {
            "" => "https:// から始まるアドレス".to_owned(),
            help => help.to_owned(),
        }
    }
}
