//! Which statements were run, for tests of pages that must ask neither once for each row nor for what they do not need.

use std::sync::Mutex;

use super::{Conn, Db};

/// Of one open database.
#[derive(Default)]
struct Statements(Mutex<Vec<String>>);

pub(super) fn note(conn: &Conn, sql: String) {
    conn.memory::<Statements>().0.lock().expect("nobody panics while noting").push(sql);
}

impl Db {
    /// The statements that were run since this was asked last.
    pub fn statements(&self) -> Vec<String> {
        let noted = self.memory.of::<Statements>();
        std::mem::take(&mut *noted.0.lock().expect("nobody panics while noting"))
    }
}
