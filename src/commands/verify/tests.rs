use super::*;
use crate::{
    on,
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

        let m = t.municipality.as_str();
        let mut conn = t.app.db().read().await.unwrap();
        let (row,): (String,) = on!(conn, c => sqlx::query_as(
            "select id from events where municipality_id = $1 order by id limit 1")
            .bind(m)
            .fetch_one(c))
        .unwrap();
        drop(conn);
        let altered = &row;
        t.app
            .db()
            .write(|mut tx| async move {
                on!(tx, run sqlx::query(
                    "update events set actor = 'nobody' where municipality_id = $1 and id = $2")
                    .bind(m)
                    .bind(altered))?;
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
