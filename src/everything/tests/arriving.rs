//! What comes in: equal row by row, or nothing.

use std::io::{Read, Seek, SeekFrom, Write};

use base64::{Engine, engine::general_purpose::STANDARD};

use super::*;
use crate::{crypt::Cell, db::Pairs, demo, events, files};

/// What the demo's people did not do: files that wait, and a person whose key was destroyed.
async fn add_to(place: &Place) {
    let app = place.app().await;
    let m = &MunicipalityId::from(CITY);
    app.db()
        .write(m, |mut tx| async move {
            let sealed = |column, said: &str| {
                tx.keys().seal(Cell { table: "imports", column, id: "sent" }, said.as_bytes())
            };
            let import = Pairs::new()
                .set("id", "sent")
                .set("kind", "cases")
                .set("file_name", sealed("file_name", "架空花子.xlsx")?)
                .set("answers", sealed("answers", "{}")?)
                .set("status", "waiting")
                .set("counts", "{}")
                .set("account_id", "a")
                .set("account_name", "試験")
                .set("created_at", 1);
            let cell = Cell { table: "import_readings", column: "answers", id: "/cases/abc" };
            let reading = Pairs::new()
                .set("center_id", "")
                .set("kind", "cases")
                .set("shape", "abc")
                .set("answers", tx.keys().seal(cell, b"{}")?);
            let cell = Cell { table: "saved_filters", column: "content", id: "saved" };
            let filter = Pairs::new()
                .set("id", "saved")
                .set("account_id", "a")
                .set("seat", "center_staff mei1")
                .set("path", "/cases")
                .set("shared", true)
                .set("content", tx.keys().seal(cell, br#"{"name":"x","narrowed":[]}"#)?);
            Query::insert("saved_filters", filter).run(&mut tx).await?;
            let owner = files::Owner { kind: "import", id: "sent" };
            files::keep(&mut tx, owner, "import", "text/csv", b"\x00\xff not text").await?;
            Query::insert("imports", import).run(&mut tx).await?;
            Query::insert("import_readings", reading).run(&mut tx).await?;
            Query::of(
                "delete from person_keys
                  where municipality_id = $m
                    and person_id = (select min(person_id) from person_keys where municipality_id = $m)",
                (),
            )
            .run(&mut tx)
            .await?;
            let (case, person, wrapped) = Query::of(
                "select c.id, k.person_id, k.wrapped
                   from cases c
                   join person_keys k on k.municipality_id = c.municipality_id and k.person_id = c.person_id
                  where c.municipality_id = $m
                  order by c.id limit 1",
                (),
            )
            .one::<(String, String, Vec<u8>)>(&mut tx)
            .await?;
            let key = tx.keys().person_key(&person, &wrapped)?;
            let cell = |column| Cell { table: "attachments", column, id: "lies" };
            let attachment = Pairs::new()
                .set("id", "lies")
                .set("subject_kind", "case")
                .set("subject_id", case)
                .set("kind", "photo")
                .set("media_kind", "png")
                .set("bytes", 4)
                .set("title", "")
                .set("named_title", key.seal(cell("named_title"), "架空花子の玄関")?)
                .set("content", key.seal_bytes(cell("content"), b"\x89PNG")?)
                .set("added_by_id", "a")
                .set("added_at", 1);
            Query::insert("attachments", attachment).run(&mut tx).await?;
            let cell = Cell { table: "ledger_versions", column: "sealed", id: "spoken" };
            let version = Pairs::new()
                .set("record_id", "spoken")
                .set("number", 1)
                .set("ledger_id", "consultations")
                .set("since", "2025-11-20")
                .set("from_day", "2025-11-20")
                .set("replaced", false)
                .set("state_id", "")
                .set("move_id", "")
                .set("answers", "{}")
                .set("sealed", key.seal(cell, r#"{"name":"架空花子"}"#)?)
                .set("person_id", &person)
                .set("by_id", "a")
                .set("by_name", "a")
                .set("at", 1);
            Query::insert("ledger_versions", version).run(&mut tx).await?;
            // One cell was damaged.
            Query::of(
                "update persons set address = $1
                  where municipality_id = $m
                    and id = (select max(id) from persons where municipality_id = $m)",
                vec![1_u8, 2, 3],
            )
            .run(&mut tx)
            .await?;
            Ok((tx, ()))
        })
        .await
        .unwrap();
    app.db().close().await;
}

/// All that is not equal, as the lines that only one of the two has.
fn differences(one: &Lines, other: &Lines) -> Vec<(String, Vec<String>)> {
    assert!(one.keys().eq(other.keys()));
    let differing = one.iter().filter(|(table, lines)| other[*table] != **lines);
    let lines = |(table, lines): (&String, &BTreeSet<String>)| {
        (table.clone(), lines.symmetric_difference(&other[table]).cloned().collect())
    };
    differing.map(lines).collect()
}

#[tokio::test]
async fn everything_arrives_in_the_other_database_and_comes_back_as_it_was() {
    let (app, folder, _) = demo::tests::world().await;
    app.db().close().await;
    let home = Place::at(folder.path().to_owned(), String::new(), folder);
    add_to(&home).await;
    let first = home.export("first.age").await;
    let there = Place::empty(Kind::Postgres).await;
    there.import(&first).await;
    let second = there.export("second.age").await;
    let back = Place::empty(Kind::Sqlite).await;
    back.import(&second).await;
    let third = back.export("third.age").await;

    let (first, second, third) = (lines(&first), lines(&second), lines(&third));
    for sealed in SEALED {
        for column in sealed.columns {
            let says = format!("\"{column}\":\"");
            let said = first[sealed.table].iter().any(|line| line.contains(&says));
            assert!(said || *column == "address" || *column == "insured_number", "{sealed:?}");
        }
    }
    let nameless =
        |lines: &Lines| lines["persons"].iter().filter(|line| !line.contains("\"name\":")).count();
    assert_eq!((nameless(&first), nameless(&third)), (1, 1), "who was forgotten stays forgotten");
    // Each arrival is a row of history more.
    for (one, other) in [(&first, &second), (&second, &third)] {
        let found = differences(one, other);
        let [(table, more)] = &found[..] else { panic!("{found:#?}") };
        assert_eq!((table.as_str(), more.len()), ("events", 1), "{more:#?}");
        assert!(more[0].contains("bring_everything_in"), "{more:#?}");
    }

    for place in [&there, &back] {
        let app = place.app().await;
        let m = MunicipalityId::from(CITY);
        let mut conn = app.db().read(&m).await.unwrap();
        let found = events::verify(&mut conn).await.unwrap();
        assert!(found.broken.is_empty() && found.checked > 1_000, "{found:?}");
        let (index, name): (String, String) = {
            let line = first["persons"].iter().find(|line| line.contains("\"name\":")).unwrap();
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            (row["name_index"].as_str().unwrap().into(), row["name"].as_str().unwrap().into())
        };
        let folded: String = nihon::fold(&name).chars().filter(|c| !c.is_whitespace()).collect();
        assert_eq!(conn.keys().blind_index("persons.name", CITY, &folded), index);
        let left = "select cast(count(*) as bigint) from events
                     where municipality_id = $m and action = 'take_everything_out'";
        let left = Query::of(left, ()).count(&mut conn).await.unwrap();
        assert_eq!(left, 1, "leaving is history where it was left");
        drop(conn);
        app.db().close().await;
    }
    let master = |place: &Place| fs::read(place.config.key_file()).unwrap();
    assert_ne!(master(&home), master(&there), "each place has a key of its own");
}

#[tokio::test]
async fn a_table_that_nobody_named_leaves_and_arrives() {
    const MADE_UP: &str = "create table made_up (
        municipality_id text not null, id text not null, counted bigint, yes boolean not null,
        share double precision, raw bytea, primary key (municipality_id, id))";
    for (from, to) in [(Kind::Sqlite, Kind::Postgres), (Kind::Postgres, Kind::Sqlite)] {
        let (home, there) = (Place::founded(from).await, Place::empty(to).await);
        home.run(&[
            MADE_UP,
            "insert into made_up values ('122076', 'あ\"\n_x000A_😀', 9007199254740993, true, 0.1, null)",
            "insert into made_up values ('122076', 'b', null, false, null, null)",
            "insert into made_up values ('999999', 'of another', 1, false, 1, null)",
        ])
        .await;
        there.run(&[MADE_UP]).await;
        let first = home.export("first.age").await;
        there.import(&first).await;
        let found = lines(&there.export("second.age").await);
        assert_eq!(found["made_up"], lines(&first)["made_up"]);
        let all = found["made_up"].iter().cloned().collect::<Vec<_>>().join("\n");
        assert_eq!(found["made_up"].len(), 2, "{all}");
        assert!(all.contains("9007199254740993") && all.contains("\"share\":0.1"), "{all}");
    }
}

#[tokio::test]
async fn whose_rows_nobody_can_tell_are_not_left_out_in_silence() {
    let home = Place::founded(Kind::Sqlite).await;
    home.run(&["create table nobodys (id text not null primary key)"]).await;
    let file = home.path("all.age");
    let done = commands::export_all(home.config.clone(), None, &file, Some(home.words())).await;
    assert!(done.unwrap_err().to_string().contains("nobodys"));
    assert!(!file.exists());
}

/// A copy of a file with some change.
fn changed(place: &Place, file: &Path, change: impl FnOnce(&mut fs::File)) -> PathBuf {
    let copy = place.path("changed");
    fs::copy(file, &copy).unwrap();
    change(&mut fs::OpenOptions::new().read(true).write(true).open(&copy).unwrap());
    copy
}

#[tokio::test]
async fn what_is_not_as_it_was_written_is_refused_in_a_sentence_and_nothing_is_written() {
    let home = Place::founded(Kind::Sqlite).await;
    let good = home.export("good.age").await;
    let length = fs::metadata(&good).unwrap().len();
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let there = Place::empty(kind).await;
        let flip = |at: u64| {
            move |file: &mut fs::File| {
                let mut byte = [0];
                file.seek(SeekFrom::Start(at)).unwrap();
                file.read_exact(&mut byte).unwrap();
                file.seek(SeekFrom::Start(at)).unwrap();
                file.write_all(&[byte[0] ^ 1]).unwrap();
            }
        };
        for at in [length / 3, length / 2, length - 5] {
            let sentence = there.refuses(&changed(&there, &good, flip(at))).await;
            assert!(sentence.contains("書き出されたときのままではありません"), "{at}: {sentence}");
        }
        for kept in [length / 2, length - 1, 300] {
            let cut = changed(&there, &good, |file| file.set_len(kept).unwrap());
            let sentence = there.refuses(&cut).await;
            assert!(sentence.contains("途中で切れている"), "{kept}: {sentence}");
        }
        let sentence = there.refuses(&home.config.key_file()).await;
        assert!(sentence.contains("書き出したファイルではありません"), "{sentence}");
        let open = there.path("open.zip");
        commands::export_all(home.config.clone(), None, &open, None).await.unwrap();
        let sentence = there.refuses(&open).await;
        assert!(sentence.contains("--with-names"), "{sentence}");
        there.chooses("これは別の合言葉です七つ八つ");
        let sentence = there.refuses(&good).await;
        assert!(sentence.contains("合言葉が違います"), "{sentence}");
        assert_eq!(there.municipalities().await, 0);

        there.chooses(WORDS);
        there.import(&good).await;
        assert_eq!(there.municipalities().await, 1);
        let sentence = there.refuses(&good).await;
        assert!(sentence.contains("空のデータベースだけ"), "{sentence}");
    }
}

/// Packs the files of an export anew, some of them changed.
fn repacked(place: &Place, good: &Path, change: impl Fn(&str, Vec<u8>) -> Vec<u8>) -> PathBuf {
    use crate::everything::parcel::{Packing, Squeezed};

    let mut parcel = opened(good);
    let file = place.path("repacked.age");
    let _ = fs::remove_file(&file);
    let seal = Seal::Passphrase { words: WORDS.to_owned().into(), work: 2 };
    let mut packing = Packing::begin(fs::File::create_new(&file).unwrap(), &seal).unwrap();
    let mut manifest = parcel.manifest().clone();
    for says in manifest.files.clone() {
        packing.start(&says.file, Squeezed::Yes).unwrap();
        packing.write_all(&change(&says.file, parcel.content(&says.file))).unwrap();
        packing.end();
    }
    manifest.files = packing.files().to_vec();
    packing.start("manifest.json", Squeezed::Yes).unwrap();
    let said = change("manifest.json", serde_json::to_vec(&manifest).unwrap());
    packing.write_all(&said).unwrap();
    packing.finish().unwrap();
    file
}

fn replaced(content: Vec<u8>, from: &str, to: &str) -> Vec<u8> {
    let text = String::from_utf8(content).unwrap();
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1).into_bytes()
}

#[tokio::test]
async fn a_file_that_only_looks_right_is_refused_whole() {
    let home = Place::founded(Kind::Sqlite).await;
    let good = home.export("good.age").await;
    let schema = format!("\"schema\":{}", crate::db::newest_migration());
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let there = Place::empty(kind).await;
        for (in_file, from, to, words) in [
            ("manifest.json", schema.as_str(), "\"schema\":9999", "新しい版"),
            ("manifest.json", &schema, "\"schema\":1", "前の版"),
            ("manifest.json", "tsumugi-everything", "else", "ファイルではありません"),
            ("manifest.json", "\"rows\":", "\"rows\":1", "ままではありません"),
            ("tables/events.jsonl", "\"122076\"", "\"999999\"", "ままではありません"),
            ("tables/municipalities.jsonl", "\"122076\"", "\"999999\"", "ままではありません"),
            ("tables/centers.jsonl", "\"sort\":0", "\"sort\":\"a\"", "ままではありません"),
            ("tables/centers.jsonl", "\"sort\":0", "\"sort\":null", "ままではありません"),
            ("tables/centers.jsonl", ",\"sort\":0", "", "ままではありません"),
            ("tables/centers.jsonl", "\"id\"", "\"no\"", "ままではありません"),
            ("keys.json", "\"index\": \"", "\"index\": \"!", "ままではありません"),
        ] {
            let file = repacked(&there, &good, |file, content| {
                if file == in_file { replaced(content, from, to) } else { content }
            });
            let sentence = there.refuses(&file).await;
            assert!(sentence.contains(words), "{from} → {to}: {sentence}");
            assert!(sentence.contains("何も取り込んでいません"), "{sentence}");
        }
        let other = STANDARD.encode([7; 32]);
        let file = repacked(&there, &good, |file, content| {
            if file != "keys.json" {
                return content;
            }
            let mut keys: BTreeMap<String, String> = serde_json::from_slice(&content).unwrap();
            keys.insert("events".into(), other.clone());
            serde_json::to_vec(&keys).unwrap()
        });
        assert!(there.refuses(&file).await.contains("ままではありません"));
        // The same row twice.
        let file = repacked(&there, &good, |file, content| match file {
            "tables/centers.jsonl" => {
                let text = String::from_utf8(content).unwrap();
                let rows: Vec<&str> = text.lines().collect();
                text.replacen(rows[1], rows[0], 1).into_bytes()
            }
            _ => content,
        });
        assert!(there.refuses(&file).await.contains("ままではありません"));
        assert_eq!(there.municipalities().await, 0);
        there.import(&good).await;
    }
}
