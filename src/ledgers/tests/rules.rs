//! Who may know of what: the rule, the list and the words that each reader sees.

use super::*;
use crate::{
    access::{self, Actor},
    db::Query,
    fields::Answer,
    forms::Answers,
    id::EntryId,
    ledgers::{
        commands::{self, NewEntry},
        entry::Written,
        rules::{EntryFacts, LedgerAction, reach},
        store::{self, BY_TITLE, Filter},
    },
    testing::each_database,
};

const READERS: [Cast; 6] = [
    Cast::CityOfficer,
    Cast::CenterStaff,
    Cast::OtherCenterStaff,
    Cast::Coordinator,
    Cast::SupportDoctor,
    Cast::CarePresenter,
];

/// A ledger that one circle alone reads, with a centre and an assignee.
fn read_by(circle: &str) -> String {
    format!(
        r#"
[[ledgers]]
key = "papers"
name = "綴り"
read = ["{circle}"]
write = ["city"]
[[ledgers.sections]]
key = "paper"
title = "綴り"
fields = [
  {{ key = "name", label = "名前", kind = "text", role = "title" }},
  {{ key = "center", label = "センター", kind = "ref", to = "center", role = "center" }},
  {{ key = "area", label = "圏域", kind = "ref", to = "area", role = "area" }},
  {{ key = "who", label = "担当", kind = "ref", to = "account", role = "assignee" }},
]
"#
    )
}

async fn paper(t: &TestApp, structure: &Structure, said: &[(&str, &str)]) -> EntryId {
    let ledger = store::kept(structure, &"papers".into()).unwrap();
    let mut answers = Answers::default();
    for (key, value) in said {
        answers.set(key, Answer::Text((*value).to_owned()));
    }
    let actor = Actor::system(t.municipality.clone(), "tests");
    let new = &NewEntry {
        written: Written { ledger, answers, personal: false, asked: None },
        parent: None,
        since: None,
    };
    let actor = &actor;
    t.write(|mut tx| async move {
        let id = commands::register(&mut tx, actor, new).await?;
        Ok((tx, id))
    })
    .await
    .unwrap()
}

/// Takes every record out again.
async fn forget_records(t: &TestApp) {
    t.write(|mut tx| async move {
        for table in ["ledger_values", "ledger_versions", "ledger_records"] {
            let gone = Query::of("delete from ", ()).push(table);
            gone.with(" where municipality_id = $m", ()).run(&mut tx).await?;
        }
        Ok((tx, ()))
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn a_list_holds_what_the_rule_says_for_every_circle() {
    each_database(async |t| {
        for circle in access::Circle::ALL {
            if *circle == access::Circle::Secretariat {
                continue;
            }
            let structure = structure(&read_by(circle.code()));
            t.install(&structure).await;
            let account = t.actor(Cast::SupportDoctor).seat().unwrap().account.to_string();
            let areas: Vec<String> = structure.areas.iter().map(|area| area.key.clone()).collect();
            let mut all = vec![paper(&t, &structure, &[("name", "市全体")]).await];
            all.push(paper(&t, &structure, &[("name", "明1"), ("center", "mei1")]).await);
            all.push(paper(&t, &structure, &[("name", "担当"), ("who", &account)]).await);
            for area in areas.iter().take(3) {
                all.push(paper(&t, &structure, &[("name", area), ("area", area)]).await);
            }
            let ledger = store::kept(&structure, &"papers".into()).unwrap();
            for reader in READERS {
                let (actor, mut conn) = (t.actor(reader), t.read().await);
                let filter = Filter {
                    ledger: ledger.key.clone(),
                    scope: reach(&ledger, actor),
                    state: None,
                    unit: None,
                    retired: false,
                    shared: None,
                    facets: Default::default(),
                    values: Vec::new(),
                    words: String::new(),
                };
                let listed = store::list(&mut conn, &filter, &BY_TITLE.up().all()).await.unwrap();
                let listed: Vec<EntryId> = listed.rows.into_iter().map(|row| row.id).collect();
                for id in &all {
                    let entry = store::find(&mut conn, id).await.unwrap();
                    let facts = EntryFacts::of(&entry, ledger.clone());
                    let may = access::may(LedgerAction::ReadEntry, actor, &facts);
                    let said = format!("{} {} {}", circle.code(), reader.code(), entry.label);
                    assert_eq!(may, listed.contains(id), "{said}");
                }
            }
            forget_records(&t).await;
        }
    })
    .await;
}

#[tokio::test]
async fn two_worlds_that_differ_in_what_a_reader_may_not_see_are_the_same_to_them() {
    each_database(async |t| {
        with_tools(&t).await;
        let page = async |secret: &str| {
            let more =
                [("answer.kind", "chair"), ("answer.area", "mei1"), ("answer.secret", secret)];
            let path = tool(&t, "車いす一号", &more).await;
            let mut seen = Vec::new();
            for address in [
                path.clone(),
                "/ledgers/tools".to_owned(),
                "/ledgers/tools?sort=f4".to_owned(),
                "/ledgers/tools?export=csv".to_owned(),
                "/ledgers/tools?sort=-state".to_owned(),
                "/ledgers/tools?f.secret=x".to_owned(),
            ] {
                let answer = t.get(Cast::CarePresenter, &address).await.expect(200);
                let id = path.rsplit('/').next().unwrap();
                seen.push(answer.text().replace(id, "ID"));
            }
            forget_records(&t).await;
            seen
        };
        let (one, other) = (page("公民館の倉庫").await, page("役場の地下").await);
        assert_eq!(one, other);
        assert!(one.iter().all(|page| !page.contains("置き場所")), "its very heading");
    })
    .await;
}

#[test]
fn a_move_asks_nobody_what_they_may_not_see() {
    let asks =
        ("asks = [\"until\"], who = [\"city\"]", "asks = [\"secret\"], who = [\"presenters\"]");
    let text = matsudo_with(&TOOLS.replace(asks.0, asks.1));
    let refusals = Preset::parse("matsudo.toml", &text).unwrap_err();
    let said: Vec<String> = refusals.iter().map(ToString::to_string).collect();
    let sentence =
        "尋ねる欄「置き場所」を、する人（who）の「事例提供者(ケアマネジャー)」は見られません";
    assert!(said.iter().any(|one| one.contains(sentence)), "{said:?}");
}
