use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::day::{wareki, wareki_long, wareki_short};

#[test]
fn every_spelling_is_read() {
    let day = date(2025, 11, 20);
    for text in [
        "R7.11.20",
        "r7.11.20",
        "R7/11/20",
        "R7-11-20",
        "R07.11.20",
        "R.7.11.20",
        "Ｒ７．１１．２０",
        "Ｒ７／１１／２０",
        "令和7年11月20日",
        "令和７年11月20日",
        "令和 7 年 11 月 20 日",
        "令7.11.20",
        "令和7.11.20",
        "㋿7年11月20日",
        "2025/11/20",
        "2025-11-20",
        "2025.11.20",
        "２０２５／１１／２０",
        "2025−11−20",
        "20251120",
        "２０２５１１２０",
        "2025年11月20日",
        " 2025/11/20 ",
        "2025/11/20 0:00",
        "2025-11-20 00:00:00",
        "2025-11-20T00:00:00",
        "R7.11.20(木)",
        "R7.11.20（木）",
        "令和7年11月20日(木)",
        "令和7年11月20日　（木・祝）",
        "2025年11月20日木曜日",
    ] {
        assert_eq!(parse_day(text), Ok(day), "{text}");
    }
}

#[test]
fn every_era_is_read() {
    for (text, day) in [
        ("S33.4.1", date(1958, 4, 1)),
        ("昭和33年4月1日", date(1958, 4, 1)),
        ("昭32. 7. 1", date(1957, 7, 1)),
        ("H30.1.5", date(2018, 1, 5)),
        ("㍻30年1月5日", date(2018, 1, 5)),
        ("T15.12.24", date(1926, 12, 24)),
        ("大正元年8月1日", date(1912, 8, 1)),
        ("M45.7.29", date(1912, 7, 29)),
        ("明治6年1月1日", date(1873, 1, 1)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("R元.5.1", date(2019, 5, 1)),
        ("R1.5.1", date(2019, 5, 1)),
        ("S64.1.7", date(1989, 1, 7)),
        ("H元.1.8", date(1989, 1, 8)),
        ("大正15年12月25日", date(1926, 12, 25)),
        ("昭和元年12月25日", date(1926, 12, 25)),
    ] {
        assert_eq!(parse_day(text), Ok(day), "{text}");
    }
}

#[test]
fn a_birthday_is_shown_by_a_birthday() {
    let wrong = parse_day("14.11.24").map_err(|wrong| wrong.like(date(1939, 11, 24)));
    let how = "「S14.11.24」または「1939/11/24」のように入力してください。";
    let sentence = format!("「14.11.24」は年が4桁でなく、元号もありません。{how}");
    assert_eq!(wrong, Err(sentence));
}

#[test]
fn a_day_without_a_year_is_shown_with_one() {
    let wrong = parse_day("1/13").map_err(|wrong| wrong.like(date(2025, 11, 20)));
    let how = "「R8.1.13」または「2026/1/13」のように入力してください。";
    assert_eq!(wrong, Err(format!("「1/13」には年がありません。{how}")));
}

#[test]
fn what_is_no_day_is_answered_with_a_sentence() {
    for (text, sentence) in [
        ("", "日付が空です。「R7.11.20」または「2025/11/20」のように入力してください。"),
        (
            "未定",
            "「未定」は日付として読めません。「R7.11.20」または「2025/11/20」のように入力してください。",
        ),
        ("H31.5.1", "平成31年5月1日は令和1年です。「R1.5.1」と入力してください。"),
        ("平成32年4月1日", "平成32年4月1日は令和2年です。「R2.4.1」と入力してください。"),
        ("R1.4.30", "令和元年4月30日は平成31年です。「H31.4.30」と入力してください。"),
        ("2025/2/30", "2025年2月は28日までです。"),
        ("R7.2.30", "令和7年2月は28日までです。"),
        ("R7.13.1", "「R7.13.1」の月は1から12までにしてください。"),
        ("20251301", "「20251301」の月は1から12までにしてください。"),
        (
            "25/11/20",
            "「25/11/20」は年が4桁でなく、元号もありません。「R7.11.20」または「2025/11/20」のように入力してください。",
        ),
        (
            "7.11.20",
            "「7.11.20」は年が4桁でなく、元号もありません。「R7.11.20」または「2025/11/20」のように入力してください。",
        ),
        (
            "11/20",
            "「11/20」には年がありません。「R7.11.20」または「2025/11/20」のように入力してください。",
        ),
        (
            "11月20日",
            "「11月20日」には年がありません。「R7.11.20」または「2025/11/20」のように入力してください。",
        ),
        (
            "令和7年11月",
            "「令和7年11月」は月日まで書かれていません。「R7.11.20」または「2025/11/20」のように入力してください。",
        ),
        (
            "令和元年",
            "「令和元年」は月日まで書かれていません。「R7.11.20」または「2025/11/20」のように入力してください。",
        ),
        (
            "2025年",
            "「2025年」は月日まで書かれていません。「R7.11.20」または「2025/11/20」のように入力してください。",
        ),
        (
            "R7.11.20(金)",
            "令和7年11月20日は木曜日ですが、(金)と書かれています。日付か曜日を直してください。",
        ),
    ] {
        assert_eq!(parse_day(text).map_err(|e| e.to_string()), Err(sentence.to_owned()), "{text}");
    }
}

#[test]
fn odd_forms_are_refused() {
    for text in [
        "R0.1.1",
        "R7.11",
        "R7",
        "R",
        "R7.0.1",
        "R7.1.0",
        "20251301",
        "2025112",
        "2025/11/20/1",
        "R7年11.20月",
        "2025日11月20",
        "99999/1/1",
        "R99999.1.1",
        "R7.11.20 10:30",
        "元.5.1",
        "-1/1/1",
        "45981",
        "(木)",
        "令和",
    ] {
        assert!(parse_day(text).is_err(), "{text}");
    }
}

proptest! {
    #[test]
    fn a_day_written_is_the_day_read(days in 0i32..84_500) {
        // 1868-10-23 to 2100.
        let day = date(1868, 10, 23) + jiff::Span::new().days(days);
        let calendar = |mark: &str| format!("{:04}{mark}{:02}{mark}{:02}", day.year(), day.month(), day.day());
        for text in [
            wareki(day), wareki_long(day), wareki_short(day), calendar("/"), calendar("-"), calendar("."), calendar(""),
            format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        ] {
            prop_assert_eq!(parse_day(&text), Ok(day), "{}", text);
        }
    }

    #[test]
    fn no_text_breaks_the_reader(text in "[0-9RrHSTM令和平成昭元年月日./ ()（）木-]{0,16}|\\PC{0,16}") {
        if let Err(error) = parse_day(&text) {
            prop_assert!(error.to_string().ends_with('。'));
        }
    }
}

#[test]
fn a_day_without_a_year_lies_in_the_fiscal_year_that_is_said() {
    let year = FiscalYear::starting_in(2025).expect("a year");
    for (text, day) in [
        ("7月25日(金)", date(2025, 7, 25)),
        ("7/25", date(2025, 7, 25)),
        ("２月３日", date(2026, 2, 3)),
        ("R7.7.25", date(2025, 7, 25)),
    ] {
        assert_eq!(parse_day_in(text, year), Ok(day), "{text}");
    }
    assert!(matches!(parse_day_in("7月25日(月)", year), Err(DayError::WrongWeekday { .. })));
    assert!(matches!(parse_day_in("来週", year), Err(DayError::Unknown { .. })));
}

#[test]
fn months_are_read_as_their_first_day() {
    let year = FiscalYear::starting_in(2025);
    for text in ["令和7年10月", "R7.10", "2025/10", "R7年10月中", "令和７年１０月頃", "R7.10予定"]
    {
        assert_eq!(parse_month(text, None), Some(date(2025, 10, 1)), "{text}");
    }
    assert_eq!(parse_month("2月", year), Some(date(2026, 2, 1)));
    assert_eq!(parse_month("10月", None), None);
    for text in ["", "R7.10.1", "13月", "令和7年", "10", "未定"] {
        assert_eq!(parse_month(text, year), None, "{text}");
    }
}
