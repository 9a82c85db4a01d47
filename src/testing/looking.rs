//! What tests look at beside pages: which statements were run, what stands in the open, what a search finds.

use super::{Answer, Cast, TestApp};
use crate::{
    db::{Reading, Table, Value},
    indexing,
    jobs::Whose,
};

impl TestApp {
    /// How many statements a page takes whose like was opened before.
    pub async fn statements_of(&self, who: Cast, path: &str) -> usize {
        self.get(who, path).await.expect(200);
        self.app.db().statements();
        self.get(who, path).await.expect(200);
        self.app.db().statements().len()
    }

    /// The columns of the test's municipality in which these words stand in the open.
    pub async fn stand_open(&self, words: &str) -> Vec<String> {
        let mut conn = self.read().await;
        let mut found = Vec::new();
        for table in Table::all(&mut conn).await.expect("the tables") {
            if table.place("municipality_id").is_none() {
                continue;
            }
            let reading = Reading { whose: "t.municipality_id = $1", beside: None };
            let look = |row: Vec<Value>, _| {
                for (column, value) in table.columns.iter().zip(row) {
                    let bytes = match value {
                        Value::Text(Some(text)) => text.into_bytes(),
                        Value::Bytes(Some(bytes)) => bytes,
                        _ => continue,
                    };
                    if bytes.windows(words.len()).any(|part| part == words.as_bytes()) {
                        found.push(format!("{}.{}", table.name, column.name));
                    }
                }
                Ok(())
            };
            table.each(&mut conn, &reading, look).await.expect("the rows");
        }
        found
    }

    /// Has what changed be found.
    pub async fn index(&self) {
        let whose = Whose::Of(self.municipality.clone());
        indexing::keep_up(&self.app, &whose).await.expect("the index");
    }

    /// Types words into a page's box, and opens the page that they lead to.
    pub async fn search(&self, who: Cast, page: &str, words: &str) -> Answer {
        self.index().await;
        let led = self.post(who, "/words", &[("to", page), ("q", words)]).await.expect(303);
        self.get(who, led.location()).await
    }
}
