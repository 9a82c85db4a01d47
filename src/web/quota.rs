//! How much one person may have read at the same time.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use crate::id::AccountId;

/// Files of one account that are read at the same time.
pub const FILES_AT_ONCE: usize = 2;

/// The files that are being read, by who sent them.
#[derive(Clone, Debug, Default)]
pub struct Uploads(Arc<Mutex<HashMap<AccountId, usize>>>);

/// A file's place, until it is dropped.
#[derive(Debug)]
pub struct Place {
    of: AccountId,
    uploads: Uploads,
}

impl Uploads {
    /// A place for one more file; none when the account has as many as it may.
    pub fn place(&self, account: &AccountId) -> Option<Place> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = all.entry(account.clone()).or_default();
        if *count >= FILES_AT_ONCE {
            return None;
        }
        *count += 1;
        Some(Place { of: account.clone(), uploads: self.clone() })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut all = self.uploads.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = all.get_mut(&self.of) {
            *count -= 1;
            if *count == 0 {
                all.remove(&self.of);
            }
        }
    }
}
