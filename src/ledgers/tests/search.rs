//! What of records the search box finds, and for whom.

use super::*;
use crate::{issues::tests::scene, testing::each_database};

/// Two ledgers of the same place that different people read.
const BOARDS: &str = r#"
[[ledgers]]
key = "boards"
name = "掲示"
read = ["members", "city"]
write = ["city"]
[[ledgers.sections]]
key = "board"
title = "掲示"
fields = [
  { key = "name", label = "件名", kind = "text", role = "title", required = true },
  { key = "center", label = "センター", kind = "ref", to = "center", role = "center" },
  { key = "words", label = "内容", kind = "textarea", max = 400 },
]
[[ledgers]]
key = "drafts"
name = "下書き"
read = ["doctors"]
write = ["city"]
[[ledgers.sections]]
key = "draft"
title = "下書き"
fields = [
  { key = "name", label = "件名", kind = "text", role = "title", required = true },
  { key = "center", label = "センター", kind = "ref", to = "center", role = "center" },
]
"#;

async fn finds(t: &TestApp, who: Cast, words: &str, path: &str) -> bool {
    let page = t.search(who, "/search", words).await.expect(200);
    page.says(&format!("href=\"{path}\""))
}

#[tokio::test]
async fn a_record_is_found_by_its_words_and_not_by_those_that_some_readers_do_not_see() {
    each_database(async |t| {
        with_tools(&t).await;
        let more = [("answer.kind", "chair"), ("answer.secret", "公民館の倉庫")];
        let path = tool(&t, "ひまわり一号", &more).await;
        for who in [Cast::CityOfficer, Cast::CenterStaff, Cast::CarePresenter] {
            for words in ["ひまわり", "車いす", "ヒマワリ 貸し出す道具"] {
                assert!(finds(&t, who, words, &path).await, "{who:?} {words}");
            }
            assert!(!finds(&t, who, "公民館", &path).await, "{who:?}: not everybody sees it");
        }
        for who in [Cast::Member, Cast::SupportDoctor] {
            let page = t.search(who, "/search", "ひまわり").await.expect(200);
            assert!(!page.says("ひまわり一号") && !page.says(&path), "{who:?}");
        }
        // A move is an event, and the words follow it.
        let lent = [("version", "1"), ("on", "R7.10.1"), ("answer.until", "R7.10.20")];
        t.post(Cast::CityOfficer, &format!("{path}/moves/lend"), &lent).await.expect(303);
        assert!(finds(&t, Cast::CityOfficer, "貸出中", &path).await);
    })
    .await;
}

#[tokio::test]
async fn whoever_reads_one_ledger_of_a_place_does_not_find_the_others() {
    each_database(async |t| {
        t.install(&structure(BOARDS)).await;
        let mut made = Vec::new();
        for (ledger, center) in [("boards", "mei1"), ("boards", "kogane"), ("drafts", "mei1")] {
            let fields = [("answer.name", "ひまわりの会"), ("answer.center", center)];
            let at = format!("/ledgers/{ledger}");
            let new = t.post(Cast::CityOfficer, &at, &fields).await.expect(303);
            made.push(new.location().to_owned());
        }
        scene::seat(&t, Cast::Member, "area_conference.mei1").await;
        scene::seat(&t, Cast::SupportDoctor, "area_conference.mei1").await;
        for (who, own) in [
            (Cast::CityOfficer, [true, true, true]),
            (Cast::Member, [true, false, false]),
            (Cast::SupportDoctor, [false, false, true]),
            (Cast::CenterStaff, [false, false, false]),
        ] {
            for (path, finds_it) in made.iter().zip(own) {
                assert_eq!(finds(&t, who, "ひまわり", path).await, finds_it, "{who:?} {path}");
                let opens = t.get(who, path).await.status.as_u16() == 200;
                assert_eq!(opens, finds_it, "{who:?} {path}: as on its page");
            }
        }
    })
    .await;
}
