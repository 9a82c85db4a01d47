//! Deliberation periods: months without gap or overlap, in every division of the year.

use super::findings::Findings;
use crate::preset::reading::Step;
use crate::preset::{MonthPoint, Period, Preset};

/// The windows of a year follow each other without gap or overlap, and the next year's first follows the last; so
/// in each division of the year, where there are several.
pub(super) fn check(preset: &Preset, findings: &mut Findings<'_, '_>) {
    let mut divisions: Vec<Option<i16>> = Vec::new();
    for period in &preset.periods {
        if !divisions.contains(&period.from_fiscal_year) {
            divisions.push(period.from_fiscal_year);
        }
    }
    for from in divisions {
        let of_division: Vec<(usize, &Period)> = preset
            .periods
            .iter()
            .enumerate()
            .filter(|(_, period)| period.from_fiscal_year == from)
            .collect();
        for (place, (index, period)) in of_division.iter().enumerate() {
            one_period(preset, place, *index, period, findings);
        }
        neighbours(&of_division, findings);
        first_of_a_new_division(preset, from, of_division[0].0, findings);
    }
}

fn one_period(
    preset: &Preset,
    place: usize,
    index: usize,
    period: &Period,
    findings: &mut Findings<'_, '_>,
) {
    let path = |field| [Step::Key("periods"), Step::Index(index), Step::Key(field)];
    if usize::from(period.number) != place + 1 {
        findings.at(
            &path("number"),
            format!("議事対象期間の番号は1から順に書いてください（ここは{}）", place + 1),
        );
    }
    for (field, point) in [
        ("start", Some(period.start)),
        ("end", Some(period.end)),
        ("city_conference", period.city_conference),
    ] {
        if point.is_some_and(|point| !(1..=12).contains(&point.month)) {
            findings.at(&path(field), "月は1から12までです");
        }
        if point.is_some_and(|point| !(-1..=1).contains(&point.year_offset)) {
            findings.at(
                &path(field),
                "年のずれ（year_offset）は -1（前年）、0（当年）、1（翌年）のどれかです",
            );
        }
    }
    if period.start.ordinal() > period.end.ordinal() {
        findings.at(
            &path("end"),
            format!("第{}回の議事対象期間の終わりが始まりより前です", period.number),
        );
    }
    // A conference that hears the period in which it sits is held before that ends.
    let hears_before = preset.hearing_kind().is_none_or(|kind| preset.hears_period_before(kind));
    let early = |conference: MonthPoint| conference.ordinal() <= period.end.ordinal();
    if hears_before && period.city_conference.is_some_and(early) {
        findings.at(
            &path("city_conference"),
            format!("第{}回の市の会議が議事対象期間の終わりより前です", period.number),
        );
    }
}

fn neighbours(of_division: &[(usize, &Period)], findings: &mut Findings<'_, '_>) {
    for (place, (_, period)) in of_division.iter().enumerate() {
        let (index, next) = of_division[(place + 1) % of_division.len()];
        let next_start = match place + 1 < of_division.len() {
            true => next.start.ordinal(),
            false => next.start.ordinal() + 12,
        };
        let months = next_start - (period.end.ordinal() + 1);
        let path = [Step::Key("periods"), Step::Index(index), Step::Key("start")];
        let (this, next) = (period.number, next.number);
        match months {
            0 => {}
            1.. => findings.at(
                &path,
                format!("第{this}回と第{next}回の議事対象期間の間が{months}か月空いています"),
            ),
            _ => findings.at(
                &path,
                format!("第{this}回と第{next}回の議事対象期間が{}か月重なっています", -months),
            ),
        }
    }
}

/// The first period of a new division begins where the old one ended, and must have days left.
fn first_of_a_new_division(
    preset: &Preset,
    from: Option<i16>,
    index: usize,
    findings: &mut Findings<'_, '_>,
) {
    let Some(year) = from else { return };
    let path = [Step::Key("periods"), Step::Index(index), Step::Key("from_fiscal_year")];
    if !(2006..=2200).contains(&year) {
        findings.at(&path, "年度は西暦の4桁（例: 2025）で書いてください");
    } else if preset.periods[index].window(year).is_some() && preset.period(year, 1).is_none() {
        findings.at(
            &path,
            format!("{year}年度の第1回が、前の年度の議事対象期間より先に終わってしまいます"),
        );
    }
}
