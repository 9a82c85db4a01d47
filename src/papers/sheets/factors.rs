//! 資料2 別添1: how single cases became issues of an area.

use serde::Serialize;

use super::{Edition, Evidence, PaperName};

/// 資料2 別添1, beside 「地域課題を明らかにし、普遍化をはかる」: the factor matrix in sums.
#[derive(Debug, Clone, Serialize)]
pub struct Generalization {
    pub edition: Edition,
    pub name: PaperName,
    /// Factors in their groups; their order is that of [`FactorRow::counts`], groups laid end to end.
    pub groups: Vec<FactorGroup>,
    /// One row a centre.
    pub centres: Vec<FactorRow>,
    /// The city as a whole, counted from records (a case is counted once).
    pub total: FactorRow,
    /// Factors that often stand together, most frequent first.
    pub combinations: Vec<Combination>,
    /// Whether reports are still to come, whose issues are not listed yet.
    pub awaited: bool,
    /// The issues that came of it.
    pub issues: Vec<IssueOrigin>,
}

/// A group of factors, as 地域要素, with its factors, as 見守り不在.
#[derive(Debug, Clone, Serialize)]
pub struct FactorGroup {
    pub name: String,
    pub factors: Vec<String>,
}

/// The sums of one centre.
#[derive(Debug, Clone, Serialize)]
pub struct FactorRow {
    pub centre: String,
    /// Cases looked at (事例, distinct).
    pub cases: u32,
    /// One count a factor.
    pub counts: Vec<FactorCount>,
}

/// Cases with a factor, sure and suspected apart: they are never added up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct FactorCount {
    /// Marked ○ or described in words.
    pub marked: u32,
    /// Marked 疑い.
    pub suspected: u32,
}

/// Factors found together in the same cases.
#[derive(Debug, Clone, Serialize)]
pub struct Combination {
    pub factors: Vec<String>,
    /// Cases with all of them, and centres in which these cases are.
    pub cases: u32,
    pub centres: u32,
}

/// An area issue and the cases it came from.
#[derive(Debug, Clone, Serialize)]
pub struct IssueOrigin {
    pub centre: String,
    pub title: String,
    /// Labels of its cases, as 明第1-①-1.
    pub case_labels: Vec<String>,
    pub evidence: Vec<Evidence>,
    /// How it was generalised (普遍化): who else is concerned, how many.
    pub generalized: Option<String>,
}
