//! Words that the program knows: closed lists, each word with its code in the database, in files and in addresses, and
//! its label on screen.

use std::fmt;

use crate::{
    db::{Bind, Cell, Column, Value},
    error::Result,
};

/// An enum made by [`words!`](crate::words).
pub trait Words: Copy + Eq + fmt::Debug + Send + Sync + 'static {
    /// All of them, in the order in which they are offered.
    const ALL: &'static [Self];

    /// What is stored: it never changes once a record holds it.
    fn code(self) -> &'static str;

    /// The word on screen.
    fn label(self) -> &'static str;

    /// The word of this code.
    fn of_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|word| word.code() == code)
    }
}

/// A code that is none of the words.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("選択肢にない値です")]
pub struct NoSuchWord;

impl<W: Words> Bind for W {
    const NULL: Value = Value::Text(None);

    fn value(self) -> Value {
        self.code().value()
    }
}

impl<W: Words> Column for W {
    fn of_cell(cell: Cell<'_>) -> Result<Self> {
        let code = String::of_cell(cell)?;
        Ok(W::of_code(&code).ok_or_else(|| {
            sqlx::Error::Decode(format!("{}: {code:?}", std::any::type_name::<W>()).into())
        })?)
    }
}

/// A workflow as Markdown with a diagram, from where it begins and what leads where.
pub fn workflow<S: Words, M: Words>(
    title: &str,
    first: S,
    next: impl Fn(S, M) -> Option<S>,
) -> String {
    let mut text = format!("## {title}\n\n```mermaid\nstateDiagram-v2\n");
    text += &format!("    [*] --> {}\n", first.label());
    for from in S::ALL.iter().copied() {
        for step in M::ALL.iter().copied() {
            if let Some(to) = next(from, step) {
                text += &format!("    {} --> {}: {}\n", from.label(), to.label(), step.label());
            }
        }
    }
    text + "```\n"
}

/// An enum with, for each of its words, the code that is stored and the label on screen.
///
/// Beside the enum it gives `ALL`, `code()`, `label()` and `FromStr` of the code; it goes into JSON, statements and rows as
/// its code. `else Usual` behind the braces makes that word the default. A word that nobody reads needs no label.
///
/// ```ignore
/// words! {
///     /// 緊急度.
///     pub enum Urgency {
///         Usual "usual" "通常",
///         Soon "soon" "早めに",
///     } else Usual
/// }
/// assert_eq!(Urgency::default().label(), "通常");
/// assert_eq!("soon".parse::<Urgency>().unwrap(), Urgency::Soon);
/// ```
#[macro_export]
macro_rules! words {
    ($(#[$meta:meta])* $vis:vis enum $Name:ident {
        $($(#[$note:meta])* $Word:ident $code:literal $($label:literal)?),* $(,)?
    } $(else $Default:ident)?) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $Name {
            $($(#[$note])* $Word,)*
        }

        #[allow(dead_code, reason = "not every list is walked, shown or stored")]
        impl $Name {
            /// All of them, in the order in which they are offered.
            $vis const ALL: &'static [$Name] = &[$($Name::$Word),*];

            /// What is stored.
            $vis const fn code(self) -> &'static str {
                match self { $($Name::$Word => $code,)* }
            }

            /// The word on screen.
            $vis const fn label(self) -> &'static str {
                match self { $($Name::$Word => $crate::words!(@label $code $($label)?),)* }
            }
        }

        impl $crate::words::Words for $Name {
            const ALL: &'static [$Name] = $Name::ALL;

            fn code(self) -> &'static str {
                $Name::code(self)
            }

            fn label(self) -> &'static str {
                $Name::label(self)
            }
        }

        impl std::str::FromStr for $Name {
            type Err = $crate::words::NoSuchWord;

            fn from_str(code: &str) -> Result<Self, Self::Err> {
                $crate::words::Words::of_code(code).ok_or($crate::words::NoSuchWord)
            }
        }

        impl serde::Serialize for $Name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.code())
            }
        }

        impl<'de> serde::Deserialize<'de> for $Name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let code = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(from)?;
                code.parse().map_err(|_| {
                    serde::de::Error::unknown_variant(&code, &[$($code),*])
                })
            }
        }

        $(impl Default for $Name {
            fn default() -> Self {
                $Name::$Default
            }
        })?
    };
    (@label $code:literal) => { $code };
    (@label $code:literal $label:literal) => { $label };
}

#[cfg(test)]
mod tests {
    words! {
        /// 緊急度.
        pub enum Urgency {
            Usual "usual" "通常",
            Soon "soon" "早めに",
        } else Usual
    }

    #[test]
    fn a_word_has_a_code_and_a_label() {
        assert_eq!(Urgency::default().label(), "通常");
        assert_eq!("soon".parse::<Urgency>().unwrap(), Urgency::Soon);
        assert_eq!(
            Urgency::ALL.iter().map(|word| word.code()).collect::<Vec<_>>(),
            ["usual", "soon"]
        );
        assert!("late".parse::<Urgency>().is_err());
    }
}
