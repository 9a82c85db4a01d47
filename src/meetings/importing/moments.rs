//! What stands where a day is wanted: a day, a day with its time, several days, a month, or that nobody met.

use jiff::civil::Date;
use nihon::{fold, fold_key, parse_day, parse_month};

use crate::{
    clock::Day,
    tabular::{Cell, Faults, Record},
};

/// When a meeting is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    /// The first of the month where only that is known.
    pub day: Day,
    /// Whether the day is known, and not the month alone.
    pub is_fixed: bool,
    pub starts: Option<String>,
    pub ends: Option<String>,
}

/// What a cell says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// In the order of the cell; none where it is asked of which year they are.
    Moments(Vec<Moment>),
    /// 中止, 未定, －: that there is no day, in its own words.
    NoDay(String),
}

/// Words for no day.
const NO_DAY: [&str; 16] = [
    "中止",
    "未定",
    "延期",
    "休止",
    "休会",
    "調整中",
    "日程調整中",
    "未実施",
    "実施なし",
    "開催なし",
    "なし",
    "無し",
    "無",
    "×",
    "取りやめ",
    "開催せず",
];

/// Reads a cell of a column of days. What stands in brackets behind a day and is no weekday is left out, and pushed to
/// `left_out`.
///
/// # Errors
/// A sentence, when it says none of that.
pub(super) fn moments(
    record: &Record<'_>,
    column: &str,
    cell: &Cell,
    left_out: &mut Vec<String>,
    faults: &mut Faults,
) -> Result<Said, String> {
    if let Some(reason) = cell.unreadable() {
        return Err(reason.to_owned());
    }
    if let Cell::Moment(at) = cell {
        let starts = Some(format!("{:02}:{:02}", at.hour(), at.minute()));
        let day = Day(at.date());
        return Ok(Said::Moments(vec![Moment { day, is_fixed: true, starts, ends: None }]));
    }
    let Cell::Text(text) = cell else {
        let day = record.day_of(column, cell, faults)?;
        return Ok(Said::Moments(day.map(on).into_iter().collect()));
    };
    if let Some(words) = no_day(text) {
        return Ok(Said::NoDay(words));
    }
    let mut found = Vec::new();
    for piece in pieces(text) {
        let (piece, note) = without_note(&piece);
        if let Some(words) = no_day(&piece).or_else(|| note.as_deref().and_then(no_day)) {
            return Ok(Said::NoDay(words));
        }
        left_out.extend(note);
        found.extend(moment(record, column, &piece, faults)?);
    }
    Ok(Said::Moments(found))
}

fn on(day: Date) -> Moment {
    Moment { day: Day(day), is_fixed: true, starts: None, ends: None }
}

fn no_day(text: &str) -> Option<String> {
    let folded = fold_key(text);
    let bare = folded.trim_matches(['(', ')', '。']);
    let is_dash = !bare.is_empty() && bare.chars().all(|c| matches!(c, '-' | 'ー' | '─'));
    (is_dash || NO_DAY.contains(&bare)).then(|| text.trim().to_owned())
}

/// The days of a cell that holds several.
fn pieces(text: &str) -> Vec<String> {
    let cut = text.split(['\n', '、', '，', ',', ';', '；']).map(str::trim);
    cut.filter(|piece| !piece.is_empty()).map(str::to_owned).collect()
}

/// 「R7.7.29（2事例）」 as the day and what stands in brackets behind it.
fn without_note(piece: &str) -> (String, Option<String>) {
    let folded = fold(piece);
    let Some((day, note)) = folded.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) else {
        return (piece.to_owned(), None);
    };
    let is_weekday = note.trim().chars().next().is_some_and(|c| "月火水木金土日".contains(c));
    // 「(日程は未定)」 begins with a weekday's letter, and is none.
    if is_weekday && note.chars().count() <= 6 {
        return (piece.to_owned(), None);
    }
    (day.trim().to_owned(), Some(note.trim().to_owned()))
}

fn moment(
    record: &Record<'_>,
    column: &str,
    piece: &str,
    faults: &mut Faults,
) -> Result<Option<Moment>, String> {
    let (day, time) = split_time(piece);
    let (starts, ends) = match time.as_deref().map(nihon::parse_times).transpose()? {
        // A spreadsheet's midnight behind a day is no time.
        Some((starts, None)) if starts == "00:00" => (None, None),
        Some((starts, ends)) => (Some(starts), ends),
        None => (None, None),
    };
    let month = match parse_month(&day, None) {
        None if is_month(&day) => match record.year(column, faults) {
            Some(year) => parse_month(&day, Some(year)),
            None => return Ok(None),
        },
        month => month,
    };
    if let Some(month) = month {
        return Ok(Some(Moment { day: Day(month), is_fixed: false, starts, ends }));
    }
    let read = record.day_of(column, &Cell::from(day), faults)?;
    Ok(read.map(|day| Moment { starts, ends, ..on(day) }))
}

/// 「10月」: a month of a year that is not said.
fn is_month(text: &str) -> bool {
    let any_year = nihon::FiscalYear::starting_in(2025);
    parse_month(text, None).is_none() && parse_month(text, any_year).is_some()
}

/// A day and the time that follows it: 「R7.11.20 14:00～15:30」, 「11月20日(木)14時～」.
fn split_time(text: &str) -> (String, Option<String>) {
    let folded = fold(text);
    if parse_day(&folded).is_ok() {
        return (folded, None);
    }
    let begins = |(at, c): (usize, char)| {
        let tail = &folded[at..];
        let before = folded[..at].chars().next_back()?;
        let spelled = ["午前", "午後"].iter().find_map(|half| tail.strip_prefix(half));
        let digits = spelled.unwrap_or(tail).trim_start();
        let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        let is_time = (1..=2).contains(&end) && digits[end..].starts_with([':', '時']);
        let apart = !before.is_ascii_digit() && !matches!(before, ':' | '.' | '/' | '前' | '後');
        (is_time && apart && (c.is_ascii_digit() || spelled.is_some())).then_some(at)
    };
    match folded.char_indices().find_map(begins) {
        Some(at) => {
            let day = folded[..at].trim_end_matches([' ', 't', '~']).to_owned();
            (day, Some(folded[at..].to_owned()))
        }
        None => (folded, None),
    }
}

#[cfg(test)]
mod tests {
    use super::{split_time, without_note};

    #[test]
    fn a_time_behind_a_day_is_split_off() {
        for (text, day, time) in [
            ("R7.11.20 14:00～15:30", "r7.11.20", Some("14:00~15:30")),
            ("11月20日(木)14時～", "11月20日(木)", Some("14時~")),
            ("令和７年11月20日（木）午後2時から", "令和7年11月20日(木)", Some("午後2時から")),
            ("2025-11-20T14:00:00", "2025-11-20", Some("14:00:00")),
            ("R7.11.20", "r7.11.20", None),
            ("2025/11/20 0:00", "2025/11/20 0:00", None),
        ] {
            assert_eq!(split_time(text), (day.to_owned(), time.map(str::to_owned)), "{text}");
        }
        assert_eq!(without_note("R7.7.29（2事例）"), ("r7.7.29".into(), Some("2事例".into())));
        assert_eq!(without_note("R7.11.20（木・祝）"), ("R7.11.20（木・祝）".into(), None));
    }
}
