//! 設定 › 台帳: ready ledgers are added, and nobody comes to see more without its being asked twice.

use super::structure_tests::{CITY, version};
use crate::{
    preset::Preset,
    testing::{Cast, each_database},
};

const PAGE: &str = "/settings/ledgers";
const FILE: &str = "/settings/structure/file";

#[tokio::test]
async fn a_ready_ledger_is_looked_at_and_then_taken_in() {
    each_database(async |t| {
        t.get(Cast::CenterStaff, PAGE).await.expect(403);
        t.get(Cast::Guest, PAGE).await.expect(404);
        let page = t.get(CITY, PAGE).await.expect(200);
        assert!(page.says("困りごとへの取組") && page.says("まだありません"));
        let ready = [("file", "ledgers/initiatives.toml")];
        t.post(Cast::CenterStaff, PAGE, &ready).await.expect(403);
        t.post(CITY, PAGE, &[("file", "ledgers/nothing.toml")]).await.expect(404);
        let looked = t.post(CITY, PAGE, &ready).await.expect(200);
        for words in
            ["まだ保存していません", "加わる</span> 地区の台帳", "加わる</span> 困りごとへの取組"]
        {
            assert!(looked.says(words), "{words}");
        }
        assert!(t.structure().await.ledgers.is_empty(), "nothing was saved");
        let text = t.structure().await.with_ready("ledgers/initiatives.toml").unwrap();
        let version = version(&t).await;
        t.post(CITY, FILE, &[("version", &version), ("text", &text)]).await.expect(303);
        assert!(t.get(CITY, "/ledgers").await.expect(200).says("取組"));
        let page = t.get(CITY, PAGE).await.expect(200);
        assert!(page.says("加えてあります") && page.says("生活支援コーディネーター"));
        // Once more changes nothing.
        let again = t.structure().await.with_ready("ledgers/initiatives.toml").unwrap();
        assert_eq!(Preset::parse("again", &again).unwrap(), *t.structure().await);
    })
    .await;
}

#[tokio::test]
async fn who_would_see_more_or_less_is_said_and_asked_twice() {
    each_database(async |t| {
        let text = t.structure().await.with_ready("ledgers/initiatives.toml").unwrap();
        let first = version(&t).await;
        t.post(CITY, FILE, &[("version", &first), ("text", &text)]).await.expect(303);
        let mut wider = (*t.structure().await).clone();
        let districts = &mut wider.ledgers[0];
        for (key, audience) in [("note", "residents"), ("council_phone", "")] {
            let field = districts.sections[0].fields.iter_mut().find(|field| field.key == key);
            field.unwrap().audience = audience.into();
        }
        let (version, text) = (version(&t).await, wider.to_toml());
        let checked = t.post(CITY, "/settings/structure/drafts", &[("text", &text)]).await;
        let checked = checked.expect(200);
        for words in [
            "見る人が変わります",
            "台帳「地区の台帳」の欄「経過・気づき」を、新しく",
            "が見られるようになります。",
            "台帳「地区の台帳」の欄「地区の窓口（コミュニティセンター等）」が、",
            "から見えなくなります。",
        ] {
            assert!(checked.says(words), "{words}");
        }
        let asked = [("version", &version[..]), ("text", &text[..])];
        let refused = t.post(CITY, FILE, &asked).await.expect(422);
        assert!(refused.says("見る人が変わるところを確かめて"));
        let said = [&asked[..], &[("readers", "yes")]].concat();
        t.post(CITY, FILE, &said).await.expect(303);
        assert_eq!(t.structure().await.ledgers[0], wider.ledgers[0]);
    })
    .await;
}
