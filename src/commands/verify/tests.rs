use super::*;
use crate::{
    db::Query,
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
