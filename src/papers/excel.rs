//! The four papers as Excel files: the same content in cells that can be edited.
//!
//! Numbers are numbers with their unit in the cell's format; each sheet has its paper's number and the
//! conference in the printed head, repeats its header rows and fits the width of an A4 page.

mod book;
mod city;
mod ladder;
mod status;

pub use city::city_issues;
use jiff::civil::Date;
pub use rust_xlsxwriter::XlsxError;
pub use status::functions_and_status;

use super::sheets::{
    AreaDiscussions, AreaIssueEntry, CentreReport, EvidenceKind, FactorCount, Generalization,
};
use book::{Book, Cell, Paper, Unit, join};
use nihon::day::wareki_short;

/// 資料2 as a workbook: the summary, and the discussions one issue a row.
///
/// # Errors
/// [`XlsxError`] if the file cannot be put together, as when a text is longer than a cell may hold.
pub fn area_discussions(paper: &AreaDiscussions, dated: Date) -> Result<Vec<u8>, XlsxError> {
    let mut book = Book::new(&paper.edition, &paper.name, dated)?;

    let decisions = paper.decisions.len();
    let widths =
        [16.0, 13.0, 13.0, 11.0].into_iter().chain(vec![11.0; decisions + 1]).collect::<Vec<_>>();
    let mut sheet = book.sheet("集計", Paper::Portrait, &widths)?;
    let mut head = vec![
        "センター".into(),
        paper.area_conference.clone(),
        paper.case_conference.clone(),
        "検討事例".into(),
    ];
    head.extend(paper.decisions.iter().map(|own| own.word.clone()));
    head.push("地域課題 計".into());
    sheet.head(&head)?;
    let number = |n: usize, unit| Cell::Number(n as f64, unit);
    for centre in &paper.centres {
        let mut row = vec![
            Cell::head(&centre.centre),
            number(centre.area_meetings.len(), Unit::Meetings),
            Cell::count(centre.case_meetings, Unit::Meetings),
            Cell::count(centre.cases, Unit::Cases),
        ];
        match &centre.awaited {
            Some(awaited) => row.push(Cell::text(awaited)),
            None => {
                row.extend(
                    paper
                        .decisions
                        .iter()
                        .map(|own| number(centre.decided(own.decision), Unit::Items)),
                );
                row.push(number(centre.issues.len(), Unit::Items));
            }
        }
        sheet.row(row)?;
    }
    let sum = |of: fn(&CentreReport) -> usize| paper.centres.iter().map(of).sum::<usize>();
    let mut total = vec![
        Cell::total_text("合計"),
        Cell::Total(sum(|c| c.area_meetings.len()) as f64, Unit::Meetings),
        Cell::Total(sum(|c| c.case_meetings as usize) as f64, Unit::Meetings),
        Cell::Total(sum(|c| c.cases as usize) as f64, Unit::Cases),
    ];
    total.extend(paper.decisions.iter().map(|own| {
        let count = paper.centres.iter().map(|centre| centre.decided(own.decision)).sum::<usize>();
        Cell::Total(count as f64, Unit::Items)
    }));
    total.push(Cell::Total(sum(|c| c.issues.len()) as f64, Unit::Items));
    if !paper.centres.is_empty() {
        sheet.row(total)?;
    }
    if paper.centres.iter().any(|centre| centre.awaited.is_some()) {
        sheet.line("報告が届いていないセンターの地域課題は、件数に含まれていません。")?;
    }
    sheet.finish("この期間に報告の対象となるセンターはありません。")?;

    let widths =
        [14.0, 14.0, 6.0, 30.0, 8.0, 8.0, 8.0, 10.0, 8.0, 18.0, 50.0, 16.0, 22.0, 30.0, 30.0];
    let mut sheet = book.sheet("主な議論", Paper::Landscape, &widths)?;
    sheet.head(&[
        "センター",
        &paper.area_conference,
        "番号",
        "地域課題",
        "個別事例",
        "相談",
        "調査",
        "専門職の気づき",
        "住民の声",
        "もとになった事例",
        "主な議論",
        "結果",
        "決定した会議",
        "理由",
        "今後",
    ])?;
    for centre in &paper.centres {
        let held = join(centre.area_meetings.iter().copied().map(wareki_short), "、");
        if let Some(awaited) = &centre.awaited {
            sheet.row(vec![
                Cell::head(&centre.centre),
                Cell::text(&held),
                Cell::Blank,
                Cell::text(awaited),
            ])?;
        }
        for (at, issue) in centre.issues.iter().enumerate() {
            let mut row = vec![
                Cell::head(&centre.centre),
                Cell::text(&held),
                number(at + 1, Unit::None),
                Cell::text(&issue.title),
            ];
            row.extend(evidence(issue));
            row.extend([
                Cell::Text(issue.case_labels.join(" ")),
                Cell::text(&issue.discussed),
                Cell::text(paper.word(issue.decision)),
                Cell::text(&issue.decided_at),
                Cell::text(&issue.reason),
                Cell::maybe(issue.follow_up.as_deref()),
            ]);
            sheet.row(row)?;
        }
    }
    sheet.finish("この期間に整理された地域課題はありません。")?;
    book.save()
}

/// The five kinds of evidence, each in its column; a kind without evidence stays empty.
fn evidence(issue: &AreaIssueEntry) -> [Cell; 5] {
    use EvidenceKind::{Case, Consultation, Observation, Survey, Voice};
    [Case, Consultation, Survey, Observation, Voice].map(|kind| {
        let unit = if kind == Case { Unit::Cases } else { Unit::Items };
        let found = issue.evidence.iter().find(|one| one.kind == kind);
        found.map_or(Cell::Blank, |one| Cell::count(one.count, unit))
    })
}

/// 資料2 別添1 as a workbook: the matrix with ○ and 疑い in columns of their own, combinations, issues.
///
/// # Errors
/// As [`area_discussions`].
pub fn generalization(paper: &Generalization, dated: Date) -> Result<Vec<u8>, XlsxError> {
    let mut book = Book::new(&paper.edition, &paper.name, dated)?;

    let factors = paper
        .groups
        .iter()
        .flat_map(|group| group.factors.iter().map(|factor| (&group.name, factor)));
    let rows = paper.centres.iter().chain([&paper.total]).collect::<Vec<_>>();
    let widths = [18.0, 26.0].into_iter().chain(vec![7.5; rows.len() * 2]).collect::<Vec<_>>();
    let mut sheet = book.sheet("要因", Paper::Landscape, &widths)?;
    let mut head = vec!["要因の区分".to_owned(), "要因".to_owned()];
    head.extend(
        rows.iter().flat_map(|row| [format!("{} ○", row.centre), format!("{} 疑い", row.centre)]),
    );
    sheet.head(&head)?;
    if paper.total.cases > 0 {
        let mut cases = vec![Cell::head("検討事例数"), Cell::Blank];
        cases
            .extend(rows.iter().flat_map(|row| [Cell::count(row.cases, Unit::Cases), Cell::Blank]));
        sheet.row(cases)?;
        for (at, (group, factor)) in factors.enumerate() {
            let mut row = vec![Cell::head(group), Cell::text(factor)];
            row.extend(rows.iter().flat_map(|row| {
                let FactorCount { marked, suspected } =
                    row.counts.get(at).copied().unwrap_or_default();
                [Cell::count(marked, Unit::None), Cell::count(suspected, Unit::None)]
            }));
            sheet.row(row)?;
        }
    }
    sheet.finish("この期間に検討された事例はありません。")?;

    let mut sheet = book.sheet("重なり", Paper::Portrait, &[6.0, 60.0, 12.0, 12.0])?;
    sheet.head(&["順", "要因の組合せ", "事例数", "センター数"])?;
    for (at, combination) in paper.combinations.iter().enumerate() {
        sheet.row(vec![
            Cell::Number((at + 1) as f64, Unit::None),
            Cell::Text(combination.factors.join(" ＋ ")),
            Cell::count(combination.cases, Unit::Cases),
            Cell::count(combination.centres, Unit::Places),
        ])?;
    }
    sheet.finish("複数の要因が重なる事例はありません。")?;

    let mut sheet = book.sheet("地域課題", Paper::Landscape, &[14.0, 36.0, 24.0, 30.0, 44.0])?;
    sheet.head(&[
        "センター",
        "地域課題",
        "もとになった事例",
        "根拠",
        "普遍化（ほかに当てはまる人・広がり）",
    ])?;
    for origin in &paper.issues {
        sheet.row(vec![
            Cell::head(&origin.centre),
            Cell::text(&origin.title),
            Cell::Text(origin.case_labels.join(" ")),
            Cell::Text(join(origin.evidence.iter().map(|one| one.words()), "、")),
            Cell::maybe(origin.generalized.as_deref()),
        ])?;
    }
    sheet.finish("この期間に事例から整理された地域課題はありません。")?;
    book.save()
}
