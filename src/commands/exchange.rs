//! `tsumugi template`, `import` and `export`: the exchange room for those at the machine itself.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use serde::Serialize;

use super::municipality::{Code, of, there};
use crate::{
    access::Actor,
    config::Config,
    error::{Error, Result},
    exchange::{self, Arrived, ExchangeFacts},
    id::{CenterId, ImportId},
    imports::{Holds, Out, Report},
    structure::Structure,
    tabular::{Answered, Encoding},
};

pub use crate::exchange::Kind;

/// `tsumugi template KIND`: writes an empty Excel file, by default into the folder one stands in.
pub async fn template(
    config: Config,
    code: Code<'_>,
    kind: Kind,
    out: Option<PathBuf>,
) -> Result<()> {
    let app = there(config).await?;
    let (municipality, structure) = of(&app, code).await?;
    let kind = kind.called(&structure, &Actor::system(municipality.id, "template"));
    let path = out.unwrap_or_else(|| PathBuf::from(kind.form_name()));
    let content = kind.empty_form(&structure, app.db().clock().today())?;
    write(&path, &content)?;
    println!("{} を書き出しました。", path.display());
    app.db().close().await;
    Ok(())
}

/// What is to be brought in, and how.
pub struct Import {
    pub kind: Kind,
    pub file: PathBuf,
    /// Name, symbol or key of the centre of rows that name none.
    pub center: Option<String>,
    pub mode: Mode,
    pub answer: Answer,
    /// What the file leaves open: keys of questions, each with the reply.
    pub said: Vec<(String, String)>,
}

/// Whether anything is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    DryRun,
    Write,
}

/// How the outcome is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Words,
    Json,
}

/// The outcome as JSON.
#[derive(Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
enum Outcome<'a> {
    /// The file as a whole cannot be read.
    Refused {
        reason: String,
    },
    /// Cells are wrong; nothing was written.
    Wrong {
        report: &'a Report,
    },
    /// Nothing is wrong, and nothing was to be written.
    Readable {
        report: &'a Report,
    },
    /// Nothing was wrong, and nothing of it was new.
    Nothing {
        report: &'a Report,
    },
    Imported {
        report: &'a Report,
    },
}

/// The exit code of an import that took nothing in, because all of it was there already.
const NOTHING: u8 = 2;

/// `tsumugi import KIND FILE`: exit code 1 when the file is refused, a cell is wrong or a question open, and then nothing was
/// written; 2 when nothing of it was new.
pub async fn import(config: Config, code: Code<'_>, import: &Import) -> Result<ExitCode> {
    let content = fs::read(&import.file)
        .map_err(|e| Error::startup(format!("{} を読めません: {e}", import.file.display())))?;
    let name =
        import.file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let app = there(config).await?;
    let (municipality, structure) = of(&app, code).await?;
    let actor = Actor::system(municipality.id, "import");
    let center = import.center.as_deref().map(|word| center_named(&structure, word)).transpose()?;
    let mut conn = app.db().read(actor.municipality()).await?;
    let of_center = center.clone();
    let reader =
        exchange::reader_for(&mut conn, &import.kind, &actor, &structure, of_center).await?;
    drop(conn);
    let mut answered = Answered::default().on(app.db().clock().today().0);
    for (question, reply) in &import.said {
        answered.say(question, reply);
    }
    let (kind, content) = (import.kind.clone(), Arc::new(content));
    let arrived = Arrived { kind, center: center.as_ref(), name: &name, content };
    let m = actor.municipality();
    let read = exchange::parse_as_before(&app, m, &reader, &arrived, answered).await?;
    let parsed = match read {
        Ok((parsed, _)) => parsed,
        Err(refusal) => {
            tell(import, &Outcome::Refused { reason: refusal.to_string() })?;
            return Ok(ExitCode::FAILURE);
        }
    };
    let report = match import.mode {
        Mode::DryRun => {
            let mut conn = app.db().read(actor.municipality()).await?;
            exchange::dry_run(&mut conn, &parsed).await
        }
        Mode::Write => {
            exchange::used(&app, &actor, &arrived, &parsed).await?;
            exchange::import_alone(&app, &actor, &parsed).await
        }
    }?;
    let outcome = match import.mode {
        _ if !report.is_clean() => Outcome::Wrong { report: &report },
        Mode::DryRun => Outcome::Readable { report: &report },
        Mode::Write if report.counts().taken(import.kind.replaces) == 0 => {
            Outcome::Nothing { report: &report }
        }
        Mode::Write => Outcome::Imported { report: &report },
    };
    tell(import, &outcome)?;
    app.db().close().await;
    Ok(match outcome {
        Outcome::Refused { .. } | Outcome::Wrong { .. } => ExitCode::FAILURE,
        Outcome::Nothing { .. } => ExitCode::from(NOTHING),
        Outcome::Readable { .. } | Outcome::Imported { .. } => ExitCode::SUCCESS,
    })
}

fn tell(import: &Import, outcome: &Outcome<'_>) -> Result<()> {
    if import.answer == Answer::Json {
        println!("{}", serde_json::to_string_pretty(outcome)?);
        return Ok(());
    }
    let (report, end) = match outcome {
        Outcome::Refused { reason } => {
            eprintln!("{reason}\n何も取り込んでいません。");
            return Ok(());
        }
        Outcome::Wrong { report } if report.errors_total == 0 => {
            (report, "答えの要る問いがあるので、何も取り込んでいません。")
        }
        Outcome::Wrong { report } => (report, "誤りがあるので、何も取り込んでいません。"),
        Outcome::Nothing { report } => (report, "取り込んだものは0件でした。"),
        Outcome::Readable { report } => {
            (report, "誤りはありません。まだ取り込んでいません(--dry-run)。")
        }
        Outcome::Imported { report } => (report, "取り込みました。"),
    };
    for error in &report.errors {
        let value = match error.value.as_str() {
            "" => String::new(),
            value => format!("「{value}」"),
        };
        let sheet = match error.sheet.as_str() {
            "" => String::new(),
            sheet => format!("シート「{sheet}」"),
        };
        eprintln!(
            "{} {sheet}{}行目 {}列({}){value}: {}",
            error.file, error.row, error.column, error.header, error.reason
        );
    }
    for question in &report.questions {
        let state = if question.is_open() { "答えが要ります" } else { question.holds() };
        eprintln!("問い: {} {} [{state}]", question.text, question.places());
        for reply in &question.replies {
            eprintln!("    --answer '{}={}'  {}", question.key, reply.key, reply.words);
        }
    }
    for note in &report.notes {
        println!("{note}");
    }
    for column in &report.unknown_columns {
        println!("読み取らない列: {}列「{}」", column.column, column.header);
    }
    for row in &report.skipped {
        let row_words = if row.row > 0 { format!("{}行目", row.row) } else { String::new() };
        println!("読まなかった行: {row_words}({})", row.reason);
    }
    println!(
        "{}: {}行を読み取り、新規{}、登録済み{}、{}{}、誤り{}か所。{end}",
        report.file,
        report.read,
        report.new,
        report.unchanged,
        import.kind.changed_words,
        report.changed,
        report.errors_total,
    );
    Ok(())
}

/// `tsumugi export`: the structure as TOML, meetings and cases (by label) as xlsx and CSV, into a folder; and a page beside
/// them of what is not in them.
pub async fn export(config: Config, code: Code<'_>, folder: &Path) -> Result<()> {
    let app = there(config).await?;
    let (municipality, structure) = of(&app, code).await?;
    let actor = Actor::system(municipality.id, "export");
    fs::create_dir_all(folder)
        .map_err(|e| Error::startup(format!("{} を作れません: {e}", folder.display())))?;
    write(&folder.join("structure.toml"), structure.to_toml().as_bytes())?;
    let facts =
        &ExchangeFacts { import: ImportId::new(), names_people: true, center: None, writers: None };
    let (by, of_structure) = (&actor, &structure);
    let today = app.db().clock().today();
    let tables = crate::ROOMS.iter().flat_map(|room| room.exports);
    let mut written = vec!["structure.toml: 体系(プリセット)".to_owned()];
    for exporter in tables.filter(|exporter| exporter.holds != Holds::Names) {
        let (out, left_out) = app
            .db()
            .write(actor.municipality(), |mut tx| async move {
                let left_out = (exporter.left_out)(&mut tx, by).await?;
                let out = exchange::written(&mut tx, exporter, by, of_structure, facts).await?;
                Ok((tx, (out, left_out)))
            })
            .await?;
        let stem = exporter.key;
        write(&folder.join(format!("{stem}.xlsx")), &out.xlsx(today, exporter.holds)?)?;
        write(&folder.join(format!("{stem}.csv")), &out.csv(Encoding::Utf8).bytes)?;
        write_cp932(folder, stem, &out)?;
        let said = format!("{}: {}行。{left_out}", out.name, out.rows.len());
        println!("{said}");
        written.push(format!("{stem}.xlsx、{stem}.csv、{stem}.cp932.csv: {said}"));
    }
    let about = format!(
        "{}の書き出し({})\n\n{}\n\n{NOT_IN_IT}\n",
        municipality.name,
        today.long(),
        written.join("\n")
    );
    write(&folder.join(ABOUT), about.as_bytes())?;
    println!("{NOT_IN_IT}\n{} に書き出しました。", folder.display());
    app.db().close().await;
    Ok(())
}

/// The page that says what is written and what is not.
const ABOUT: &str = "はじめに読む.txt";

/// Whoever keeps the folder as all there is would lose the rest.
const NOT_IN_IT: &str = "ここに入っていないもの: 支援対象者の氏名と台帳、事例のシート・検討の記録・助言・支援後の経過、\
     会議の議題・出席・議事録、会議体の名簿、課題、施策と通知、報告と確定した資料、利用者、履歴。\n\
     すべての記録を書き出すには tsumugi export --all FILE(氏名なども入れるには --with-names)を使ってください。";

/// The CSV for older systems, with a word on what it could not hold.
fn write_cp932(folder: &Path, stem: &str, out: &Out) -> Result<()> {
    let csv = out.csv(Encoding::Cp932);
    write(&folder.join(format!("{stem}.cp932.csv")), &csv.bytes)?;
    if !csv.lost.is_empty() {
        let lost: String = csv.lost.iter().collect();
        println!("{stem}.cp932.csv: Shift_JISで書けない文字を「〓」にしました: {lost}");
    }
    Ok(())
}

fn write(path: &Path, content: &[u8]) -> Result<()> {
    fs::write(path, content)
        .map_err(|e| Error::startup(format!("{} に書けません: {e}", path.display())))
}

fn center_named(structure: &Structure, word: &str) -> Result<CenterId> {
    structure
        .centers
        .iter()
        .find(|c| c.key.as_str() == word || c.symbol == word || c.name == word)
        .map(|c| c.key.clone())
        .ok_or_else(|| {
            let names: Vec<&str> = structure.centers.iter().map(|c| c.symbol.as_str()).collect();
            Error::startup(format!(
                "センター「{word}」はありません。あるのは: {}",
                names.join("、")
            ))
        })
}

#[cfg(test)]
mod tests;
