//! The demo world: Matsudo's real structure and dates, with invented people, cases and answers.
//!
//! The world is not written into tables: it is played, day by day, through the commands that people use, so that
//! its history, its labels and its counts are what the program makes of them.

mod cases;
mod city;
mod clock;
mod issues;
mod people;
mod play;
pub mod seeds;
mod sittings;
mod stage;

pub use clock::clock;

use std::{fs, path::Path};

use crate::{
    App,
    clock::{Clock, Day},
    commands::{listen, start_logging},
    config::Config,
    error::{Error, Result},
    preset::Preset,
    private,
};

/// Matsudo's preset, as shipped.
const PRESET: &str = include_str!("../../presets/matsudo.toml");

/// `tsumugi demo`: makes the world when there is none, and serves it.
///
/// The world is made beside its place and moved there when whole, so that one that was interrupted is never
/// taken for a finished one. Its clock begins on the day the stories are told on and then runs.
///
/// # Errors
/// Startup sentences.
pub async fn run(mut config: Config, prepare_only: bool) -> Result<()> {
    start_logging(&config);
    private::data(&config.data)?;
    // The demo is the embedded default, whatever the environment says of other databases.
    config.database_url = String::new();
    let seeds = seeds::Seeds::matsudo().map_err(Error::internal)?;
    if !clock::is_remembered(&config) {
        println!("デモの世界を作っています(架空の事例120件、会議92回)。しばらくお待ちください。");
        make(&config, &seeds).await?;
        clock::remember(&config, Day(seeds.as_of))?;
    }
    if prepare_only {
        println!("デモの用意ができました: {}", config.data.display());
        return Ok(());
    }
    let clock = clock::clock(&config)?;
    let app = App::open(config, clock).await?;
    listen(app, Some(greeting(&seeds))).await
}

async fn make(config: &Config, seeds: &seeds::Seeds) -> Result<()> {
    let half_made = config.data.join("making");
    if half_made.exists() {
        fs::remove_dir_all(&half_made)?;
    }
    let preset = Preset::parse("presets/matsudo.toml", PRESET).map_err(|refusals| {
        Error::internal(refusals.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })?;
    let building = Config { data: half_made.clone(), ..config.clone() };
    let app = App::open(building, Clock::standing(Day(seeds.as_of))).await?;
    app.db().hurry().await?;
    play::play(&app, seeds, preset).await?;
    app.db().analyze().await?;
    app.db().close().await;
    for part in ["keys", "tsumugi.db"] {
        move_over(&half_made.join(part), &config.data.join(part))?;
    }
    fs::remove_dir_all(&half_made)?;
    Ok(())
}

fn move_over(from: &Path, to: &Path) -> Result<()> {
    if to.is_dir() {
        fs::remove_dir_all(to)?;
    }
    fs::rename(from, to)?;
    Ok(())
}

fn greeting(seeds: &seeds::Seeds) -> String {
    let mut text = format!(
        "\nデモの世界は {} から始まります。人物・事例はすべて架空です。\nパスワードはどれも {}\n\n",
        Day(seeds.as_of).long(),
        seeds.password
    );
    for account in seeds.accounts.iter().filter(|a| !is_colleague(a)) {
        text.push_str(&format!("  {:<12} {}({})\n", account.login, account.words, account.name));
    }
    text.push_str(
        "  ほかのセンターの職員は、センターの鍵(honcho、yakiri など)でサインインできます。\n",
    );
    text
}

/// Staff of centres that are not part of the tour.
fn is_colleague(account: &seeds::SeedAccount) -> bool {
    account.center.as_ref().is_some_and(|center| center.as_str() == account.login)
        && !matches!(account.login.as_str(), "mei1" | "kogane")
}

#[cfg(test)]
pub(crate) mod tests;
