//! The ready definitions that come with the program, as a city takes them into a structure that it has already.

use toml::{Table, Value};

use super::{Ledger, Preset, including};

/// A ready definition.
pub struct Ready {
    /// The name under which a file takes it in.
    pub file: &'static str,
    /// Its ledgers, and those among them that the structure does not have.
    pub ledgers: Vec<Ledger>,
    pub lacking: Vec<String>,
}

/// The parts of a structure that ready definitions bring.
const PARTS: [&str; 3] = ["audiences", "choice_lists", "ledgers"];

impl Preset {
    /// The ready definitions that hold ledgers, each with what it takes in.
    pub fn library(&self) -> Vec<Ready> {
        let ready = |file: &'static str| {
            let parts = parts_of(file);
            let ledgers: Vec<Ledger> = parts
                .get("ledgers")
                .and_then(Value::as_array)
                .map(|all| all.iter().filter_map(|one| one.clone().try_into().ok()).collect())
                .unwrap_or_default();
            let lacks = |ledger: &&Ledger| self.ledger(&ledger.key).is_none();
            let lacking = ledgers.iter().filter(lacks).map(|ledger| ledger.name.clone()).collect();
            Ready { file, ledgers, lacking }
        };
        let all = including::LIBRARY.iter().map(|(file, _)| ready(file));
        all.filter(|ready| !ready.ledgers.is_empty()).collect()
    }

    /// The structure with a ready definition beside what it has, as a text to be checked; what it has of the same key stays as
    /// it is. None where there is no such definition.
    pub fn with_ready(&self, file: &str) -> Option<String> {
        let (file, _) = including::LIBRARY.iter().find(|(known, _)| *known == file)?;
        let mut table = Table::try_from(self).ok()?;
        for (part, more) in parts_of(file) {
            let known = table.entry(part.as_str()).or_insert_with(|| Value::Array(Vec::new()));
            let (Value::Array(known), Value::Array(more)) = (known, more) else { continue };
            let keys: Vec<Value> = known.iter().filter_map(|one| one.get("key").cloned()).collect();
            let new = |one: &Value| one.get("key").is_some_and(|key| !keys.contains(key));
            // Audiences stand widest first, and those of the library are for everybody.
            let at = if part == "audiences" { 0 } else { known.len() };
            known.splice(at..at, more.into_iter().filter(new));
        }
        let preset: Preset = table.try_into().ok()?;
        Some(preset.to_toml())
    }
}

/// The parts that a ready definition brings, with those of what it takes in before its own.
fn parts_of(file: &'static str) -> Table {
    let text = format!("{} = [\"{file}\"]\n", including::INCLUDE);
    let sources = including::sources("library", &text, &|_| None).unwrap_or_default();
    let mut all = Table::new();
    for source in sources.iter().skip(1).rev() {
        let Ok(table) = source.text.parse::<Table>() else { continue };
        for part in PARTS {
            if let Some(Value::Array(more)) = table.get(part) {
                let known = all.entry(part).or_insert_with(|| Value::Array(Vec::new()));
                if let Value::Array(known) = known {
                    known.extend(more.iter().cloned());
                }
            }
        }
    }
    all
}
