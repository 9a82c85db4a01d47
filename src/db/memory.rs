//! What is kept in memory beside a database, for as long as it is open: worked out from its rows, and worked out anew
//! when they changed. Whoever keeps something sees to that.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// One thing of each type. Cloning gives the same.
#[derive(Clone, Default)]
pub(super) struct Memory(Arc<Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>>);

impl Memory {
    pub(super) fn of<T: Any + Default + Send + Sync>(&self) -> Arc<T> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = all.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(T::default()));
        kept.clone().downcast().unwrap_or_default()
    }
}
