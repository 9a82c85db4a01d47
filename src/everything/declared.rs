//! What the schema cannot say of itself: which columns are sealed and under whose key, which travel only where names do,
//! which tables stay behind, and whose the rows of tables are that are no municipality's.

use crate::db::{Reading, Table};

/// Columns that are sealed in the same way.
#[derive(Clone, Copy, Debug)]
pub struct Sealed {
    pub table: &'static str,
    pub columns: &'static [&'static str],
    /// The columns whose values, joined by `/`, are the id in the associated data.
    pub id: &'static [&'static str],
    pub under: Under,
    pub says: Says,
}

/// Whose key sealed columns lie under.
#[derive(Clone, Copy, Debug)]
pub enum Under {
    /// The database's.
    Database,
    /// That of the person whose id this column holds.
    Person(&'static str),
    /// That of the person whom the case is about whose id this column holds.
    PersonOfCase(&'static str),
}

/// What is inside a sealed column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    Text,
    Bytes,
}

/// Every sealed column.
pub const SEALED: &[Sealed] = &[
    Sealed {
        table: "persons",
        columns: &["name", "kana", "born", "address", "insured_number"],
        id: &["id"],
        under: Under::Person("id"),
        says: Says::Text,
    },
    Sealed {
        table: "cases",
        columns: &["words"],
        id: &["id"],
        under: Under::Person("person_id"),
        says: Says::Text,
    },
    Sealed {
        table: "case_sheets",
        columns: &["named_sheet"],
        id: &["case_id"],
        under: Under::PersonOfCase("case_id"),
        says: Says::Text,
    },
    Sealed {
        table: "attachments",
        columns: &["named_title"],
        id: &["id"],
        under: Under::PersonOfCase("subject_id"),
        says: Says::Text,
    },
    Sealed {
        table: "attachments",
        columns: &["content"],
        id: &["id"],
        under: Under::PersonOfCase("subject_id"),
        says: Says::Bytes,
    },
    Sealed {
        table: "ledger_versions",
        columns: &["sealed"],
        id: &["record_id"],
        under: Under::Person("person_id"),
        says: Says::Text,
    },
    Sealed {
        table: "files",
        columns: &["content"],
        id: &["id"],
        under: Under::Database,
        says: Says::Bytes,
    },
    Sealed {
        table: "imports",
        columns: &["file_name", "answers"],
        id: &["id"],
        under: Under::Database,
        says: Says::Text,
    },
    Sealed {
        table: "import_readings",
        columns: &["answers"],
        id: &["center_id", "kind", "shape"],
        under: Under::Database,
        says: Says::Text,
    },
    Sealed {
        table: "saved_filters",
        columns: &["content"],
        id: &["id"],
        under: Under::Database,
        says: Says::Text,
    },
];

/// The keys of persons. None leaves: what lay under one is opened, and lies under a new one where it comes in.
pub const ANEW: (&str, &str) = ("person_keys", "wrapped");

/// Plain columns that leave only where names do, each with the reason.
pub const WITH_NAMES: &[(&str, &str, &str)] = &[
    ("logins", "password_hash", "パスワードのもとになる値なので"),
    ("persons", "name_index", "同じ氏名の人を結びつけられるので"),
    ("persons", "number_index", "同じ番号の人を結びつけられるので"),
];

/// Tables that are in no export, each with the reason.
pub const LEFT_OUT: &[(&str, &str)] = &[
    (
        "data_keys",
        "データベースの鍵。氏名などを含む書き出しでは、開いたものが keys.json にあります",
    ),
    ("drafts", "まだ保存していない書きかけ。14日で消えます"),
    ("job_leases", "動いている処理の途中の様子"),
    ("jobs", "処理の順番待ちと結果。新しい置き場所で頼み直します"),
    ("sessions", "サインインしている間だけのもの"),
    ("sign_in_attempts", "サインインの失敗の一時の数"),
    ("sign_in_places", "最近どこからサインインしたかの、読めない形の控え"),
    ("texts", "検索のための写し。新しい置き場所で作り直します"),
    ("texts_marks", "検索のための写しがどこまでできているか"),
    ("undos", "直前の操作を取り消すための控え。10分で使えなくなり、その日のうちに消えます"),
    ("typed_words", "検索した言葉。1日で消えます"),
];

/// The tables whose rows do not name their municipality, and which rows are its.
const BELONGING: &[(&str, &str)] = &[
    ("municipalities", "t.id = $1"),
    ("logins", "t.id in (select a.login_id from accounts a where a.municipality_id = $1)"),
];

/// How cases were written that housekeeping has not sealed yet: their plain columns may name people.
pub const NOT_SEALED_YET: &str = "select cast(count(*) as bigint)
           from cases c
           join person_keys k on k.municipality_id = c.municipality_id and k.person_id = c.person_id
          where c.municipality_id = $m
            and (c.words is null or exists (
                    select 1
                      from case_reviews r
                     where r.municipality_id = c.municipality_id and r.case_id = c.id and r.reason <> ''))";

/// The keys of persons: their id, twice, and the key.
pub const KEYS_OF_PERSONS: &str = "select k.person_id, k.person_id, k.wrapped
           from person_keys k
          where k.municipality_id = $m and k.person_id in ";

/// The keys of the persons of cases: the case's id, the person's, and the key.
pub const KEYS_OF_CASES: &str = "select c.id, k.person_id, k.wrapped
           from cases c
           join person_keys k on k.municipality_id = c.municipality_id and k.person_id = c.person_id
          where c.municipality_id = $m and c.id in ";

impl Under {
    /// The joins that find the key beside a row.
    fn joins(self) -> Option<String> {
        let (case, person) = match self {
            Under::Database => return None,
            Under::Person(column) => (String::new(), format!("t.{column}")),
            Under::PersonOfCase(column) => (
                format!(
                    "left join cases c on c.municipality_id = t.municipality_id and c.id = t.{column} "
                ),
                "c.person_id".to_owned(),
            ),
        };
        Some(format!(
            "{case}left join person_keys k on k.municipality_id = t.municipality_id and k.person_id = {person}"
        ))
    }
}

/// How a column of a table is sealed; none where it is not.
pub fn sealed(table: &str, column: &str) -> Option<&'static Sealed> {
    SEALED.iter().find(|s| s.table == table && s.columns.contains(&column))
}

/// Why a table is in no export; none where it is.
pub fn left_out(table: &str) -> Option<&'static str> {
    LEFT_OUT.iter().find(|(name, _)| *name == table).map(|(_, why)| *why)
}

/// Why a column leaves only where names do; none where it always does.
pub fn with_names(table: &str, column: &str) -> Option<&'static str> {
    let found = WITH_NAMES.iter().find(|(t, c, _)| *t == table && *c == column);
    found.map(|(_, _, why)| *why)
}

/// Which rows of a table are a municipality's, with the keys that they lie under beside them; none for a table that nobody
/// has said of whose its rows are.
pub fn reading(table: &Table) -> Option<Reading> {
    let whose = match table.place("municipality_id") {
        Some(_) => "t.municipality_id = $1",
        None => BELONGING.iter().find(|(name, _)| *name == table.name)?.1,
    };
    let joins = SEALED.iter().find(|s| s.table == table.name).and_then(|s| s.under.joins());
    Some(Reading { whose, beside: joins.map(|joins| ("k.person_id, k.wrapped", joins)) })
}
