//! The rows below a header: which are records, which are something else, and what their cells take from above.

use std::{borrow::Cow, collections::HashMap, sync::Arc};

use nihon::{FiscalYear, fold_key};

use super::{
    Cell, Holds, Merged, Sheet,
    header::{Head, Rows, header_key},
    holds::LOOKED_AT,
};

/// A row with values that is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Counted from 1.
    pub row: usize,
    /// Japanese: what it was taken for.
    pub reason: &'static str,
}

/// The rows of a sheet, each for what it is.
#[derive(Debug, Default)]
pub(super) struct Sorted {
    pub records: Vec<usize>,
    pub skipped: Vec<Skipped>,
    /// Rows that would be records and that the sheet does not show.
    pub hidden: Vec<usize>,
}

/// What is read of a sheet.
pub(super) struct Wanted<'a> {
    pub header: Rows,
    pub heads: &'a [Head],
    /// The columns that are read, in order.
    pub read: &'a [usize],
    /// How many cells a record has at least.
    pub least: usize,
}

/// Why a row is not read whose cells are shown as one over the whole table, or that stands alone between others.
const DIVIDER: &str = "区切りの行";

/// Sorts the rows of a sheet.
pub(super) fn sorted(sheet: &Sheet, wanted: &Wanted<'_>) -> Sorted {
    let Rows { top, bottom } = wanted.header;
    let own = |at: &usize| wanted.heads.get(*at).and_then(|h| h.keys.last()).cloned();
    let headers: Vec<String> = wanted.read.iter().map(|at| own(at).unwrap_or_default()).collect();
    let mut sorted = Sorted::default();
    for (row, cells) in sheet.rows.iter().enumerate() {
        if (top..=bottom).contains(&row) || cells.iter().all(Cell::is_blank) {
            continue;
        }
        let values = || wanted.read.iter().map(|at| cells.get(*at).unwrap_or(&Cell::Empty));
        let reason = if row < top {
            Some("見出しより上の行")
        } else if let Some(reason) = of_its_words(&cells, wanted.least) {
            Some(reason)
        } else if !wanted.read.is_empty() && values().all(Cell::is_blank) {
            Some("読み込む列に値がない行")
        } else if repeats(values(), &headers) {
            Some("見出しの繰り返し")
        } else {
            None
        };
        match reason {
            Some(reason) => {
                sorted.skipped.push(Skipped { row: row + 1, reason });
            }
            None if sheet.hidden_rows.contains(&row) => sorted.hidden.push(row),
            None => sorted.records.push(row),
        }
    }
    sorted
}

/// A row that says itself what it is.
fn of_its_words(cells: &[Cell], least: usize) -> Option<&'static str> {
    let mut filled = cells.iter().filter(|cell| !cell.is_blank());
    let first = fold_key(&filled.next()?.shown());
    let more = filled.count();
    let starts = |words: &[&str]| words.iter().any(|word| first.starts_with(word));
    if starts(&["記入例", "(例)", "例)"]) {
        Some("記入例")
    } else if is_total(&first) {
        Some("合計の行")
    } else if more < least.max(2) - 1
        && starts(&["※", "*", "注)", "(注", "注:", "注1", "備考:", "出典"])
    {
        Some("注記の行")
    } else if more == 0 && least > 1 && is_divider(&first) {
        Some(DIVIDER)
    } else {
        None
    }
}

fn is_total(first: &str) -> bool {
    const ALONE: [&str; 3] = ["計", "平均", "総数"];
    const BEGINS: [&str; 6] = ["合計", "小計", "総計", "累計", "延べ合計", "年度計"];
    ALONE.contains(&first)
        || BEGINS.iter().any(|total| {
            first.strip_prefix(total).is_some_and(|rest| {
                rest.chars().next().is_none_or(|c| !c.is_alphabetic() || "回件人数事".contains(c))
            })
        })
        || first.ends_with("合計") && first.chars().count() <= 8
        || first.ends_with("小計") && first.chars().count() <= 12
}

/// 令和7年度, 4月, 上半期, 第1回: what stands alone in a row over the rows of which it speaks.
fn is_divider(first: &str) -> bool {
    let bare =
        first.trim_matches(['【', '】', '■', '◆', '●', '<', '>', '(', ')', '[', ']', '-', '~']);
    let month = bare.strip_suffix("月分").or_else(|| bare.strip_suffix('月')).unwrap_or_default();
    let ordinal = bare.strip_prefix('第').unwrap_or_default();
    bare.ends_with('年') && FiscalYear::parse(bare).is_ok()
        || bare.strip_suffix('度').is_some_and(|year| FiscalYear::parse(year).is_ok())
        || month.parse::<u8>().is_ok_and(|month| (1..=12).contains(&month))
        || ["上半期", "下半期", "上期", "下期", "前期", "後期", "前半", "後半"].contains(&bare)
        || ordinal.starts_with(|c: char| c.is_ascii_digit()) && bare.ends_with(['回', '期'])
}

fn repeats<'c>(values: impl Iterator<Item = &'c Cell>, headers: &[String]) -> bool {
    let mut same = 0;
    for (cell, header) in values.zip(headers) {
        match cell {
            Cell::Text(text) if header_key(text) == *header && !header.is_empty() => same += 1,
            cell if cell.is_blank() => {}
            _ => return false,
        }
    }
    same > 0
}

/// What cells say, by row and column, that say what another cell says: the first of the block with which they are merged, or the
/// one above where they repeat it with 〃.
pub(super) type Carried = HashMap<(usize, usize), Arc<Cell>>;

/// A column of the file, under all that its records take from above.
#[derive(Debug, Default)]
pub(super) struct Under {
    pub holds: Holds,
    /// Records with a value in it.
    pub values: usize,
    /// Whether it counts the records from 1 on without a gap.
    pub counts: bool,
    /// Cells that take the value of a merged block, and that repeat the one above by 〃.
    pub merged: usize,
    pub repeated: usize,
    /// Blank cells below one with a value, of a column whose blank cells may say the same.
    pub below: usize,
}

/// A column whose blank cells may say what the one above says.
pub(super) struct Downwards {
    pub at: usize,
    /// Whether a person said that they do.
    pub fills: bool,
}

/// What the records of a sheet take from above, and what its columns then are: `width` of them, of which `read` are read. The
/// rows below a `hidden` one repeat what it says, also where it is not read.
pub(super) fn under(
    sheet: &Sheet,
    records: &[usize],
    hidden: &[usize],
    read: &[usize],
    downwards: &[Downwards],
    width: usize,
) -> (Carried, Vec<Under>) {
    let mut carried = Carried::new();
    let mut last: HashMap<usize, Arc<Cell>> = HashMap::new();
    let mut columns: Vec<Column> = (0..width).map(|_| Column::default()).collect();
    let mut blocks = Blocks::of(sheet);
    let mut wanted = records.iter().copied().peekable();
    let mut above: Option<(usize, Cow<'_, [Cell]>)> = None;
    for (row, cells) in sheet.rows.iter().enumerate() {
        blocks.reach(row, &cells);
        let is_record = wanted.next_if_eq(&row).is_some();
        if !is_record && hidden.binary_search(&row).is_err() {
            continue;
        }
        for (column, value) in blocks.over(row).filter(|(column, _)| read.contains(column)) {
            carried.insert((row, column), value.clone());
            if let Some(of) = columns.get_mut(column) {
                of.under.merged += usize::from(is_record);
            }
        }
        if let Some((of, over)) = &above {
            for column in read {
                if let Some(Cell::Text(text)) = cells.get(*column)
                    && is_ditto(text)
                    && let Some(under) = columns.get_mut(*column)
                {
                    let said = carried.get(&(*of, *column));
                    let said = said.map_or_else(
                        || Arc::new(over.get(*column).cloned().unwrap_or_default()),
                        Arc::clone,
                    );
                    carried.insert((row, *column), said);
                    under.under.repeated += usize::from(is_record);
                }
            }
        }
        for Downwards { at, fills } in downwards {
            let own = match carried.get(&(row, *at)) {
                Some(own) => Some(own.clone()),
                None => cells.get(*at).cloned().map(Arc::new),
            };
            match (own.filter(|own| !own.is_blank()), last.get(at), columns.get_mut(*at)) {
                (Some(own), ..) => drop(last.insert(*at, own)),
                (None, Some(above), Some(column)) => {
                    column.under.below += usize::from(is_record);
                    if *fills {
                        carried.insert((row, *at), above.clone());
                    }
                }
                (None, ..) => {}
            }
        }
        if !is_record {
            above = Some((row, cells));
            continue;
        }
        for (at, column) in columns.iter_mut().enumerate() {
            let own = || cells.get(at).unwrap_or(&Cell::Empty);
            column.add(carried.get(&(row, at)).map_or_else(own, |cell| &**cell));
        }
        above = Some((row, cells));
    }
    (carried, columns.into_iter().map(Column::end).collect())
}

/// A column while its cells are passed.
#[derive(Default)]
struct Column {
    under: Under,
    first: Vec<Cell>,
    /// Records so far, and those of which it said the number.
    passed: usize,
    counted: usize,
}

impl Column {
    fn add(&mut self, cell: &Cell) {
        self.passed += 1;
        if self.counted + 1 == self.passed
            && nihon::parse_integer(&cell.shown()) == Ok(self.passed as i64)
        {
            self.counted += 1;
        }
        if !cell.is_blank() {
            self.under.values += 1;
            if self.first.len() < LOOKED_AT {
                self.first.push(cell.clone());
            }
        }
    }

    fn end(self) -> Under {
        let counts = self.counted == self.passed;
        Under { holds: Holds::of(self.first.iter()), counts, ..self.under }
    }
}

/// The blocks of a sheet that reach over several rows, while the rows are passed.
struct Blocks {
    /// Those below, the next one last.
    below: Vec<Merged>,
    /// Those that reach into this row or further, with what they say.
    here: Vec<(Merged, Arc<Cell>)>,
}

impl Blocks {
    fn of(sheet: &Sheet) -> Blocks {
        let mut below: Vec<Merged> =
            sheet.merged.iter().copied().filter(|m| m.rows.0 < m.rows.1).collect();
        below.sort_by_key(|block| std::cmp::Reverse(block.rows.0));
        Blocks { below, here: Vec::new() }
    }

    fn reach(&mut self, row: usize, cells: &[Cell]) {
        self.here.retain(|(block, _)| row <= block.rows.1);
        while let Some(block) = self.below.pop_if(|block| block.rows.0 <= row) {
            let value = cells.get(block.columns.0).cloned().unwrap_or_default();
            self.here.push((block, Arc::new(value)));
        }
    }

    /// The columns of a row that lie in a block which began above it, with what it says.
    fn over(&self, row: usize) -> impl Iterator<Item = (usize, &Arc<Cell>)> {
        let over = self.here.iter().filter(move |(block, _)| block.rows.0 < row);
        over.map(|(block, value)| (block.columns.0, value))
    }
}

/// 〃 and its kin: what stands above stands here too. Asked of every cell, so it folds nothing.
pub(super) fn is_ditto(text: &str) -> bool {
    const DITTOS: [&str; 15] = [
        "〃",
        "々",
        "仝",
        "\"",
        "\"\"",
        "''",
        "″",
        "”",
        "“",
        "〝",
        "〟",
        "同上",
        "上に同じ",
        "同じ",
        "同",
    ];
    DITTOS.contains(&text.trim())
}
