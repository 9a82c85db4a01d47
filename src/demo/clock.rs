//! The clock of a data folder: the machine's, or the demo's, whose own days go on from where its stories end.

use std::{fs, path::PathBuf};

use serde::{Deserialize, Serialize};

use crate::{
    clock::{Clock, Day},
    config::Config,
    error::{Error, Result},
};

/// What the data folder remembers of a demo: by how much its clock is moved.
#[derive(Debug, Serialize, Deserialize)]
struct Remembered {
    offset: i64,
}

/// The clock of a data folder, for every command: the machine's, unless the folder holds the demo, whose own days go
/// on from where its stories end.
///
/// # Errors
/// When the demo's note of its clock does not read.
pub fn clock(config: &Config) -> Result<Clock> {
    let memory = memory(config);
    if !config.database_url.is_empty() || !memory.exists() {
        return Ok(Clock::system());
    }
    let Remembered { offset } = serde_json::from_str(&fs::read_to_string(&memory)?)?;
    Ok(Clock::System { offset })
}

/// Whether a folder holds the demo, whole.
pub(super) fn is_remembered(config: &Config) -> bool {
    memory(config).exists()
}

/// Notes that the folder's clock begins on a day and then runs.
///
/// # Errors
/// When the note cannot be written.
pub(super) fn remember(config: &Config, day: Day) -> Result<()> {
    let Clock::System { offset } = Clock::beginning(day) else {
        return Err(Error::internal("the demo's clock runs"));
    };
    fs::write(memory(config), serde_json::to_string(&Remembered { offset })?)?;
    Ok(())
}

fn memory(config: &Config) -> PathBuf {
    config.data.join("demo.json")
}
