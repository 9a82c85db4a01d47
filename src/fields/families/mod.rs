//! The families of kinds, each in its file.

mod choices;
mod computed;
mod contacts;
mod days;
mod figures;
mod files;
mod numbers;
mod places;
mod references;
mod tables;
mod times;
mod words;

use super::{AnswerKind, family::Family};

impl AnswerKind {
    /// What this kind does. Nothing else asks which kind a field is, unless it means that very kind.
    pub fn family(self) -> &'static dyn Family {
        match self {
            AnswerKind::Text => &words::Line,
            AnswerKind::Textarea => &words::Lines,
            AnswerKind::BeforeAfter => &words::Stages,
            AnswerKind::Choice => &choices::CHOICE,
            AnswerKind::Multi => &choices::Several,
            AnswerKind::Mark => &choices::MARK,
            AnswerKind::YesNo => &choices::YES_NO,
            AnswerKind::Tick => &choices::Tick,
            AnswerKind::Number => &numbers::Number,
            AnswerKind::Money => &numbers::Money,
            AnswerKind::Year => &days::Year,
            AnswerKind::Day => &days::Day,
            AnswerKind::Times => &times::Times,
            AnswerKind::Week => &times::Week,
            AnswerKind::Phone => &contacts::Phone,
            AnswerKind::Mail => &contacts::Mail,
            AnswerKind::Url => &contacts::Url,
            AnswerKind::Address => &places::Address,
            AnswerKind::Point => &places::Point,
            AnswerKind::Ref => &references::Ref,
            AnswerKind::File => &files::File,
            AnswerKind::Figures => &figures::Figures,
            AnswerKind::Table => &tables::Table,
            AnswerKind::Computed => &computed::Computed,
        }
    }
}
