use std::{fs, path::Path};

use super::*;
use crate::commands::{self, Answer, Import, Mode};

fn config(folder: &Path) -> Config {
    Config { data: folder.join("data"), ..Config::default() }
}

fn preset(name: &str) -> String {
    format!("{}/presets/{name}.toml", env!("CARGO_MANIFEST_DIR"))
}

/// What each command that is about one municipality answers to a code.
async fn told(folder: &Path, code: Code<'_>) -> Vec<(&'static str, Result<()>)> {
    let config = || config(folder);
    let out = folder.join(code.unwrap_or("nobody"));
    let kind = || "schedules".parse().unwrap();
    let file = folder.join("予定.csv");
    fs::write(&file, "会議の種類,開催日\n").unwrap();
    let import = Import {
        kind: kind(),
        file,
        center: None,
        mode: Mode::DryRun,
        answer: Answer::Json,
        said: Vec::new(),
    };
    let year = config_year();
    let form = folder.join(format!("{}.xlsx", code.unwrap_or("nobody")));
    let all = folder.join(format!("{}.zip", code.unwrap_or("nobody")));
    vec![
        ("template", commands::template(config(), code, kind(), Some(form)).await),
        ("import", commands::import(config(), code, &import).await.map(drop)),
        ("export", commands::export(config(), code, &out.join("export")).await),
        ("export --all", commands::export_all(config(), code, &all, None).await),
        (
            "papers",
            commands::papers(config(), code, &format!("{year}-1"), None, &out.join("papers")).await,
        ),
    ]
}

/// The commands look at the day of the machine.
fn config_year() -> i16 {
    demo::clock(&Config::default()).unwrap().today().fiscal_year()
}

#[tokio::test]
async fn of_several_municipalities_each_command_asks_which_and_takes_its_code() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["matsudo", "takamatsu"] {
        commands::init(config(folder.path()), preset(name).as_ref(), None).await.unwrap();
    }
    for (code, words) in
        [(None, "--municipality で選んでください"), (Some("999999"), "市町村 999999 はありません")]
    {
        for (command, told) in told(folder.path(), code).await {
            let said = told.expect_err(command).to_string();
            assert!(said.contains(words), "{command}: {said}");
            assert!(said.contains("122076(松戸市)、372013(高松市)"), "{command}: {said}");
        }
    }
    for (command, told) in told(folder.path(), Some("372013")).await {
        assert!(told.is_ok(), "{command}: {told:?}");
    }
    let days = fs::read_to_string(folder.path().join("372013/export/structure.toml")).unwrap();
    assert!(days.contains("高松市"), "{days}");
    let papers = fs::read_dir(folder.path().join("372013/papers")).unwrap().count();
    assert_eq!(papers, 8);
    let left = fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name());
    let left: Vec<String> = left.map(|name| name.to_string_lossy().into_owned()).collect();
    assert!(!left.iter().any(|name| name.starts_with("nobody") || name.starts_with("999999")));
}

#[tokio::test]
async fn a_command_that_needs_data_makes_none_where_there_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let mut all = told(folder.path(), None).await;
    all.push(("verify", commands::verify(config(folder.path())).await.map(drop)));
    for (command, told) in all {
        let said = told.expect_err(command).to_string();
        assert!(said.contains("データがまだありません"), "{command}: {said}");
        assert!(!folder.path().join("data").exists(), "{command}");
    }
}
