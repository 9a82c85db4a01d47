//! What may tell of somebody: sealed for those who keep it, and nothing to anybody else.

use super::*;
use crate::{
    db::Query,
    testing::{Answer, each_database, flat},
};

const CONSULTATIONS: &str = r#"
[[ledgers]]
key = "consultations"
name = "相談の台帳"
one = "相談"
label = "{number}"
number = "相{year}-{number}"
purpose = "consultation"
read = ["city", "centers"]
write = ["own_center", "city"]
keeper = ["own_center"]
states = [{ key = "open", name = "対応中" }, { key = "done", name = "終結", final = true }]
moves = [{ key = "close", label = "終結する", from = ["open"], to = "done", asks = ["gist"], who = ["own_center", "city"] }]
[[ledgers.sections]]
key = "consultation"
title = "相談"
fields = [
  { key = "center", label = "センター", kind = "ref", to = "center", role = "center", required = true },
  { key = "name", label = "氏名", kind = "text", personal = true, required = true },
  { key = "story", label = "聞き取り", kind = "textarea", personal = true },
  { key = "gist", label = "要旨", kind = "text", max = 100 },
]
"#;

const SAID: [(&str, &str); 4] = [
    ("answer.center", "mei1"),
    ("answer.name", "架空野 空子"),
    ("answer.story", "長男の空太と二人で暮らしている"),
    ("answer.gist", "通院の足がない"),
];

async fn consultation(t: &TestApp) -> String {
    t.install(&structure(CONSULTATIONS)).await;
    another(t).await
}

async fn another(t: &TestApp) -> String {
    let made = t.post(Cast::CenterStaff, "/ledgers/consultations", &SAID).await.expect(303);
    made.location().to_owned()
}

async fn see(t: &TestApp, who: Cast, path: &str) -> Answer {
    t.get(who, path).await.expect(200)
}

async fn share(t: &TestApp, path: &str, version: &str) {
    let said = [("version", version), ("share", "yes"), ("seen", "yes")];
    t.post(Cast::CenterStaff, &format!("{path}/shared"), &said).await.expect(303);
}

#[tokio::test]
async fn what_is_sealed_is_its_keepers_and_the_rest_waits_for_them() {
    each_database(async |t| {
        let path = consultation(&t).await;
        let stands = t.stand_open("架空野").await;
        assert!(stands.is_empty(), "{stands:?}");
        let own = see(&t, Cast::CenterStaff, &path).await;
        for words in ["相7-1", "架空野 空子", "長男の空太", "通院の足がない", "封"]
        {
            assert!(own.says(words), "{words}");
        }
        // Nobody else may know of it; a keeper who looks and says so lets them.
        t.get(Cast::OtherCenterStaff, &path).await.expect(404);
        let list = see(&t, Cast::OtherCenterStaff, "/ledgers/consultations").await;
        assert!(!list.says("相7-1"));
        t.get(Cast::OtherCenterStaff, &format!("{path}/shared")).await.expect(404);
        let look = see(&t, Cast::CenterStaff, &format!("{path}/shared")).await;
        assert!(look.says("通院の足がない") && look.says("見えないもの: 氏名、聞き取り"));
        assert!(!look.says("空子") && !look.says("空太"));
        let unseen = [("version", "1"), ("share", "yes")];
        t.post(Cast::CenterStaff, &format!("{path}/shared"), &unseen).await.expect(422);
        t.get(Cast::OtherCenterStaff, &path).await.expect(404);

        share(&t, &path, "1").await;
        let list = see(&t, Cast::OtherCenterStaff, "/ledgers/consultations").await;
        assert!(list.says("相7-1"));
        for who in [Cast::OtherCenterStaff, Cast::CityOfficer] {
            let page = see(&t, who, &path).await;
            assert!(page.says("通院の足がない"));
            assert!(!page.says("空子") && !page.says("空太") && !page.says("氏名"), "{who:?}");
            let edit = t.get(who, &format!("{path}/edit")).await;
            assert!(!edit.says("空子") && !edit.says("聞き取り"));
            let file = see(&t, who, "/ledgers/consultations?export=csv").await;
            assert!(!file.says("空子") && file.says("相7-1"));
        }
    })
    .await;
}

#[tokio::test]
async fn whoever_writes_and_does_not_keep_it_leaves_what_is_sealed_as_it_was() {
    each_database(async |t| {
        let path = consultation(&t).await;
        share(&t, &path, "1").await;
        let said = [
            ("version", "1"),
            ("why", "changed"),
            ("answer.center", "mei1"),
            ("answer.gist", "足を確保した"),
        ];
        // Who keeps nothing cannot write it either, whatever they send.
        let forged = [&said[..], &[("answer.name", "別の人")]].concat();
        t.post(Cast::CityOfficer, &path, &forged).await.expect(303);
        let own = see(&t, Cast::CenterStaff, &path).await;
        assert!(own.says("足を確保した") && own.says("架空野 空子") && !own.says("別の人"));
        // Its words changed, so others wait for its keeper again.
        t.get(Cast::OtherCenterStaff, &path).await.expect(404);
        share(&t, &path, "2").await;

        let renamed = [
            ("version", "2"),
            ("why", "mistaken"),
            ("answer.center", "mei1"),
            ("answer.name", "架空野 そら子"),
            ("answer.story", "長男の空太と二人で暮らしている"),
            ("answer.gist", "足を確保した"),
        ];
        t.post(Cast::CenterStaff, &path, &renamed).await.expect(303);
        let own = see(&t, Cast::CenterStaff, &path).await;
        assert!(own.says("架空野 空子 → 架空野 そら子"));
        let other = see(&t, Cast::OtherCenterStaff, &path).await;
        assert!(
            !other.says("そら子") && !other.says("氏名"),
            "what is sealed changed, not what they see"
        );
        t.post(
            Cast::CityOfficer,
            &format!("{path}/moves/close"),
            &[("version", "3"), ("answer.gist", "足を確保した")],
        )
        .await
        .expect(303);
        let own = see(&t, Cast::CenterStaff, &path).await;
        assert!(own.says("終結") && own.says("架空野 そら子"));
    })
    .await;
}

#[tokio::test]
async fn two_people_of_whom_others_may_not_know_are_the_same_to_them() {
    each_database(async |t| {
        let path = consultation(&t).await;
        share(&t, &path, "1").await;
        let pages =
            ["/ledgers", "/ledgers/consultations", "/ledgers/consultations?export=csv", &path];
        let mut before = Vec::new();
        for page in pages {
            before.push(see(&t, Cast::OtherCenterStaff, page).await.text());
        }
        let id = path.trim_start_matches("/records/").to_owned();
        t.write(|mut tx| {
            let id = id.clone();
            async move {
                // Another name, of another length, under the same key.
                Query::of(
                    "update ledger_versions set sealed = null, person_id = null
                      where municipality_id = $m and record_id = $1",
                    &id,
                )
                .run(&mut tx)
                .await?;
                Ok((tx, ()))
            }
        })
        .await
        .unwrap();
        for (page, before) in pages.iter().zip(before) {
            assert_eq!(see(&t, Cast::OtherCenterStaff, page).await.text(), before, "{page}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_record_whose_key_is_gone_says_so_and_keeps_the_rest() {
    each_database(async |t| {
        let path = consultation(&t).await;
        t.write(|mut tx| async move {
            Query::of("delete from person_keys where municipality_id = $m and person_id in (select record_id from ledger_versions)", ())
                .run(&mut tx)
                .await?;
            Ok((tx, ()))
        })
        .await
        .unwrap();
        let page = see(&t, Cast::CenterStaff, &path).await;
        assert!(page.says("封をした欄を開けません") && page.says("通院の足がない"));
        let edit = see(&t, Cast::CenterStaff, &format!("{path}/edit")).await;
        assert!(!edit.says("聞き取り"), "nobody writes over what they cannot read");
    })
    .await;
}

#[tokio::test]
async fn numbers_are_given_in_turn_to_people_who_register_at_once() {
    each_database(async |t| {
        consultation(&t).await;
        let all = futures_util::future::join_all((0..8).map(|_| another(&t))).await;
        assert_eq!(all.len(), 8);
        let list = see(&t, Cast::CenterStaff, "/ledgers/consultations?sort=number").await;
        for number in 1..=9 {
            assert!(list.says(&format!("相7-{number}")), "{number}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_record_is_taken_out_put_back_and_neither_is_final() {
    each_database(async |t| {
        with_tools(&t).await;
        let chair = [("answer.kind", "chair"), ("answer.area", "mei1")];
        let path = tool(&t, "車いす一号", &chair).await;
        let retirement = format!("{path}/retirement");
        t.post(Cast::CenterStaff, &retirement, &[("retire", "yes")]).await.expect(403);
        let gone = t.post(Cast::CityOfficer, &retirement, &[("retire", "yes")]).await.expect(303);
        let page = t.follow(Cast::CityOfficer, &gone).await.expect(200);
        assert!(page.says("取り下げた記録です") && !page.says("moves/lend"));
        let list = |query: &'static str| format!("/ledgers/tools{query}");
        assert!(!see(&t, Cast::CityOfficer, &list("")).await.says("車いす一号"));
        assert!(see(&t, Cast::CityOfficer, &list("?only=retired")).await.says("車いす一号"));
        // Nothing is written into it meanwhile, and another may take its place.
        let edit = [&[("version", "1"), ("why", "changed"), ("answer.name", "車いす")][..], &chair];
        let refused = t.post(Cast::CityOfficer, &path, &edit.concat()).await.expect(422);
        assert!(refused.says("取り下げてあります"));
        let (undo, words) = gone.takes_back().expect("it can be taken back");
        assert_eq!(words, "取り下げを取り消す");
        t.post(Cast::CityOfficer, &undo, &[]).await.expect(303);
        assert!(see(&t, Cast::CityOfficer, &list("")).await.says("車いす一号"));

        // A move is taken back whole: state, what it asked, and since when.
        let lent = [("version", "1"), ("on", "R7.10.1"), ("answer.until", "R7.10.20")];
        let done = t.post(Cast::CityOfficer, &format!("{path}/moves/lend"), &lent).await;
        let (undo, _) = done.expect(303).takes_back().expect("it can be taken back");
        t.post(Cast::CityOfficer, &undo, &[]).await.expect(303);
        let page = see(&t, Cast::CityOfficer, &path).await;
        assert!(page.says("moves/lend") && !page.says("貸出中") && !page.says("令和7年10月20日"));
    })
    .await;
}

#[tokio::test]
async fn whoever_keeps_records_is_told_which_of_them_others_wait_for() {
    each_database(async |t| {
        let path = consultation(&t).await;
        another(&t).await;
        let today = see(&t, Cast::CenterStaff, "/").await;
        assert!(today.says("ほかの人に見せてよい内容か確かめる") && today.says("相談の台帳 2件"));
        let other = see(&t, Cast::OtherCenterStaff, "/").await;
        assert!(!other.says("相談の台帳"));
        share(&t, &path, "1").await;
        let list = see(&t, Cast::CenterStaff, "/ledgers/consultations?only=waiting").await;
        assert!(list.says("相7-2") && !list.says("相7-1"));
    })
    .await;
}

#[tokio::test]
async fn readers_see_what_was_looked_at_for_them_and_not_how_it_came_about() {
    each_database(async |t| {
        let path = consultation(&t).await;
        let said = |version: &'static str, gist: &'static str| {
            [
                ("version", version),
                ("why", "mistaken"),
                ("answer.center", "mei1"),
                ("answer.name", "架空野 空子"),
                ("answer.gist", gist),
            ]
        };
        // A name that nobody knows here slips into the open words, and is put right before anybody else may look.
        t.post(Cast::CenterStaff, &path, &said("1", "そら子は足がない")).await.expect(303);
        t.post(Cast::CenterStaff, &path, &said("2", "通院の足がない")).await.expect(303);
        share(&t, &path, "3").await;
        let other = see(&t, Cast::OtherCenterStaff, &path).await;
        assert!(other.says("通院の足がない") && !other.says("そら子"), "what stood there before");
        assert!(see(&t, Cast::CenterStaff, &path).await.says("そら子"));
        let sheet = see(&t, Cast::CenterStaff, &format!("{path}/sheet.pdf")).await;
        let text = flat(&sheet.bytes);
        assert!(text.contains("実名・持出禁止") && text.contains("架空野空子"), "{text}");
        let sheet = see(&t, Cast::OtherCenterStaff, &format!("{path}/sheet.pdf")).await;
        let text = flat(&sheet.bytes);
        assert!(!text.contains("空子") && text.contains("通院の足がない"), "{text}");
    })
    .await;
}

#[tokio::test]
async fn a_move_opens_no_record_that_one_may_not_know_and_evidence_stands_on_none() {
    each_database(async |t| {
        let register = CONSULTATIONS.replace(
            "asks = [\"gist\"], who = [\"own_center\", \"city\"]",
            "asks = [\"gist\"], who = [\"centers\"]",
        );
        t.install(&structure(&register)).await;
        let path = another(&t).await;
        let step = format!("{path}/moves/close");
        t.get(Cast::OtherCenterStaff, &step).await.expect(404);
        let made = [("version", "1"), ("answer.gist", "通院の足がない")];
        t.post(Cast::OtherCenterStaff, &step, &made).await.expect(404);
        assert!(!see(&t, Cast::CenterStaff, &path).await.says("課題の根拠にする"));
        share(&t, &path, "1").await;
        t.get(Cast::OtherCenterStaff, &step).await.expect(200);
        assert!(see(&t, Cast::CenterStaff, &path).await.says("課題の根拠にする"));
    })
    .await;
}

#[tokio::test]
async fn a_search_finds_a_record_for_others_once_they_may_know_of_it() {
    each_database(async |t| {
        let path = consultation(&t).await;
        t.index().await;
        let finds = async |who| t.search(who, "/search", "通院の足がない").await.says("相7-1");
        assert!(finds(Cast::CenterStaff).await && !finds(Cast::OtherCenterStaff).await);
        share(&t, &path, "1").await;
        t.index().await;
        assert!(finds(Cast::OtherCenterStaff).await);
        let named = t.search(Cast::OtherCenterStaff, "/search", "架空野").await;
        assert!(!named.says("相7-1"));
        t.post(Cast::CenterStaff, &format!("{path}/retirement"), &[("retire", "yes")])
            .await
            .expect(303);
        t.index().await;
        assert!(!finds(Cast::CenterStaff).await);
    })
    .await;
}
