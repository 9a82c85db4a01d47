//! The four papers as Excel files: the same content in cells that can be edited.
//!
//! Numbers are numbers with their unit in the cell's format; each sheet has its paper's number and the
//! conference in the printed head, repeats its header rows and fits the width of an A4 page.

mod book;
mod city;
mod ladder;
mod status;

pub use city::city_issues;
pub use status::functions_and_status;

use jiff::civil::Date;

use super::sheets::{
    AreaDiscussions, AreaIssueEntry, CentreReport, DecisionWord, EvidenceKind, FactorCount,
    Generalization,
};
use crate::tabular::{CellOut, Paper, SheetOut, WriteError};
use book::{Book, blank, count, fields, join, maybe, number, text, total};
use nihon::day::wareki_short;

/// 資料2 as a workbook: the summary, and the discussions one issue a row.
///
/// # Errors
/// [`WriteError`] if the file cannot be put together, as when a text is longer than a cell may hold.
pub fn area_discussions(paper: &AreaDiscussions, dated: Date) -> Result<Vec<u8>, WriteError> {
    let book = Book::new(&paper.edition, &paper.name, dated);
    let sheets = [summary(&book, paper), discussions(&book, paper)];
    book.finish(sheets)
}

fn summary(book: &Book, paper: &AreaDiscussions) -> SheetOut {
    // Before any report is in there is nothing to count of issues, not even zeros.
    let unreported = paper.edition.unreported.as_deref();
    let mut columns = vec![(paper.edition.places.as_str(), 16)];
    columns.extend(paper.conferences.iter().map(|kind| (kind.name.as_str(), 13)));
    columns.push(("検討事例", 11));
    if unreported.is_none() {
        columns.extend(paper.decisions.iter().map(|own| (own.word.as_str(), 11)));
        columns.push(("地域課題 計", 11));
    }
    let mut rows = Vec::new();
    for centre in &paper.centres {
        let mut row = vec![CellOut::head(centre.centre.as_str())];
        row.extend(centre.meetings.iter().map(|days| count(days.len(), "回")));
        row.push(count(centre.cases, "事例"));
        match &centre.awaited {
            _ if unreported.is_some() => {}
            Some(awaited) => row.push(text(awaited).over(paper.decisions.len() + 1)),
            None => {
                let decided = |own: &DecisionWord| count(centre.decided(own.decision), "件");
                row.extend(paper.decisions.iter().map(decided));
                row.push(count(centre.issues.len(), "件"));
            }
        }
        rows.push(row);
    }
    let nothing_held = |c: &CentreReport| c.cases == 0 && c.meetings.iter().all(Vec::is_empty);
    let none_held = unreported.is_some() && paper.centres.iter().all(nothing_held);
    if none_held {
        rows.clear();
    }
    if !rows.is_empty() {
        let sum = |of: &dyn Fn(&CentreReport) -> usize| paper.centres.iter().map(of).sum::<usize>();
        let mut row = vec![CellOut::total("合計")];
        let kinds = 0..paper.conferences.len();
        row.extend(kinds.map(|at| total(sum(&|c| c.meetings[at].len()), "回")));
        row.push(total(sum(&|c| c.cases as usize), "事例"));
        if unreported.is_none() {
            let decided = |own: &DecisionWord| total(sum(&|c| c.decided(own.decision)), "件");
            row.extend(paper.decisions.iter().map(decided));
            row.push(total(sum(&|c| c.issues.len()), "件"));
        }
        rows.push(row);
    }
    let sheet = book.sheet("集計", Paper::A4Portrait).set_table(fields(columns), rows).or_say(
        match unreported {
            Some(none) => format!("{none}会議も、まだ開かれていません。"),
            None => format!("この期間に報告の対象となる{}はありません。", paper.edition.places),
        },
    );
    match unreported {
        Some(none) if !none_held => sheet.note(none),
        None if paper.centres.iter().any(|centre| centre.awaited.is_some()) => sheet.note(format!(
            "報告が届いていない{}の地域課題は、件数に含まれていません。",
            paper.edition.places
        )),
        _ => sheet,
    }
}

fn discussions(book: &Book, paper: &AreaDiscussions) -> SheetOut {
    let mut rows = Vec::new();
    for centre in &paper.centres {
        let of_issues = paper.conferences.iter().zip(&centre.meetings);
        let days = of_issues.filter(|(kind, _)| !kind.of_cases).flat_map(|(_, days)| days);
        let held = join(days.copied().map(wareki_short), "、");
        let said = centre.awaited.as_ref().unwrap_or(&centre.summary);
        if !said.is_empty() && paper.edition.unreported.is_none() {
            rows.push(vec![
                CellOut::head(centre.centre.as_str()),
                text(&held),
                text("まとめ"),
                // Over all columns that are left.
                text(said).over(EvidenceKind::ALL.len() + 7),
            ]);
        }
        for issue in &centre.issues {
            let mut row = vec![
                CellOut::head(centre.centre.as_str()),
                text(&held),
                number(issue.number),
                text(&issue.title),
            ];
            row.extend(evidence(issue));
            row.extend([
                CellOut::new(issue.case_labels.join(" ")),
                text(&issue.discussed),
                text(paper.word(issue.decision)),
                text(&issue.decided_at),
                text(&issue.reason),
                maybe(issue.follow_up.as_deref()),
            ]);
            rows.push(row);
        }
    }
    let of_issues = paper.conferences.iter().filter(|kind| !kind.of_cases);
    let held = join(of_issues.map(|kind| kind.name.clone()), "・");
    let mut columns = vec![
        (paper.edition.places.as_str(), 14),
        (held.as_str(), 14),
        ("番号", 6),
        ("地域課題", 30),
    ];
    columns.extend(EvidenceKind::ALL.map(|kind| (kind.words().0, 9)));
    columns.extend([
        ("もとになった事例", 18),
        ("主な議論", 50),
        ("結果", 16),
        ("決定した会議", 22),
        ("理由", 30),
        ("次の確認", 30),
    ]);
    book.sheet("主な議論", Paper::A4Landscape).set_table(fields(columns), rows).or_say(match &paper
        .edition
        .unreported
    {
        Some(none) => none,
        None => "この期間に整理された地域課題はありません。",
    })
}

/// Each kind of evidence in its column and its own unit; a kind without evidence stays empty.
fn evidence(issue: &AreaIssueEntry) -> [CellOut; 6] {
    EvidenceKind::ALL.map(|kind| {
        let found = issue.evidence.iter().find(|one| one.kind == kind);
        found.map_or(blank(), |one| count(one.count, kind.words().1))
    })
}

/// 資料2 別添1 as a workbook: the matrix with ○ and 疑い in columns of their own, combinations, issues.
///
/// # Errors
/// As [`area_discussions`].
pub fn generalization(paper: &Generalization, dated: Date) -> Result<Vec<u8>, WriteError> {
    let book = Book::new(&paper.edition, &paper.name, dated);
    let sheets = [matrix, combinations, origins].map(|sheet| sheet(&book, paper));
    book.finish(sheets)
}

fn matrix(book: &Book, paper: &Generalization) -> SheetOut {
    let factors = paper
        .groups
        .iter()
        .flat_map(|group| group.factors.iter().map(|factor| (&group.name, factor)));
    let places = paper.centres.iter().chain([&paper.total]).collect::<Vec<_>>();
    let mut columns = vec![("要因の区分", 24), ("要因", 26)];
    columns.extend(places.iter().flat_map(|_| [("○", 6), ("疑い", 6)]));
    let groups = [(String::new(), 2)];
    let groups = groups.into_iter().chain(places.iter().map(|place| (place.centre.clone(), 2)));
    let mut rows = Vec::new();
    if paper.total.cases > 0 {
        let mut cases = vec![CellOut::head("検討事例数"), blank()];
        cases.extend(places.iter().flat_map(|place| [count(place.cases, "事例"), blank()]));
        rows.push(cases);
        for (at, (group, factor)) in factors.enumerate() {
            let mut row = vec![CellOut::head(group.as_str()), text(factor)];
            row.extend(places.iter().flat_map(|place| {
                let FactorCount { marked, suspected } =
                    place.counts.get(at).copied().unwrap_or_default();
                [marked, suspected].map(|n| if n == 0 { blank() } else { number(n) })
            }));
            rows.push(row);
        }
    }
    book.sheet("要因", Paper::A4Landscape)
        .set_table(fields(columns), rows)
        .groups(groups)
        .or_say("この期間に検討された事例はありません。")
        .note("○・疑いは、そう記された事例の数です。空欄は、該当する事例がありません。")
}

fn combinations(book: &Book, paper: &Generalization) -> SheetOut {
    let rows = paper.combinations.iter().enumerate().map(|(at, combination)| {
        vec![
            number(at + 1),
            CellOut::new(combination.factors.join(" ＋ ")),
            count(combination.cases, "事例"),
            count(combination.centres, "か所"),
        ]
    });
    let of_places = format!("{}数", paper.edition.places);
    let columns = [("順", 6), ("要因の組合せ", 60), ("事例数", 12), (&of_places, 12)];
    book.sheet("重なり", Paper::A4Portrait)
        .set_table(fields(columns), rows)
        .or_say("複数の要因が重なる事例はありません。")
}

fn origins(book: &Book, paper: &Generalization) -> SheetOut {
    let rows = paper.issues.iter().map(|origin| {
        vec![
            CellOut::head(origin.centre.as_str()),
            text(&origin.title),
            CellOut::new(origin.case_labels.join(" ")),
            CellOut::new(join(origin.evidence.iter().map(|one| one.words()), "、")),
            maybe(origin.generalized.as_deref()),
        ]
    });
    let columns = [
        (paper.edition.places.as_str(), 14),
        ("地域課題", 36),
        ("もとになった事例", 24),
        ("根拠", 30),
        ("普遍化（ほかに当てはまる人・広がり）", 44),
    ];
    let sheet = book.sheet("地域課題", Paper::A4Landscape).set_table(fields(columns), rows).or_say(
        match &paper.edition.unreported {
            Some(none) => none,
            None => "この期間に事例から整理された地域課題はありません。",
        },
    );
    match paper.awaited && paper.edition.unreported.is_none() {
        true => sheet.note(format!(
            "報告が届いていない{}の地域課題は、載せていません。",
            paper.edition.places
        )),
        false => sheet,
    }
}
