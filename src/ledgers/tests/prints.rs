//! Records on paper.

use super::*;
use crate::testing::{each_database, flat, pages};

const CHAIR: [(&str, &str); 4] = [
    ("answer.kind", "chair"),
    ("answer.area", "mei1"),
    ("answer.bought", "R7.4.2"),
    ("answer.secret", "公民館の倉庫"),
];

#[tokio::test]
async fn a_record_on_paper_says_what_its_reader_sees_and_what_stands_below_it() {
    each_database(async |t| {
        with_tools(&t).await;
        let path = tool(&t, "車いす一号", &CHAIR).await;
        let id = path.rsplit('/').next().unwrap();
        let below = [("parent", id), ("answer.what", "車輪")];
        t.post(Cast::CityOfficer, "/ledgers/repairs", &below).await.expect(303);
        let page = t.get(Cast::CityOfficer, &path).await.expect(200);
        assert!(page.says(&format!("{path}/sheet.pdf")));
        let sheet = t.get(Cast::CityOfficer, &format!("{path}/sheet.pdf")).await.expect(200);
        let said = flat(&sheet.bytes);
        for words in [
            "車いす一号",
            "状態ある",
            "種類車いす",
            "公民館の倉庫",
            "修理（1件）",
            "車輪",
            "経過",
            "登録",
        ] {
            assert!(said.contains(words), "{words}\n{said}");
        }
        assert_eq!(pages(&sheet.bytes).len(), 1);
        // A care manager is not told where it lies, nor of repairs.
        let other = t.get(Cast::CarePresenter, &format!("{path}/sheet.pdf")).await.expect(200);
        let said = flat(&other.bytes);
        assert!(said.contains("車いす一号"), "{said}");
        assert!(
            !said.contains("置き場所") && !said.contains("公民館") && !said.contains("修理"),
            "{said}"
        );
        t.get(Cast::Member, &format!("{path}/sheet.pdf")).await.expect(404);
    })
    .await;
}

#[tokio::test]
async fn an_empty_form_has_room_to_write_and_choices_to_ring() {
    each_database(async |t| {
        with_tools(&t).await;
        let list = t.get(Cast::CityOfficer, "/ledgers/tools").await.expect(200);
        assert!(list.says("/ledgers/tools/form.pdf"));
        let form = t.get(Cast::CityOfficer, "/ledgers/tools/form.pdf").await.expect(200);
        let said = flat(&form.bytes);
        for words in
            ["道具記入用", "いつから", "書いた人", "種類車いすベッド", "買った日", "置き場所"]
        {
            assert!(said.contains(words), "{words}\n{said}");
        }
        let below = t.get(Cast::CityOfficer, "/ledgers/repairs/form.pdf").await.expect(200);
        assert!(flat(&below.bytes).contains("どの道具の"));
        // Those who only read have nothing to fill in.
        t.get(Cast::CarePresenter, "/ledgers/tools/form.pdf").await.expect(403);
        let list = t.get(Cast::CarePresenter, "/ledgers/tools").await.expect(200);
        assert!(!list.says("form.pdf"));
        t.get(Cast::Member, "/ledgers/tools/form.pdf").await.expect(404);
    })
    .await;
}
