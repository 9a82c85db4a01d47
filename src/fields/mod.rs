//! Fields: what is asked of people, declared once, by a line of Rust where the program reasons about the value and by
//! a line of a preset where people only fill it in.
//!
//! Both give a [`Spec`], and what was said to either travels as an [`Answer`], so that one reading of a page, one
//! reading of a cell, one drawing and one showing serve both. Rust adds nothing but the type that a column keeps
//! ([`Kind`]). Kinds differ in their [`Family`](family::Family) alone. Nothing here knows what a field means.

mod answer;
mod declaring;
mod families;
mod family;
mod file;
mod heading;
mod kind;
mod page;
mod record;
mod spec;
mod vocabulary;

pub use answer::{Answer, STAGES};
pub use declaring::field;
pub use family::Control;
pub use file::FileColumns;
pub use heading::{Heading, headings};
pub use kind::Kind;
pub use page::{FIND, Input, Inputs, finding};
pub use record::{At, Declared, Field, columns, fill, inputs, offer, read, refusals, theirs};
pub use spec::{Clean, Look, Needed, Said, Spec};
pub use vocabulary::{AnswerKind, Beginning, Choice, Computed, FieldRole, How, RefTo, ShownIf};

#[cfg(test)]
mod tests;
