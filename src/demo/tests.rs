use super::*;
use crate::{config::PasswordCost, id::MunicipalityId, measures, meetings, papers, places};

/// The whole world, made in a folder of the test.
async fn world() -> (App, tempfile::TempDir, MunicipalityId) {
    let folder = tempfile::tempdir().unwrap();
    let config = Config {
        data: folder.path().to_owned(),
        password_cost: PasswordCost::Cheap,
        ..Config::default()
    };
    run(config.clone(), true).await.unwrap();
    let app = App::open(config, Clock::standing(Day::of(2026, 1, 13))).await.unwrap();
    (app, folder, "122076".into())
}

#[tokio::test]
async fn the_world_has_the_meetings_and_cases_of_the_second_period() {
    let (app, _folder, m) = world().await;
    let mut conn = app.db().read(&m).await.unwrap();
    let structure = places::structure_for(&mut conn, 2025).await.unwrap();
    let period = "2025-2".into();
    let held = meetings::held_matrix(&mut conn, &structure, &period).await.unwrap();
    let totals: Vec<(&str, usize, i64)> =
        held.kinds.iter().map(|k| (k.name.as_str(), k.held, k.cases)).collect();
    assert!(totals.contains(&("地域包括ケア推進会議", 15, 0)), "{totals:?}");
    assert!(totals.contains(&("地域個別ケア会議", 30, 60)), "{totals:?}");
    let answered = measures::of_period(&mut conn, &"2025-1".into()).await.unwrap();
    assert_eq!(answered.len(), 11);
}

#[tokio::test]
async fn the_papers_of_the_second_period_say_what_was_held() {
    let (app, folder, m) = world().await;
    let mut conn = app.db().read(&m).await.unwrap();
    let structure = places::structure_for(&mut conn, 2025).await.unwrap();
    let period = "2025-2".into();
    let awaited = papers::awaited(&mut conn, &structure, &period).await.unwrap();
    assert_eq!(awaited.len(), 3, "two centres are late and one is asked again");
    let state = papers::sheets::EditionState::Draft;
    let compiled = papers::compile(&mut conn, &period, awaited, state).await.unwrap();
    let pdf = compiled
        .set(papers::Document::Status, papers::Format::Pdf, Day::of(2026, 1, 13))
        .await
        .unwrap();
    let file = folder.path().join("betten2.pdf");
    fs::write(&file, pdf).unwrap();
    let text = std::process::Command::new("pdftotext")
        .arg("-layout")
        .arg(&file)
        .arg("-")
        .output()
        .unwrap();
    let text = String::from_utf8(text.stdout).unwrap();
    let seeds = seeds::Seeds::matsudo().unwrap();
    for meeting in seeds.meetings.iter().filter(|x| x.period == "2025-2" && !x.center.is_empty()) {
        let center = structure.center(&meeting.center).unwrap();
        let line = text
            .lines()
            .find(|l| l.starts_with(&center.symbol) && l.contains(&Day(meeting.day).short()));
        assert!(line.is_some(), "{} {} is missing", center.symbol, Day(meeting.day).short());
    }
    assert!(text.contains("15回") && text.contains("30回 60事例"), "{text}");
    assert!(!text.contains("個別レベル"));
}
