//! `tsumugi verify`: whether the history is as it was written.

use std::process::ExitCode;

use super::municipality::there;
use crate::{
    App,
    config::Config,
    db::{DAMAGED, Thoroughly},
    error::{Error, Result},
    events::{self, Verified},
    places::{self, Municipality},
};

/// `tsumugi verify`: looks at the seal of every row of every municipality's history. Exit code 1 when one does not fit.
pub async fn verify(config: Config) -> Result<ExitCode> {
    let app = there(config).await?;
    if let Some(damage) = app.db().damage(Thoroughly::Always).await? {
        return Err(Error::startup(format!("{DAMAGED}\n{damage}")));
    }
    let histories = histories(&app).await?;
    for (municipality, found) in &histories {
        println!("{}", words(municipality, found));
    }
    app.db().close().await;
    let whole = histories.iter().all(|(_, found)| found.broken.is_empty());
    Ok(if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn histories(app: &App) -> Result<Vec<(Municipality, Verified)>> {
    let mut conn = app.db().read_beyond().await?;
    let mut histories = Vec::new();
    for municipality in places::municipalities(&mut conn).await? {
        conn.enter(&municipality.id);
        let found = events::verify(&mut conn).await?;
        histories.push((municipality, found));
    }
    Ok(histories)
}

fn words(municipality: &Municipality, found: &Verified) -> String {
    let Verified { checked, broken } = found;
    let name = &municipality.name;
    if broken.is_empty() {
        return format!("{name}: 履歴 {checked}行は、すべて書かれたときのままです。");
    }
    let count = broken.len();
    let rows: Vec<String> = broken.iter().map(|id| format!("\n  {id}")).collect();
    format!("{name}: 履歴 {checked}行のうち {count}行が、書かれたときと違います。{}", rows.concat())
}

#[cfg(test)]
mod tests;
