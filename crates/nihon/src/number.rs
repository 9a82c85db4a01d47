//! Whole numbers as people write them in cells.

use crate::fold_key;

/// Why a text is no whole number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NumberError {
    /// Nothing but space.
    Empty,
    /// Not digits alone: the text, and the number in it if there is exactly one (「12回」 holds 12).
    NotDigits { text: String, perhaps: Option<i64> },
    /// Digits, but more than an `i64` holds.
    TooLarge { text: String },
}

impl std::fmt::Display for NumberError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty => write!(f, "数値が空です。数字で入力してください。"),
            Self::NotDigits { text, perhaps: Some(number) } => {
                write!(
                    f,
                    "「{text}」は数値として読めません。単位を付けず「{number}」のように数字だけで入力してください。"
                )
            }
            Self::NotDigits { text, perhaps: None } => {
                write!(
                    f,
                    "「{text}」は数値として読めません。「12」のように数字だけで入力してください。"
                )
            }
            Self::TooLarge { text } => write!(f, "「{text}」は数値が大きすぎます。"),
        }
    }
}

impl std::error::Error for NumberError {}

/// Reads a whole number: digits of either width, an optional sign, commas only between groups of three.
/// No units: 「12回」 is an error whose sentence proposes 12.
pub fn parse_integer(text: &str) -> Result<i64, NumberError> {
    let folded = fold_key(text);
    if folded.is_empty() {
        return Err(NumberError::Empty);
    }
    let (sign, digits) = match folded.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", folded.strip_prefix('+').unwrap_or(&folded)),
    };
    let shown = || text.trim().to_owned();
    if !is_grouped(digits) {
        return Err(NumberError::NotDigits { text: shown(), perhaps: only_number(&folded) });
    }
    format!("{sign}{}", digits.replace(',', ""))
        .parse()
        .map_err(|_| NumberError::TooLarge { text: shown() })
}

/// 1,200,000: a whole number with a comma between groups of three.
pub fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = if number < 0 { "-".to_owned() } else { String::new() };
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn is_grouped(digits: &str) -> bool {
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let mut groups = digits.split(',');
    let first = groups.next().unwrap_or_default();
    let mut grouped = false;
    let rest = groups.all(|group| {
        grouped = true;
        group.len() == 3 && all_digits(group)
    });
    all_digits(first) && rest && (!grouped || first.len() <= 3)
}

/// The only number in a text, as large as what follows it makes it: of 「50万円」 500000.
fn only_number(folded: &str) -> Option<i64> {
    let mut runs = folded.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
    let one = runs.next()?;
    if runs.next().is_some() {
        return None;
    }
    let (_, behind) = folded.split_once(one)?;
    let times = behind.chars().map_while(|letter| match letter {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1_000),
        '万' => Some(10_000),
        '億' => Some(100_000_000),
        _ => None,
    });
    times.fold(one.parse().ok(), |number, times| number?.checked_mul(times))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_read() {
        for (text, number) in [
            ("12", 12),
            ("１２", 12),
            (" 1,200 ", 1200),
            ("１，２００", 1200),
            ("−5", -5),
            ("+3", 3),
            ("007", 7),
        ] {
            assert_eq!(parse_integer(text), Ok(number), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_grouped_number_is_the_number_read(number: i64) {
            proptest::prop_assert_eq!(parse_integer(&grouped(number)), Ok(number));
        }
    }

    #[test]
    fn units_fractions_and_bad_groups_are_refused() {
        for text in ["12回", "1.5", "12,00", ",5", "1,,000", "abc", "1200,000", "--5", "第2回"] {
            assert!(matches!(parse_integer(text), Err(NumberError::NotDigits { .. })), "{text}");
        }
        let said = parse_integer("１２回").map_err(|e| e.to_string());
        assert_eq!(
            said,
            Err("「１２回」は数値として読めません。単位を付けず「12」のように数字だけで入力してください。".to_owned())
        );
        // What it proposes is what was meant.
        for (text, number) in
            [("50万円", 500_000), ("３百万円", 3_000_000), ("約2億円", 200_000_000)]
        {
            let perhaps = Some(number);
            assert_eq!(
                parse_integer(text),
                Err(NumberError::NotDigits { text: text.to_owned(), perhaps }),
            );
        }
        assert_eq!(parse_integer("　"), Err(NumberError::Empty));
        assert!(matches!(parse_integer("99999999999999999999"), Err(NumberError::TooLarge { .. })));
    }
}
