//! A key that is missing, another one, and databases older than the keys they keep.

use super::*;
use crate::{
    App,
    access::{self, Actor, Role},
    accounts::{self, ChosenBy, NewAccount},
    commands::install,
    config::PasswordCost,
    db::Kind,
    testing::{MATSUDO, TestApp, each_database},
};

/// The settings of a program that would open the test's database.
fn config(t: &TestApp) -> Config {
    let config = t.app.config();
    let database_url = match t.app.db().kind() {
        Kind::Sqlite => format!("sqlite:{}", config.data.join("test.db").display()),
        Kind::Postgres => std::env::var("TSUMUGI_TEST_POSTGRES").unwrap(),
    };
    Config { database_url, ..config.clone() }
}

async fn refused(config: &Config) -> String {
    match open(config, Clock::system()).await {
        Err(Error::Startup(sentence)) => sentence,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it opened"),
    }
}

#[tokio::test]
async fn a_database_that_holds_data_is_opened_with_its_own_key_alone() {
    each_database(async |t| {
        let config = config(&t);
        let file = config.key_file();
        assert!(refused(&config).await.contains("鍵ファイル"));
        assert!(!file.exists(), "no other key takes its place");

        Master::new().save(&file).unwrap();
        assert!(refused(&config).await.contains("このデータベースのものではありません"));

        std::fs::remove_file(&file).unwrap();
        Master::of_tests().save(&file).unwrap();
        let db = open(&config, Clock::system()).await.unwrap();
        let ours = t.app.db().read_beyond().await.unwrap().keys().event_mac(&["a"]);
        assert_eq!(db.read_beyond().await.unwrap().keys().event_mac(&["a"]), ours);
        db.close().await;
    })
    .await;
}

#[cfg(unix)]
#[tokio::test]
async fn a_key_that_others_can_read_is_refused_with_what_to_do() {
    use std::os::unix::fs::PermissionsExt;

    each_database(async |t| {
        let config = config(&t);
        let file = config.key_file();
        Master::of_tests().save(&file).unwrap();
        std::fs::set_permissions(&file, PermissionsExt::from_mode(0o640)).unwrap();
        assert!(refused(&config).await.contains("chmod 600"));
    })
    .await;
}

/// Makes history.
async fn hire(app: &App, municipality: &MunicipalityId) {
    let new = &NewAccount {
        login: "city".into(),
        password_hash: "-".into(),
        password_by: ChosenBy::SomebodyElse,
        name: "試験".into(),
        role: Role::CityOfficer,
        center_id: None,
        organisation: "試験".into(),
        profession_id: None,
    };
    let system = &Actor::system(municipality.clone(), "test");
    app.db()
        .write(municipality, |mut tx| async move {
            let permit = access::permit(&mut tx, system, &new.facts())?;
            accounts::create(&mut tx, permit, new).await?;
            Ok((tx, ()))
        })
        .await
        .unwrap();
}

/// SQLite alone: on a server the tests share one database, which is new only once.
#[tokio::test]
async fn a_database_from_before_it_kept_keys_goes_on_with_those_it_was_written_under() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config {
        data: folder.path().to_owned(),
        password_cost: PasswordCost::Cheap,
        ..Config::default()
    };
    let master = Master::new();
    let old = Db::open(&config.database(), Clock::system(), master.keys()).await.unwrap();
    db::migrate(&old).await.unwrap();
    let before = old.read_beyond().await.unwrap().keys().blind_index("name", "m", "花子");
    let app = App::new(old, config.clone());
    let municipality = MunicipalityId::from("12207");
    install(&app, &municipality, &MATSUDO, false).await.unwrap();
    hire(&app, &municipality).await;
    app.db().close().await;

    Master::new().save(&config.key_file()).unwrap();
    assert!(refused(&config).await.contains("このデータベースのものではありません"));
    std::fs::remove_file(config.key_file()).unwrap();
    assert!(refused(&config).await.contains("がありません"));

    master.save(&config.key_file()).unwrap();
    for _ in 0..2 {
        let db = open(&config, Clock::system()).await.unwrap();
        let mut conn = db.read(&municipality).await.unwrap();
        assert_eq!(conn.keys().blind_index("name", "m", "花子"), before);
        assert!(events::verify(&mut conn).await.unwrap().broken.is_empty());
        let kept = "select cast(count(*) as bigint) from data_keys where generation = 1";
        assert_eq!(Query::beyond(kept, ()).count(&mut conn).await.unwrap(), 3);
        drop(conn);
        db.close().await;
    }
}

/// As [`a_database_from_before_it_kept_keys_goes_on_with_those_it_was_written_under`], SQLite alone.
#[cfg(unix)]
#[tokio::test]
async fn what_lies_in_the_data_folder_is_its_owner_s_alone() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let config = Config { data: data.clone(), ..Config::default() };
    let mode =
        |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for again in [false, true] {
        if again {
            // As it was left by a copy, or by an earlier version.
            for (path, open) in [("", 0o755), ("tsumugi.db", 0o644)] {
                let path = data.join(path);
                std::fs::set_permissions(&path, PermissionsExt::from_mode(open)).unwrap();
            }
        }
        let app = App::open(config.clone(), Clock::system()).await.unwrap();
        assert_eq!(mode(&data), 0o700);
        assert_eq!(mode(&data.join("keys")), 0o700);
        for file in ["tsumugi.db", "tsumugi.db-wal", "tsumugi.db-shm", "keys/master.key"] {
            assert_eq!(mode(&data.join(file)), 0o600, "{file}");
        }
        app.db().close().await;
    }
}
