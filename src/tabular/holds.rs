//! What the cells of a column are.

use nihon::{fold_key, parse_day};
use serde::Serialize;

use super::{Cell, marks};

/// Records that are looked at to tell what a column holds.
pub(super) const LOOKED_AT: usize = 200;

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Holds {
    #[default]
    Nothing,
    Days,
    Numbers,
    /// ○, ×, 疑い.
    Marks,
    /// A few words again and again.
    Choices,
    Text,
}

impl Holds {
    /// The word on screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Nothing => "空",
            Self::Days => "日付",
            Self::Numbers => "数字",
            Self::Marks => "○などの印",
            Self::Choices => "決まった言葉",
            Self::Text => "文字",
        }
    }

    /// What these cells are, if nearly all of them are the same.
    pub fn of<'c>(cells: impl Iterator<Item = &'c Cell>) -> Holds {
        let cells: Vec<&Cell> = cells.filter(|cell| !cell.is_blank()).take(LOOKED_AT).collect();
        let most = |is: &dyn Fn(&Cell) -> bool| {
            cells.iter().filter(|cell| is(cell)).count() * 10 >= cells.len() * 8
        };
        let mut words: Vec<String> = cells.iter().map(|cell| fold_key(&cell.shown())).collect();
        words.sort_unstable();
        words.dedup();
        let is_mark = |cell: &Cell| !matches!(marks::mark(&cell.shown()), marks::Mark::Words(_));
        if cells.is_empty() {
            Self::Nothing
        } else if most(&|cell| {
            matches!(cell, Cell::Day(_) | Cell::Moment(_)) || parse_day(&cell.shown()).is_ok()
        }) {
            Self::Days
        } else if words.len() <= 3 && most(&is_mark) {
            Self::Marks
        } else if most(&|cell| nihon::parse_integer(&cell.shown()).is_ok()) {
            Self::Numbers
        } else if cells.len() >= 4 && words.len() * 3 <= cells.len() {
            Self::Choices
        } else {
            Self::Text
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_tell_what_a_column_holds() {
        let of = |words: &[&str]| {
            let cells: Vec<Cell> = words.iter().map(|word| Cell::from(*word)).collect();
            Holds::of(cells.iter())
        };
        assert_eq!(of(&["", " "]), Holds::Nothing);
        assert_eq!(of(&["R7.7.1", "2025/7/2", "", "令和7年7月3日"]), Holds::Days);
        assert_eq!(of(&["○", "", "×", "疑い"]), Holds::Marks);
        assert_eq!(of(&["12", "13", "14", "１５"]), Holds::Numbers);
        assert_eq!(of(&["明第1", "小金", "明第1", "小金", "明第1", "小金"]), Holds::Choices);
        assert_eq!(of(&["松戸", "花子"]), Holds::Text);
    }
}
