//! 要因マトリクス: the cases of a period against the factors in force.

use std::collections::HashMap;

use crate::{
    access::Scope,
    cases::{self, CaseFilter, CaseRow, CaseStatus, FactorMark, MarkedFactor, store::BY_LABEL},
    db::Conn,
    error::Result,
    id::{CaseId, CenterId, FactorId, PeriodId},
    preset::Preset,
};

/// Cases of a matrix at most; a period of a large city has some hundred.
const MOST: i64 = 5_000;

/// A matrix.
#[derive(Clone, Debug)]
pub struct FactorMatrix {
    /// Groups from left to right: name, and how many columns.
    pub groups: Vec<(String, usize)>,
    pub columns: Vec<MatrixColumn>,
    pub lines: Vec<MatrixLine>,
}

/// A factor.
#[derive(Clone, Debug)]
pub struct MatrixColumn {
    pub key: FactorId,
    pub name: String,
    pub group: String,
    /// Whether it is its group's last.
    pub ends_group: bool,
    pub count: ColumnCount,
}

/// How many cases have a factor, by what stands in the cell. Each case counts once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ColumnCount {
    /// ○
    pub marked: usize,
    /// 疑い
    pub suspected: usize,
    /// Words alone.
    pub words: usize,
}

impl ColumnCount {
    /// Cases with anything in the cell.
    pub fn total(self) -> usize {
        self.marked + self.suspected + self.words
    }
}

/// A case.
#[derive(Clone, Debug)]
pub struct MatrixLine {
    pub case: CaseRow,
    /// One for each column; none where nothing stands.
    pub cells: Vec<Option<MarkedFactor>>,
}

/// The matrix of a period, of one centre or of all, from the cases that `scope` shows. Papers of the city ask with
/// [`Scope::all`], which holds confirmed cases alone.
pub async fn matrix(
    conn: &mut Conn,
    preset: &Preset,
    scope: &Scope,
    period: &PeriodId,
    center: Option<&CenterId>,
) -> Result<FactorMatrix> {
    let filter = CaseFilter {
        period: Some(period.clone()),
        center: center.cloned(),
        ..CaseFilter::default()
    };
    let mut rows = cases::store::list(conn, scope, &filter, &BY_LABEL.up().first(MOST)).await?.rows;
    let place = |row: &CaseRow| {
        preset.centers.iter().position(|c| c.key == row.center_id).unwrap_or(usize::MAX)
    };
    rows.sort_by(|a, b| place(a).cmp(&place(b)).then_with(|| a.label.cmp(&b.label)));
    let ids: Vec<CaseId> = rows.iter().map(|row| row.id.clone()).collect();
    let marks = cases::store::factors_of_many(conn, &ids).await?;
    Ok(FactorMatrix::of(preset, fiscal_year(period, preset), rows, marks))
}

/// The fiscal year in whose codes a period's cases are read.
fn fiscal_year(period: &PeriodId, preset: &Preset) -> i16 {
    period
        .as_str()
        .split('-')
        .next()
        .and_then(|year| year.parse().ok())
        .unwrap_or(preset.municipality.fiscal_year)
}

impl FactorMatrix {
    /// The matrix of these cases and their factors.
    pub fn of(
        preset: &Preset,
        fiscal_year: i16,
        rows: Vec<CaseRow>,
        mut marks: HashMap<CaseId, Vec<MarkedFactor>>,
    ) -> FactorMatrix {
        let mut columns: Vec<MatrixColumn> = preset
            .factors_in(fiscal_year)
            .into_iter()
            .map(|factor| MatrixColumn {
                key: factor.key.clone(),
                name: factor.name.clone(),
                group: preset
                    .factor_groups
                    .iter()
                    .find(|g| g.key == factor.group)
                    .map_or_else(|| factor.group.clone(), |g| g.name.clone()),
                ends_group: false,
                count: ColumnCount::default(),
            })
            .collect();
        let mut groups: Vec<(String, usize)> = Vec::new();
        for column in &columns {
            match groups.last_mut().filter(|(name, _)| *name == column.group) {
                Some((_, width)) => *width += 1,
                None => groups.push((column.group.clone(), 1)),
            }
        }
        let mut end = 0;
        for (_, width) in &groups {
            end += width;
            columns[end - 1].ends_group = true;
        }
        let lines: Vec<MatrixLine> = rows
            .into_iter()
            .map(|case| {
                let mut of_case = marks.remove(&case.id).unwrap_or_default();
                let cells = columns
                    .iter()
                    .map(|column| {
                        let at = of_case.iter().position(|f| f.factor_id == column.key)?;
                        Some(of_case.swap_remove(at))
                    })
                    .collect();
                MatrixLine { case, cells }
            })
            .collect();
        FactorMatrix { groups, columns, lines }.counted()
    }

    /// Only the cases that have a factor, with the counts of what else they have.
    pub fn sharing(mut self, factor: &FactorId) -> FactorMatrix {
        let Some(at) = self.columns.iter().position(|c| c.key == *factor) else {
            return self;
        };
        self.lines.retain(|line| line.cells[at].is_some());
        self.counted()
    }

    /// Only the cases that may leave the house in a file: handed in, and their de-identified side confirmed.
    pub fn leaving(mut self) -> FactorMatrix {
        self.lines.retain(|line| line.case.is_confirmed() && line.case.status != CaseStatus::Draft);
        self.counted()
    }

    fn counted(mut self) -> FactorMatrix {
        for (n, column) in self.columns.iter_mut().enumerate() {
            column.count = ColumnCount::default();
            for line in &self.lines {
                match line.cells[n].as_ref().map(|f| f.mark) {
                    Some(FactorMark::Mark) => column.count.marked += 1,
                    Some(FactorMark::Suspected) => column.count.suspected += 1,
                    Some(FactorMark::Words) => column.count.words += 1,
                    None => {}
                }
            }
        }
        self
    }
}
