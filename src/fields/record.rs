//! Records whose fields are declared, and the loops over them.

use super::{AnswerKind, Choice, Inputs, Kind, Spec};
use crate::{
    db::{Pairs, Value},
    error::Refusals,
    fields::Answer,
    web::FormState,
};

/// A struct made by [`fields!`](crate::fields).
pub trait Declared: Sized + 'static {
    /// Its fields as they are declared. Choices that only the structure knows are not among them.
    fn fields() -> &'static [Field<Self>];
}

/// A declared field of a record.
#[derive(Clone)]
pub struct Field<R: 'static> {
    /// Its name in Rust, of its column and on pages.
    pub key: &'static str,
    pub spec: Spec,
    of: &'static dyn Of<R>,
}

impl<R> Field<R> {
    /// A field that stands `at` a place of the record.
    pub fn new<V: Kind>(key: &'static str, spec: Spec, at: &'static At<R, V>) -> Field<R> {
        let choices = if spec.choices.is_empty() { V::choices() } else { spec.choices };
        // A text may be long or a key, a number a year; of every other type the kind follows from the type.
        let kind = match (V::KIND, spec.kind) {
            (AnswerKind::Text, AnswerKind::Textarea | AnswerKind::Choice)
            | (AnswerKind::Number, AnswerKind::Year) => spec.kind,
            (kind, _) => kind,
        };
        let spec = Spec { key: key.to_owned(), kind, choices, ..spec };
        debug_assert!(
            spec.said.iter().all(|(_, means)| spec.choice_name(means).is_some()),
            "{key}: a word that files use means no choice"
        );
        Field { key, spec, of: at }
    }

    /// What the record says.
    pub fn answer(&self, record: &R) -> Answer {
        Answer::Text(self.text(record))
    }

    /// What the record says, as the text of its answer.
    pub fn text(&self, record: &R) -> String {
        self.of.text(record)
    }

    /// Puts an answer's text into the record.
    pub fn put(&self, record: &mut R, text: &str) {
        self.of.put(record, text);
    }

    /// What its column holds.
    pub fn column(&self, record: &R) -> Value {
        self.of.column(record)
    }
}

/// A place in a record, whatever its type.
trait Of<R>: Send + Sync {
    fn text(&self, record: &R) -> String;
    fn put(&self, record: &mut R, text: &str);
    fn column(&self, record: &R) -> Value;
}

/// A place in a record.
pub struct At<R, V> {
    pub get: fn(&R) -> &V,
    pub set: fn(&mut R, V),
}

impl<R, V: Kind> Of<R> for At<R, V> {
    fn text(&self, record: &R) -> String {
        (self.get)(record).text()
    }

    fn put(&self, record: &mut R, text: &str) {
        (self.set)(record, V::of(text));
    }

    fn column(&self, record: &R) -> Value {
        (self.get)(record).column()
    }
}

/// Reads what a page says over `record`; the page calls a field `prefix` and its key. What cannot be read is an error
/// at its field.
pub fn read<R>(fields: &[Field<R>], form: &mut FormState, prefix: &str, record: &mut R) {
    for field in fields {
        let answer = field.spec.read(form, &format!("{prefix}{}", field.key));
        field.put(record, answer.text());
    }
}

/// Puts a record into a page's form.
pub fn fill<R>(fields: &[Field<R>], form: &mut FormState, prefix: &str, record: &R) {
    for field in fields {
        field.spec.fill(form, &format!("{prefix}{}", field.key), &field.answer(record));
    }
}

/// What somebody else saved, label and words, wherever a form that collided says something else.
pub fn theirs<R>(fields: &[Field<R>], form: &FormState, saved: &R) -> Vec<(String, String)> {
    let differs = |field: &Field<R>| field.spec.theirs(form, field.key, Some(&field.answer(saved)));
    fields.iter().filter_map(differs).collect()
}

/// What no page would take of a record, whoever made it: what is needed and missing, too long, out of range, not offered.
pub fn refusals<R>(fields: &[Field<R>], record: &R) -> Refusals {
    let mut form = FormState::empty();
    fill(fields, &mut form, "", record);
    for field in fields {
        field.spec.read(&mut form, field.key);
    }
    form.refusals()
}

/// Offers choices that only the structure knows at the field of this key.
pub fn offer<R, C: Into<Choice>>(
    fields: &mut [Field<R>],
    key: &str,
    choices: impl IntoIterator<Item = C>,
) {
    if let Some(field) = fields.iter_mut().find(|field| field.key == key) {
        field.spec = field.spec.clone().choices(choices);
    }
}

/// The fields of a page, called by their keys.
pub fn inputs<R>(fields: &[Field<R>]) -> Inputs {
    Inputs::new("", fields.iter().map(|field| &field.spec))
}

/// The columns of a record and what they hold.
pub fn columns<R>(fields: &[Field<R>], record: &R) -> Pairs {
    fields.iter().fold(Pairs::new(), |pairs, field| pairs.set(field.key, field.column(record)))
}

/// A struct whose fields are declared: label, limit and headings beside each, once for pages, files and columns.
///
/// It gives `blank()`, in which nothing was said, and [`Declared`]. Unless it holds more than its fields (`also { … }`, which
/// `blank` then takes), rows are read as it too.
///
/// ```ignore
/// fields! {
///     /// 概要: what the program reasons about.
///     #[derive(Clone, Debug)]
///     pub struct Outline {
///         title: String = field("件名(匿名)").most(100).wanted_to_submit(),
///         urgency: Urgency = field("緊急度"),
///     }
/// }
/// ```
#[macro_export]
macro_rules! fields {
    ($(#[$meta:meta])* $vis:vis struct $Name:ident {
        $($(#[$note:meta])* $field:ident: $Type:ty = $spec:expr),* $(,)?
    }) => {
        $crate::fields! {
            $(#[$meta])* $vis struct $Name { $($(#[$note])* $field: $Type = $spec),* } also {}
        }

        impl $crate::db::Record for $Name {
            fn read(row: &$crate::db::Row) -> $crate::error::Result<Self> {
                Ok($Name { $($field: row.get(stringify!($field))?,)* })
            }
        }

        impl $crate::db::Columns for $Name {
            const COLUMNS: &'static [&'static str] = &[$(concat!(stringify!($field), ", ")),*];
        }
    };
    ($(#[$meta:meta])* $vis:vis struct $Name:ident {
        $($(#[$note:meta])* $field:ident: $Type:ty = $spec:expr),* $(,)?
    } also {
        $($(#[$more_note:meta])* $more:ident: $More:ty),* $(,)?
    }) => {
        $(#[$meta])*
        $vis struct $Name {
            $($(#[$more_note])* pub $more: $More,)*
            $($(#[$note])* pub $field: $Type,)*
        }

        impl $Name {
            /// Where nothing was said yet.
            pub fn blank($($more: $More),*) -> $Name {
                $Name { $($more,)* $($field: $crate::fields::Kind::of(""),)* }
            }
        }

        impl $crate::fields::Declared for $Name {
            fn fields() -> &'static [$crate::fields::Field<$Name>] {
                use $crate::fields::{At, Field};
                static ALL: std::sync::LazyLock<Vec<Field<$Name>>> = std::sync::LazyLock::new(|| {
                    vec![$({
                        const AT: &At<$Name, $Type> =
                            &At { get: |it| &it.$field, set: |it, value| it.$field = value };
                        Field::new(stringify!($field), $spec, AT)
                    }),*]
                });
                &ALL
            }
        }
    };
}
