//! Values on their way into a statement.

use serde::{Deserialize, Serialize};

use crate::{
    clock::{Day, Instant, Known},
    id::Id,
};

/// A bound value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Value {
    Text(Option<String>),
    Int(Option<i64>),
    Float(Option<f64>),
    Bool(bool),
    Bytes(Option<Vec<u8>>),
}

/// What can be bound: ids, days, words and numbers as they are.
pub trait Bind {
    /// Nothing of this kind: PostgreSQL wants to know the kind of a null.
    const NULL: Value;

    /// The value.
    fn value(self) -> Value;
}

/// `impl Bind` for types that are bound as text, as a number, as bytes.
macro_rules! bind {
    ($($Type:ty: $Kind:ident, $this:ident => $value:expr;)*) => { $(
        impl Bind for $Type {
            const NULL: Value = Value::$Kind(None);

            fn value(self) -> Value {
                let $this = self;
                Value::$Kind(Some($value))
            }
        }
    )* };
}

bind! {
    &str: Text, text => text.to_owned();
    &&str: Text, text => (*text).to_owned();
    String: Text, text => text;
    &String: Text, text => text.clone();
    Day: Text, day => day.iso();
    Known: Text, known => known.kept();
    Instant: Int, at => at.0;
    i64: Int, number => number;
    f64: Float, number => number;
    Vec<u8>: Bytes, bytes => bytes;
    &Vec<u8>: Bytes, bytes => bytes.clone();
    &[u8]: Bytes, bytes => bytes.to_vec();
}

impl Bind for bool {
    // No column of ours is a boolean that may be missing.
    const NULL: Value = Value::Bool(false);

    fn value(self) -> Value {
        Value::Bool(self)
    }
}

impl<T> Bind for &Id<T> {
    const NULL: Value = Value::Text(None);

    fn value(self) -> Value {
        Value::Text(Some(self.as_str().to_owned()))
    }
}

impl<T> Bind for &&Id<T> {
    const NULL: Value = Value::Text(None);

    fn value(self) -> Value {
        (*self).value()
    }
}

impl<T> Bind for Id<T> {
    const NULL: Value = Value::Text(None);

    fn value(self) -> Value {
        (&self).value()
    }
}

impl<V: Bind> Bind for Option<V> {
    const NULL: Value = V::NULL;

    fn value(self) -> Value {
        self.map_or(V::NULL, V::value)
    }
}

impl<'v, V> Bind for &'v Option<V>
where
    &'v V: Bind,
{
    const NULL: Value = <&V as Bind>::NULL;

    fn value(self) -> Value {
        self.as_ref().value()
    }
}

impl Bind for Value {
    const NULL: Value = Value::Text(None);

    fn value(self) -> Value {
        self
    }
}

/// The values of one fragment, `$1` first: none `()`, one value, or a tuple of them.
pub trait Args {
    /// In order.
    fn values(self) -> Vec<Value>;
}

impl Args for () {
    fn values(self) -> Vec<Value> {
        Vec::new()
    }
}

impl<V: Bind> Args for V {
    fn values(self) -> Vec<Value> {
        vec![self.value()]
    }
}

macro_rules! args {
    ($($V:ident)+) => {
        impl<$($V: Bind),+> Args for ($($V,)+) {
            fn values(self) -> Vec<Value> {
                #[expect(non_snake_case, reason = "the value is named as its type")]
                let ($($V,)+) = self;
                vec![$($V.value()),+]
            }
        }
    };
}

args!(A B);
args!(A B C);
args!(A B C D);
args!(A B C D E);
args!(A B C D E F);
args!(A B C D E F G);
args!(A B C D E F G H);
args!(A B C D E F G H I);
args!(A B C D E F G H I J);
args!(A B C D E F G H I J K);
args!(A B C D E F G H I J K L);

/// Columns and their values, paired once for insert, update and import.
#[derive(Clone, Debug, Default)]
pub struct Pairs(pub(super) Vec<(&'static str, Value)>);

impl Pairs {
    /// None yet.
    pub fn new() -> Pairs {
        Pairs(Vec::with_capacity(12))
    }

    /// With one more.
    #[must_use]
    pub fn set(mut self, column: &'static str, value: impl Bind) -> Pairs {
        self.0.push((column, value.value()));
        self
    }

    /// With those of `other` behind.
    #[must_use]
    pub fn and(mut self, other: Pairs) -> Pairs {
        self.0.extend(other.0);
        self
    }
}
