//! Of which municipality a command is, in a database that is there already.

use std::path::Path;

use crate::{
    App,
    config::Config,
    demo,
    error::{Error, Result},
    places::{self, Municipality},
    structure::Structure,
};

/// Of which municipality; none is the database's only one.
pub type Code<'a> = Option<&'a str>;

/// Opens a database that is there. Where none is, none is made: whoever mistook the folder should not find an empty one.
///
/// # Errors
/// A startup sentence when there is none, and those of [`App::open`].
pub(super) async fn there(config: Config) -> Result<App> {
    let is_there = match config.database().strip_prefix("sqlite:") {
        Some(file) => Path::new(file).exists(),
        None => config.data.exists(),
    };
    if !is_there {
        return Err(Error::startup(format!(
            "{} に、データがまだありません。置き場所が違うときは --data で示してください。\
             はじめて使うときは、先に tsumugi init --preset FILE を実行してください。何も作っていません。",
            config.data.display()
        )));
    }
    let clock = demo::clock(&config)?;
    App::open(config, clock).await
}

/// The municipality and its structure of today.
///
/// # Errors
/// A startup sentence when there is none, when it is not said which of several, or when there is none of that code.
pub(super) async fn of(app: &App, code: Code<'_>) -> Result<(Municipality, Structure)> {
    let mut conn = app.db().read_beyond().await?;
    let all = places::municipalities(&mut conn).await?;
    let codes = || {
        let codes: Vec<String> = all.iter().map(|m| format!("{}({})", m.id, m.name)).collect();
        codes.join("、")
    };
    let municipality = match (code, all.as_slice()) {
        (None, [only]) => only.clone(),
        (_, []) => {
            return Err(Error::startup(
                "市町村がまだありません。先に tsumugi init --preset FILE を実行してください。",
            ));
        }
        (None, _) => {
            return Err(Error::startup(format!(
                "市町村がいくつもあります。--municipality で選んでください: {}",
                codes()
            )));
        }
        (Some(code), all) => {
            all.iter().find(|m| m.id.as_str() == code).cloned().ok_or_else(|| {
                Error::startup(format!("市町村 {code} はありません。あるのは: {}", codes()))
            })?
        }
    };
    conn.enter(&municipality.id);
    let year = app.db().clock().today().fiscal_year();
    let structure = places::structure_for(&mut conn, year).await?;
    Ok((municipality, structure))
}

#[cfg(test)]
mod tests;
