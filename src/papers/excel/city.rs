//! 資料3 as a workbook.

use jiff::civil::Date;
use rust_xlsxwriter::XlsxError;

use super::book::{Book, Cell, Paper, Unit, lines};
use crate::papers::sheets::CityIssues;

/// 資料3 as a workbook: issues, what stands behind them, measures, what went down, last period's measures.
///
/// # Errors
/// As [`super::area_discussions`].
pub fn city_issues(paper: &CityIssues, dated: Date) -> Result<Vec<u8>, XlsxError> {
    let mut book = Book::new(&paper.edition, &paper.name, dated)?;
    let numbered = || (1_u32..).zip(&paper.issues);

    let mut sheet =
        book.sheet("市レベルの課題", Paper::Landscape, &[6.0, 40.0, 12.0, 10.0, 60.0])?;
    sheet.head(&["番号", "市レベルの課題", "もとの地域課題", "事例", "議論"])?;
    for (number, issue) in numbered() {
        sheet.row(vec![
            Cell::count(number, Unit::None),
            Cell::text(&issue.title),
            Cell::Number(issue.behind.len() as f64, Unit::Items),
            Cell::count(issue.cases, Unit::Cases),
            Cell::text(&issue.discussed),
        ])?;
    }
    sheet.finish("この期間に整理された市レベルの課題はありません。")?;

    let mut sheet =
        book.sheet("もとの地域課題", Paper::Landscape, &[6.0, 36.0, 16.0, 40.0, 30.0])?;
    sheet.head(&["番号", "市レベルの課題", "センター", "地域課題", "事例"])?;
    for (number, issue) in numbered() {
        for behind in &issue.behind {
            sheet.row(vec![
                Cell::count(number, Unit::None),
                Cell::text(&issue.title),
                Cell::text(&behind.centre),
                Cell::text(&behind.title),
                Cell::Text(behind.case_labels.join(" ")),
            ])?;
        }
    }
    sheet.finish("もとになった地域課題は登録されていません。")?;

    let widths = [6.0, 30.0, 30.0, 20.0, 20.0, 12.0, 24.0, 12.0, 24.0, 30.0];
    let mut sheet = book.sheet("施策・取組", Paper::Landscape, &widths)?;
    sheet.head(&[
        "番号",
        "市レベルの課題",
        "施策・取組",
        "担当課",
        "市の対応",
        "予算年度",
        "計画の位置付け",
        "期限",
        "進み具合",
        "理由",
    ])?;
    for (number, issue) in numbered() {
        for measure in &issue.measures {
            sheet.row(vec![
                Cell::count(number, Unit::None),
                Cell::text(&issue.title),
                Cell::text(&measure.title),
                Cell::text(&measure.department),
                Cell::text(&measure.answer),
                Cell::maybe(measure.budget_year.as_deref()),
                Cell::maybe(measure.plan_clause.as_deref()),
                measure.due.map_or(Cell::Blank, Cell::Day),
                Cell::text(&measure.progress),
                Cell::maybe(measure.reason.as_deref()),
            ])?;
        }
    }
    sheet.finish("課題に答える施策・取組はまだ決まっていません。")?;

    let mut sheet =
        book.sheet("展開", Paper::Landscape, &[6.0, 36.0, 44.0, 30.0, 12.0, 10.0, 10.0])?;
    sheet.head(&[
        "番号",
        "市レベルの課題",
        "展開した内容",
        "展開先",
        "日付",
        "確認済み",
        "展開先の数",
    ])?;
    for (number, issue) in numbered() {
        for rolled in &issue.rolled_out {
            sheet.row(vec![
                Cell::count(number, Unit::None),
                Cell::text(&issue.title),
                Cell::text(&rolled.what),
                Cell::Text(lines(&rolled.to)),
                rolled.on.map_or(Cell::Blank, Cell::Day),
                Cell::count(rolled.acknowledged, Unit::Items),
                Cell::count(rolled.receivers, Unit::Items),
            ])?;
        }
    }
    sheet.finish("地域への展開はまだ行われていません。")?;

    let widths = [34.0, 34.0, 20.0, 20.0, 12.0, 12.0, 40.0];
    let mut sheet = book.sheet("前回の状況", Paper::Landscape, &widths)?;
    sheet.line(&format!("前回（{}）の施策・取組の状況", paper.previous.period))?;
    sheet.head(&["課題", "施策・取組", "担当課", "市の対応", "期限", "状況", "進み具合"])?;
    for measure in &paper.previous.measures {
        sheet.row(vec![
            Cell::text(&measure.issue),
            Cell::text(&measure.measure),
            Cell::text(&measure.department),
            Cell::text(&measure.answer),
            measure.due.map_or(Cell::Blank, Cell::Day),
            Cell::text(&measure.status),
            Cell::text(&measure.progress),
        ])?;
    }
    sheet.finish("前回までに決まった施策・取組はありません。")?;
    book.save()
}
