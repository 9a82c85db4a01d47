use super::*;
use crate::{config::PasswordCost, id::MunicipalityId, measures, meetings, places};

/// The whole world, made in a folder of the test.
async fn world() -> (App, tempfile::TempDir, MunicipalityId) {
    let folder = tempfile::tempdir().unwrap();
    let config = Config {
        data: folder.path().to_owned(),
        password_cost: PasswordCost::Cheap,
        ..Config::default()
    };
    run(config.clone(), true).await.unwrap();
    let app = App::open(config, Clock::standing(Day::of(2026, 1, 13)))
        .await
        .unwrap();
    (app, folder, "122076".into())
}

#[tokio::test]
async fn the_world_has_the_meetings_and_cases_of_the_second_period() {
    let (app, _folder, m) = world().await;
    let mut conn = app.db().read().await.unwrap();
    let structure = places::structure_for(&mut conn, &m, 2025).await.unwrap();
    let period = "2025-2".into();
    let held = meetings::held_matrix(&mut conn, &m, &structure, &period)
        .await
        .unwrap();
    let totals: Vec<(&str, usize, i64)> = held
        .kinds
        .iter()
        .map(|k| (k.name.as_str(), k.held, k.cases))
        .collect();
    assert!(
        totals.contains(&("地域包括ケア推進会議", 15, 0)),
        "{totals:?}"
    );
    assert!(totals.contains(&("地域個別ケア会議", 30, 60)), "{totals:?}");
    let answered = measures::of_period(&mut conn, &m, &"2025-1".into())
        .await
        .unwrap();
    assert_eq!(answered.len(), 11);
}
