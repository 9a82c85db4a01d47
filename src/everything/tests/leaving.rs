//! What leaves: with names and without, for people too, and into a new file alone.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

use super::*;
use crate::{
    access,
    db::Conn,
    persons::{self, NewPerson, PersonFacts},
    testing::{Cast, TestApp, each_database},
};

/// Everything of a test's municipality.
async fn packed(t: &TestApp, seal: Seal) -> Parcel {
    let mut conn = t.app.db().snapshot(&t.municipality).await.unwrap();
    packed_as_seen(t, &mut conn, seal).await
}

/// Everything as this connection sees it.
async fn packed_as_seen(t: &TestApp, conn: &mut Conn, seal: Seal) -> Parcel {
    let file = tempfile::NamedTempFile::new().unwrap();
    let facts = EverythingFacts { municipality: t.municipality.clone() };
    let leave = access::seen_on::<TakeOut>(&t.system(), facts).unwrap();
    let whole = Whole { name: "架空市", seal, tell: &|_| () };
    written(conn, &leave, &whole, file.reopen().unwrap()).await.unwrap();
    Parcel::opened(file.reopen().unwrap(), || Ok(WORDS.to_owned().into())).unwrap()
}

fn sealed() -> Seal {
    Seal::Passphrase { words: WORDS.to_owned().into(), work: 2 }
}

async fn hanayo(t: &TestApp) {
    let system = &t.system();
    t.write(|mut tx| async move {
        let about = PersonFacts::new_at("mei1".into());
        let permit = access::permit::<persons::Register>(&mut tx, system, &about)?;
        let name = "架空 花世".into();
        let new = NewPerson { name, ..NewPerson::blank("mei1".into()) };
        persons::register(&mut tx, permit, &new).await?;
        Ok((tx, ()))
    })
    .await
    .unwrap();
}

/// Everything that a parcel says, in all its files.
fn all(parcel: &mut Parcel) -> String {
    let files = parcel.manifest().files.clone();
    files
        .iter()
        .map(|says| String::from_utf8_lossy(&parcel.content(&says.file)).into_owned())
        .collect()
}

#[tokio::test]
async fn without_a_passphrase_nothing_leaves_that_was_sealed_and_what_stays_is_said() {
    each_database(async |t| {
        hanayo(&t).await;
        let mut open = packed(&t, Seal::None).await;
        open.look_through().unwrap();
        let (said, manifest) = (all(&mut open), open.manifest().clone());
        assert!(!said.contains("花世") && !said.contains("$argon2"));
        assert!(!manifest.names && !manifest.files.iter().any(|f| f.file == "keys.json"));
        let missing = |table: &str| {
            let table = manifest.tables.iter().find(|one| one.table == table).unwrap();
            let missing = table.missing.iter().map(|m| (m.column.as_str(), m.cells));
            missing.collect::<Vec<_>>()
        };
        assert_eq!(missing("persons"), [("name", 1), ("kana", 1), ("name_index", 1)]);
        assert_eq!(missing("logins"), [("password_hash", 11)]);
        assert_eq!(missing("person_keys"), [("wrapped", 1)]);
        assert!(manifest.left_out.iter().any(|out| out.table == "sessions" && out.why.len() > 9));

        let mut closed = packed(&t, sealed()).await;
        closed.look_through().unwrap();
        let said = all(&mut closed);
        assert!(said.contains("\"name\":\"架空 花世\"") && said.contains("$argon2"));
    })
    .await;
}

#[tokio::test]
async fn all_of_it_is_of_one_moment() {
    each_database(async |t| {
        let mut conn = t.app.db().snapshot(&t.municipality).await.unwrap();
        let persons = "select cast(count(*) as bigint) from persons where municipality_id = $m";
        assert_eq!(Query::of(persons, ()).count(&mut conn).await.unwrap(), 0);
        hanayo(&t).await;
        let mut parcel = packed_as_seen(&t, &mut conn, sealed()).await;
        assert!(!all(&mut parcel).contains("花世"));
        assert!(all(&mut packed(&t, sealed()).await).contains("花世"));
    })
    .await;
}

#[tokio::test]
async fn a_municipality_leaves_with_its_own_rows_alone() {
    each_database(async |t| {
        let mut parcel = packed(&t, sealed()).await;
        let rows = |parcel: &Parcel, table: &str| {
            parcel.manifest().tables.iter().find(|one| one.table == table).unwrap().rows
        };
        assert_eq!((rows(&parcel, "municipalities"), rows(&parcel, "logins")), (1, 11));
        let said = all(&mut parcel);
        assert!(said.contains(&t.login(Cast::Auditor)));
        assert!(said.lines().all(|line| !line.starts_with("{\"municipality_id\":\"")
            || line.contains(t.municipality.as_str())));
    })
    .await;
}

#[tokio::test]
async fn people_open_the_same_tables_in_excel_and_read_there_what_is_missing() {
    each_database(async |t| {
        hanayo(&t).await;
        let mut parcel = packed(&t, sealed()).await;
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(parcel.content("tables.xlsx"))).unwrap();
        let names = book.sheet_names();
        assert_eq!(names[0], "この書き出しについて");
        assert_eq!(names.len(), parcel.manifest().tables.len() + 1);
        for says in &parcel.manifest().tables {
            let sheet = book.worksheet_range(&says.table).unwrap();
            assert_eq!(sheet.height() as u64, says.rows + 1, "{}", says.table);
            let heads = sheet.rows().next().unwrap().iter().map(ToString::to_string);
            assert!(heads.eq(says.columns.iter().map(|c| c.name.clone())), "{}", says.table);
        }
        let persons = book.worksheet_range("persons").unwrap();
        let row = persons.rows().nth(1).unwrap();
        assert!(row.contains(&Data::String("架空 花世".into())), "{row:?}");
        let about = book.worksheet_range("この書き出しについて").unwrap();
        let about: Vec<String> = about.used_cells().map(|(.., cell)| cell.to_string()).collect();
        assert!(about.iter().any(|cell| cell == "sessions"), "{about:?}");
        assert!(about.iter().any(|cell| cell.contains("架空市")), "{about:?}");
    })
    .await;
}

/// Without names the municipality does not leave, for one case's sake.
async fn not_sealed(t: &TestApp) {
    let facts = EverythingFacts { municipality: t.municipality.clone() };
    let leave = access::seen_on::<TakeOut>(&t.system(), facts).unwrap();
    let mut conn = t.app.db().snapshot(&t.municipality).await.unwrap();
    let file = tempfile::tempfile().unwrap();
    let whole = Whole { name: "架空市", seal: Seal::None, tell: &|_| () };
    let refused = written(&mut conn, &leave, &whole, file).await.unwrap_err().to_string();
    assert!(refused.contains("事例 1件に、まだ封がされていません"), "{refused}");
}

#[tokio::test]
async fn words_that_are_not_sealed_yet_do_not_leave_without_names() {
    each_database(async |t| {
        hanayo(&t).await;
        t.write(|mut tx| async move {
            Query::of(
                "insert into cases (municipality_id, id, center_id, person_id, presenter_name, kind_id,
                        label, title, status, registered_on, age_band, sex, care_level, household, consent,
                        consent_basis, form_version, return_reason, close_reason, version)
                 select $m, 'old', center_id, id, '', '', 'a', '花世さんのこと', '', '', '', '', '', '', '', '', 1, '', '', 1
                   from persons where municipality_id = $m",
                (),
            )
            .run(&mut tx)
            .await?;
            Ok((tx, ()))
        })
        .await
        .unwrap();
        not_sealed(&t).await;

        // Nor where only the reason for which it was put off stands in the open.
        t.write(|mut tx| async move {
            let words = "update cases set words = words_of.sealed
                           from (select id, name as sealed from persons where municipality_id = $m) words_of
                          where municipality_id = $m and words_of.id = person_id";
            let review = "insert into case_reviews (municipality_id, id, case_id, meeting_id, conference_id, number,
                                label, status, reason, summary, policy, learning, candidate, version, unit_id)
                          select $m, 'old', 'old', '', '', 1, '', 'postponed', '花世さんの都合', '', '', '', '', 1, ''
                            from municipalities where id = $m";
            for statement in [words, review] {
                Query::of(statement, ()).run(&mut tx).await?;
            }
            Ok((tx, ()))
        })
        .await
        .unwrap();
        not_sealed(&t).await;
    })
    .await;
}

#[tokio::test]
async fn nobody_takes_everything_by_a_page() {
    each_database(async |t| {
        for who in [Cast::CityOfficer, Cast::Auditor] {
            let facts = EverythingFacts { municipality: t.municipality.clone() };
            assert!(access::seen_on::<TakeOut>(t.actor(who), facts).is_err());
        }
    })
    .await;
}

#[tokio::test]
async fn a_file_is_never_written_over_and_a_passphrase_is_a_good_one_that_nobody_else_reads() {
    let home = Place::founded(Kind::Sqlite).await;
    let file = home.path("all.age");
    let refused = async |words| {
        let done = commands::export_all(home.config.clone(), None, &file, words).await;
        done.unwrap_err().to_string()
    };
    for (weak, why) in [("みじかい", "13文字以上"), ("aaaaaaaaaaaaaaa", "推測されやすい")]
    {
        home.chooses(weak);
        let sentence = refused(Some(home.words())).await;
        assert!(sentence.contains(why), "{sentence}");
    }
    home.chooses(WORDS);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;

        let others = fs::Permissions::from_mode(0o644);
        fs::set_permissions(home.path("words"), others).unwrap();
        assert!(refused(Some(home.words())).await.contains("chmod 600"));
        home.chooses(WORDS);
    }
    assert!(!file.exists());
    home.export("all.age").await;
    let before = fs::read(&file).unwrap();
    assert!(refused(Some(home.words())).await.contains("すでにあります"));
    assert_eq!(fs::read(&file).unwrap(), before);
    #[cfg(unix)]
    assert_eq!(
        std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&file).unwrap().permissions())
            & 0o777,
        0o600
    );
    let left: Vec<_> =
        fs::read_dir(home.folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left.len(), 3, "the data, the words and the file: {left:?}");
}
