//! What leaves with everything knows each sealed column, and says of each table what becomes of it.

use std::{collections::BTreeSet, fs};

use regex::Regex;

use super::{files, generated, is_test, root};
use crate::{
    db::{Holds, Table},
    everything::{ANEW, LEFT_OUT, SEALED, left_out, reading, with_names},
    testing::each_database,
};

/// Every declared sealed column, as `table.column`.
fn sealed() -> BTreeSet<String> {
    let columns =
        SEALED.iter().flat_map(|s| s.columns.iter().map(move |column| (s.table, *column)));
    columns.chain([ANEW]).map(|(table, column)| format!("{table}.{column}")).collect()
}

#[tokio::test]
async fn every_column_of_bytes_is_known_to_be_sealed_and_whose_rows_are_is_known_of_every_table() {
    each_database(async |t| {
        let tables = Table::all(&mut t.read().await).await.unwrap();
        let (mut known, mut unknown) = (sealed(), Vec::new());
        for table in tables.iter().filter(|table| left_out(&table.name).is_none()) {
            if reading(table).is_none() {
                unknown.push(format!("whose are the rows of {}?", table.name));
            }
            for column in &table.columns {
                let name = format!("{}.{}", table.name, column.name);
                if !known.remove(&name) && column.holds == Holds::Bytes {
                    unknown.push(format!("is {name} sealed, and under whose key?"));
                }
            }
        }
        assert!(
            unknown.is_empty(),
            "say it in src/everything/declared.rs:\n{}",
            unknown.join("\n")
        );
        assert!(known.is_empty(), "declared and not there: {known:?}");
        let there = |name: &str| tables.iter().any(|table| table.name == name);
        assert!(LEFT_OUT.iter().all(|(name, _)| there(name)), "{LEFT_OUT:?}");
    })
    .await;
}

#[test]
fn every_cell_that_the_code_seals_is_declared() {
    let cell = Regex::new(r#"Cell \{\s*table: "(\w+)",\s*column(?:: ("?)(\S+?)"?)?,"#).unwrap();
    let (sealed, mut found, mut unknown) = (sealed(), 0, Vec::new());
    for file in files(&root().join("src"), ".rs") {
        if is_test(file.strip_prefix(root()).unwrap()) {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        for cell in cell.captures_iter(text) {
            found += 1;
            let (table, named) = (&cell[1], cell.get(2).is_some_and(|quote| !quote.is_empty()));
            let known = match (left_out(table), named) {
                (Some(_), _) => true,
                (None, true) => sealed.contains(&format!("{table}.{}", &cell[3])),
                // Which columns, the schema knows.
                (None, false) => SEALED.iter().any(|s| s.table == table),
            };
            if !known {
                unknown.push(format!("{}: {}", file.display(), &cell[0]));
            }
        }
    }
    assert!(found >= 9, "the test finds the cells: {found}");
    assert!(unknown.is_empty(), "say it in src/everything/declared.rs:\n{}", unknown.join("\n"));
}

#[tokio::test]
async fn the_list_of_what_leaves_is_printed() {
    let page = std::sync::Mutex::new(String::new());
    each_database(async |t| {
        let mut out = String::from(
            "# すべての書き出しに入るもの\n\n`tsumugi export --all` の `tables/` にある表と列。表の一覧はデータベースから、\
             封の印は src/everything/declared.rs から作られる。\n\n\
             封: 氏名などを含む書き出し(`--with-names`)にだけ、開いて入る。名: 封はないが、そこにだけ入る。無: どの書き出しにも入らない。\n\n\
             | 表 | 列 |\n|---|---|\n",
        );
        let sealed = sealed();
        let tables = Table::all(&mut t.read().await).await.unwrap();
        for table in tables.iter().filter(|table| left_out(&table.name).is_none()) {
            let columns = table.columns.iter().map(|column| {
                let name = format!("{}.{}", table.name, column.name);
                let mark = match with_names(&table.name, &column.name) {
                    _ if (table.name.as_str(), column.name.as_str()) == ANEW => "(無)",
                    _ if sealed.contains(&name) => "(封)",
                    Some(_) => "(名)",
                    None => "",
                };
                format!("{}{mark}", column.name)
            });
            out += &format!("| {} | {} |\n", table.name, columns.collect::<Vec<_>>().join("、"));
        }
        out += "\n## どの書き出しにも入らない表\n\n";
        for (table, why) in LEFT_OUT {
            out += &format!("- `{table}`: {why}\n");
        }
        let mut page = page.lock().unwrap();
        assert!(page.is_empty() || *page == out, "both databases say the same");
        *page = out;
    })
    .await;
    generated("export.md", &page.into_inner().unwrap());
}
