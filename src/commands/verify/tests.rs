use super::*;
use crate::{
    db::{Pairs, Query},
    testing::{TestApp, each_database},
};

async fn told(t: &TestApp) -> String {
    let all = histories(&t.app).await.unwrap();
    let (municipality, found) = all.iter().find(|(one, _)| one.id == t.municipality).unwrap();
    assert!(found.checked > 5, "hiring the cast is history");
    words(municipality, found)
}

#[tokio::test]
async fn an_altered_row_of_history_is_named() {
    each_database(async |t| {
        assert!(told(&t).await.ends_with("すべて書かれたときのままです。"));

        let row: String =
            Query::of("select id from events where municipality_id = $m order by id limit 1", ())
                .one(&mut t.read().await)
                .await
                .unwrap();
        let altered = &row;
        t.write(|mut tx| async move {
            Query::of(
                "update events set actor = 'nobody' where municipality_id = $m and id = $1",
                altered,
            )
            .run(&mut tx)
            .await?;
            Ok((tx, ()))
        })
        .await
        .unwrap();

        let words = told(&t).await;
        assert!(words.contains("うち 1行が、書かれたときと違います。"), "{words}");
        assert!(words.contains(&row), "{words}");
    })
    .await;
}

#[tokio::test]
async fn both_forms_of_a_row_are_sealed_with_all_that_they_say() {
    each_database(async |t| {
        // As it was written before rows said more.
        let keys = t.read().await.keys().clone();
        let fields = ["e-1", "5", "someone", "read", "case", "c-1", "{}"];
        let mac = keys.event_mac(&[&[t.municipality.as_str()][..], &fields].concat());
        let row = &Pairs::new()
            .set("id", "e-1")
            .set("at", 5)
            .set("actor", "someone")
            .set("action", "read")
            .set("subject_kind", "case")
            .set("subject_id", "c-1")
            .set("detail", "{}")
            .set("mac", &mac);
        t.write(|mut tx| async move {
            Query::insert("events", row.clone()).run(&mut tx).await?;
            Ok((tx, ()))
        })
        .await
        .unwrap();
        assert!(told(&t).await.ends_with("すべて書かれたときのままです。"));

        let newest: String =
            Query::of("select id from events where municipality_id = $m and form = 2 limit 1", ())
                .one(&mut t.read().await)
                .await
                .unwrap();
        for id in ["e-1", &newest] {
            for column in ["keeper", "went_from", "went_to", "whence", "permission"] {
                let before: String = written(&t, id, column, "else").await;
                let words = told(&t).await;
                assert!(words.contains("うち 1行") && words.contains(id), "{column}: {words}");
                written(&t, id, column, &before).await;
            }
            assert!(told(&t).await.ends_with("すべて書かれたときのままです。"));
        }
    })
    .await;
}

/// Writes something else into a cell of history; what stood there.
async fn written(t: &TestApp, id: &str, column: &'static str, text: &str) -> String {
    t.write(|mut tx| async move {
        let before = Query::of("select ", ())
            .push(column)
            .with(" from events where municipality_id = $m and id = $1", id)
            .one::<String>(&mut tx)
            .await?;
        let changed = Query::update("events", Pairs::new().set(column, text));
        changed.with(" and id = $1", id).change_one(&mut tx).await?;
        Ok((tx, before))
    })
    .await
    .unwrap()
}
