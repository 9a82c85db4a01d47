//! Records and lists of records as evidence of issues.

use super::{
    pointing::{DAY, NOTES, note, with_notes},
    *,
};
use crate::{issues::tests::scene, testing::each_database};

async fn walks(t: &TestApp, names: &[&str]) {
    for name in names {
        note(t, Cast::CenterStaff, &[("answer.name", name), ("answer.kind", "walk")]).await;
    }
}

#[tokio::test]
async fn a_list_as_it_is_narrowed_becomes_evidence_and_says_of_which_day() {
    each_database(async |t| {
        with_notes(&t).await;
        walks(&t, &["坂で休む場所がない", "バスが遠い"]).await;
        note(&t, Cast::CenterStaff, &[("answer.name", "店がない"), ("answer.kind", "shop")]).await;
        let issue = scene::issue(&t, "area", Some("mei1"), "坂の上から出られない", DAY).await;
        scene::seat(&t, Cast::Member, "area_conference.mei1").await;
        let list = "/ledgers/notes?f.kind=walk";
        let page = t.get(Cast::CenterStaff, &format!("{list}&sort=state&page=1")).await.expect(200);
        let take = "/issues/grounds?from=%2Fledgers%2Fnotes%3Ff.kind%3Dwalk";
        assert!(page.says("この一覧を課題の根拠にする") && page.says(take), "{}", page.text());
        let asked = t.get(Cast::CenterStaff, take).await.expect(200);
        for words in [
            "気づきの記録（種類：移動）",
            "専門職の気づき",
            "令和7年10月1日現在 2件",
            "坂の上から出られない",
        ] {
            assert!(asked.says(words), "{words}: {}", asked.text());
        }
        let none = t.post(Cast::CenterStaff, "/issues/grounds", &[("from", list)]).await;
        assert!(none.expect(422).says("どの課題の根拠かを選んでください。"));
        let taken = [("from", list), ("issue", issue.as_str()), ("note", "冬に多い")];
        t.post(Cast::CenterStaff, "/issues/grounds", &taken).await.expect(303);
        let at = format!("/issues/{issue}");
        walks(&t, &["手すりがない"]).await;
        let page = t.get(Cast::CenterStaff, &at).await.expect(200);
        for words in ["気づきの記録（種類：移動）", "令和7年10月1日現在", ">2件<", "冬に多い", list]
        {
            assert!(page.says(words), "{words}: {}", page.text());
        }
        // What counts it counts it there and on paper.
        let listed = t.get(Cast::CenterStaff, "/issues").await.expect(200);
        assert!(listed.says("専門職の気づき 2件"));
        let again = t.post(Cast::CenterStaff, "/issues/grounds", &taken).await.expect(422);
        assert!(again.says("この課題には、もう同じ根拠があります。"));
        // Who reads the issue and not the ledger learns how many, and no more.
        let member = t.get(Cast::Member, &at).await.expect(200);
        assert!(member.says("（見られない台帳の一覧）") && member.says(">2件<"));
        let thread = t.get(Cast::Member, &format!("/trace/issue/{issue}")).await.expect(200);
        for page in [member, thread] {
            assert!(!page.says("気づきの記録") && !page.says("/ledgers/notes"), "{}", page.text());
        }
    })
    .await;
}

#[tokio::test]
async fn a_record_becomes_evidence_and_says_so() {
    each_database(async |t| {
        with_notes(&t).await;
        let path = note(&t, Cast::CenterStaff, &[("answer.name", "坂で休む場所がない")]).await;
        let issue = scene::issue(&t, "area", Some("mei1"), "坂の上から出られない", DAY).await;
        let page = t.get(Cast::CenterStaff, &path).await.expect(200);
        assert!(page.says("この記録を課題の根拠にする"));
        let taken = [("from", path.as_str()), ("issue", issue.as_str())];
        t.post(Cast::CenterStaff, "/issues/grounds", &taken).await.expect(303);
        let page = t.get(Cast::CenterStaff, &format!("/issues/{issue}")).await.expect(200);
        assert!(page.says("坂で休む場所がない") && page.says(&path) && page.says(">1件<"));
        let page = t.get(Cast::CenterStaff, &path).await.expect(200);
        assert!(page.says("この記録から見えた課題") && page.says("坂の上から出られない"));
        let thread = t.get(Cast::CenterStaff, &format!("/trace/issue/{issue}")).await.expect(200);
        assert!(thread.says("坂で休む場所がない"));
        let again = t.post(Cast::CenterStaff, "/issues/grounds", &taken).await.expect(422);
        assert!(again.says("もう同じ根拠があります"));
        // Another centre reads the record, and nothing of the issue.
        let other = t.get(Cast::OtherCenterStaff, &path).await.expect(200);
        assert!(!other.says("坂の上から出られない"));
        // Merged into another issue that stands on it too, it counts once.
        let upper = scene::issue(&t, "city", None, "坂の多い地域の移動手段", DAY).await;
        let city = [("from", path.as_str()), ("issue", upper.as_str())];
        t.post(Cast::CityOfficer, "/issues/grounds", &city).await.expect(303);
        scene::raised_into(&t, &issue, &upper, DAY.plus_days(21)).await;
        let page = t.get(Cast::CityOfficer, &format!("/issues/{upper}")).await.expect(200);
        assert!(page.says("専門職の気づき 1件"), "{}", page.text());
    })
    .await;
}

#[tokio::test]
async fn only_what_is_evidence_and_may_be_known_is_taken_by_those_who_keep_issues() {
    each_database(async |t| {
        with_notes(&t).await;
        t.install(&structure(&format!("{NOTES}{TOOLS}"))).await;
        walks(&t, &["坂で休む場所がない"]).await;
        tool(&t, "車いす一号", &[]).await;
        let issue = scene::issue(&t, "area", Some("mei1"), "坂の上から出られない", DAY).await;
        // A tool is there to be used, and shows nothing.
        let tools = t.get(Cast::CityOfficer, "/ledgers/tools").await.expect(200);
        assert!(tools.says("車いす一号") && !tools.says("課題の根拠にする"));
        t.get(Cast::CityOfficer, "/issues/grounds?from=/ledgers/tools").await.expect(404);
        for from in ["/ledgers/notes", "/records/nothing", "/ledgers/nothing", "/cases", ""] {
            let at = format!("/issues/grounds?from={from}");
            t.get(Cast::CarePresenter, &at).await.expect(404);
        }
        let odd = "/issues/grounds?from=/ledgers/notes?f.name=x";
        t.get(Cast::CenterStaff, odd).await.expect(404);
        let idle = t.get(Cast::CityOfficer, "/ledgers/notes?f.nothing=x").await.expect(200);
        assert!(idle.says("坂で休む場所がない") && !idle.says("課題の根拠にする"));
        let words = t.search(Cast::CenterStaff, "/ledgers/notes", "坂").await.expect(200);
        assert!(words.says("坂で休む場所がない") && !words.says("課題の根拠にする"));
        let words = "/issues/grounds?from=/ledgers/notes?q=x";
        let words = t.get(Cast::CenterStaff, words).await.expect(400);
        assert!(words.says("探した言葉は残さない"));
        let none = [("from", "/ledgers/notes?f.kind=shop"), ("issue", issue.as_str())];
        let none = t.post(Cast::CenterStaff, "/issues/grounds", &none).await.expect(422);
        assert!(none.says("いま記録がありません"));
        // Somebody else's issue is not offered.
        let taken = [("from", "/ledgers/notes"), ("issue", issue.as_str())];
        t.post(Cast::OtherCenterStaff, "/issues/grounds", &taken).await.expect(422);
        t.post(Cast::CenterStaff, "/issues/grounds", &taken).await.expect(303);
    })
    .await;
}
