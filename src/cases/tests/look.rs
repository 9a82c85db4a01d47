//! A case at one look: what comes next, for whom, and by which one button.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{pages::NEW, *};
use crate::{
    db::Query,
    testing::{Answer as Page, each_database},
};

async fn get(t: &TestApp, path: &str) -> Page {
    t.get(Cast::CenterStaff, path).await.expect(200)
}

async fn post(t: &TestApp, path: &str, fields: &[(&str, &str)]) -> String {
    t.post(Cast::CenterStaff, path, fields).await.expect(303).location().to_owned()
}

/// The words of the page's one main button.
fn main_button(page: &Page) -> String {
    let text = page.text();
    let (_, main) = text.split_once("<main").unwrap();
    let all: Vec<&str> = main.split("data-type=\"solid-fill\"").skip(1).collect();
    assert!(all.len() <= 1, "{} main buttons: {text}", all.len());
    all.first().map_or_else(String::new, |rest| rest.split(['>', '<']).nth(1).unwrap().to_owned())
}

#[tokio::test]
async fn the_one_button_of_a_case_is_what_comes_next_all_its_way() {
    each_database(async |t| {
        let little = [("person.name", "松戸 花子"), ("kind_id", "difficult")];
        let step = post(&t, "/cases", &little).await;
        let half = step.strip_suffix("/edit").unwrap();
        let page = get(&t, half).await;
        assert_eq!(main_button(&page), "続きを書く");
        assert!(page.says("あと5つの欄が必要です"));
        for nothing in ["()", "不明・不明", "<dd></dd>"] {
            assert!(!page.says(nothing), "{nothing}: {}", page.text());
        }

        let case = in_steps(&t, Cast::CenterStaff, &[NEW, &[("person", "another")]].concat()).await;
        assert_eq!(main_button(&get(&t, &case).await), "内容を確かめて提出する");
        post(&t, &format!("{case}/submission"), &[]).await;
        assert_eq!(main_button(&get(&t, &case).await), "匿名の内容を確認する");
        let id: CaseId = case.rsplit('/').next().unwrap().into();
        confirmed(&t, &id).await;
        assert_eq!(main_button(&get(&t, &case).await), "会議を計画する");
        let held = meeting(&t, "individual", "mei1", TEST_DAY.plus_days(-10)).await;
        assert_eq!(main_button(&get(&t, &case).await), "議題にする");
        let preselected = get(&t, &format!("{case}?meeting={}", held.id)).await;
        assert!(preselected.says(&format!("value=\"{}\" selected", held.id)));

        post(&t, &format!("{case}/choice"), &[("meeting", held.id.as_str())]).await;
        let page = get(&t, &case).await;
        assert_eq!(main_button(&page), "会議の記録を書く");
        assert!(page.says(&format!("href=\"/meetings/{}\"", held.id)), "a way to the meeting");

        // The meeting says the same, once it was held.
        let path = format!("/meetings/{}", held.id);
        post(&t, &format!("{path}/holding"), &[]).await;
        assert_eq!(main_button(&get(&t, &path).await), "記録を書く: 事例1");

        let mut conn = t.read().await;
        let review = kept::on_agenda(&mut conn, &id).await.unwrap().unwrap();
        drop(conn);
        let record = format!("/reviews/{}", review.id);
        let done = [
            ("version", "1"),
            ("policy", "見守る"),
            ("follow_up_on", "R7.12.1"),
            ("then", "finish"),
        ];
        post(&t, &record, &done).await;
        let page = get(&t, &case).await;
        assert_eq!(main_button(&page), "", "nothing is to be done before that day");
        assert!(page.says("R7.12.1に、その後を確認します"));
        let late = [
            ("version", "2"),
            ("policy", "見守る"),
            ("follow_up_on", "R7.9.25"),
            ("then", "finish"),
        ];
        post(&t, &record, &late).await;
        let page = get(&t, &case).await;
        assert_eq!(main_button(&page), "その後を確認する");
        assert!(page.says("日過ぎています"));
        let others = page.text();
        let (_, others) = others.split_once("ほかの操作").unwrap();
        assert!(others.contains("もう一度会議に提出する"), "no button beside the next one");
    })
    .await;
}

#[tokio::test]
async fn a_confirmation_says_what_it_opens_as_things_stand() {
    each_database(async |t| {
        let id = registered(&t, "mei1", sheet()).await;
        let twin = |version: &'static str| {
            [
                ("version", version),
                ("title", "ごみ出し"),
                ("shared.wish", "家で"),
                ("shared.background", "相談"),
                ("shared.question", "ごみ"),
                ("then", "confirm"),
            ]
        };
        let path = format!("/cases/{id}/shared");
        let said = async |version| {
            let done = t.post(Cast::CenterStaff, &path, &twin(version)).await.expect(303);
            let cookie = done.headers["set-cookie"].to_str().unwrap().to_owned();
            let value = cookie.split(['=', ';']).nth(1).unwrap();
            String::from_utf8(URL_SAFE_NO_PAD.decode(value).unwrap()).unwrap()
        };
        assert!(said("1").await.ends_with("提出すると、議題にできます。"));
        submitted(&t, &id).await;
        assert!(said("3").await.ends_with("議題にできるようになりました。"));
    })
    .await;
}

#[tokio::test]
async fn the_record_shows_what_is_asked_of_the_meeting_and_has_as_many_lines_as_are_needed() {
    each_database(async |t| {
        let id = registered(&t, "mei1", sheet()).await;
        confirmed(&t, &id).await;
        submitted(&t, &id).await;
        let held = meeting(&t, "individual", "mei1", TEST_DAY).await;
        let review = chosen(&t, &id, &held.id).await.unwrap();
        let path = format!("/reviews/{}", review.id);
        let page = get(&t, &path).await;
        assert!(page.says("検討してほしいこと（問い）") && page.says("本人のquestion"));
        assert!(page.says("本人のwish") && !page.says("花子さんの"), "no name, but the whole case");
        assert!(page.says("決定3 何を") && !page.says("決定4 何を"));
        let typed = [("version", "1"), ("decision.1.what", "訪問する"), ("then", "lines")];
        let more = t.post(Cast::CenterStaff, &path, &typed).await.expect(200);
        assert!(more.says("決定6 何を") && more.says("訪問する"), "{}", more.text());
        let again = [typed[0], typed[1], ("rows", "6"), typed[2]];
        let more = t.post(Cast::CenterStaff, &path, &again).await.expect(200);
        assert!(more.says("決定9 何を"), "{}", more.text());
        let mut conn = t.read().await;
        let kept = Query::of(
            "select cast(count(*) as bigint) from case_decisions where municipality_id = $m",
            (),
        );
        assert_eq!(kept.count(&mut conn).await.unwrap(), 0, "nothing was kept by that");
    })
    .await;
}

#[tokio::test]
async fn meetings_of_one_day_are_told_apart_where_one_is_chosen() {
    each_database(async |t| {
        let id = registered(&t, "mei1", sheet()).await;
        confirmed(&t, &id).await;
        submitted(&t, &id).await;
        for _ in 0..2 {
            meeting(&t, "individual", "mei1", TEST_DAY).await;
        }
        for path in [format!("/cases/{id}"), "/cases/queue".to_owned()] {
            let page = get(&t, &path).await;
            assert!(
                page.says("(この期間の第1回)") && page.says("(この期間の第2回)"),
                "{}",
                page.text()
            );
        }
    })
    .await;
}

#[tokio::test]
async fn from_a_meeting_its_cases_are_chosen_and_one_comes_back_to_it() {
    each_database(async |t| {
        let id = registered(&t, "mei1", sheet()).await;
        confirmed(&t, &id).await;
        submitted(&t, &id).await;
        let held = meeting(&t, "individual", "mei1", TEST_DAY).await;
        let queue = format!("/cases/queue?meeting={}", held.id);
        assert!(get(&t, &format!("/meetings/{}", held.id)).await.says(&queue));
        let page = get(&t, &queue).await;
        assert!(page.says(&format!("value=\"{}\" selected", held.id)));
        let fields = [("meeting", held.id.as_str()), ("case", id.as_str())];
        let back = post(&t, "/cases/choices", &fields).await;
        assert_eq!(back, format!("/meetings/{}", held.id));
    })
    .await;
}

#[tokio::test]
async fn a_care_manager_tells_their_clients_apart_and_is_named_on_their_case() {
    each_database(async |t| {
        let own = [NEW, &[("center", "mei1")]].concat();
        let case = in_steps(&t, Cast::CarePresenter, &own).await;
        let list = t.get(Cast::CarePresenter, "/cases").await.expect(200);
        assert!(list.says("松戸 花子") && list.says("実名・持出禁止"), "{}", list.text());
        let file = t.get(Cast::CarePresenter, "/cases?export=csv").await.expect(200);
        assert!(!file.says("松戸 花子"), "no name leaves with a file");
        let page = t.get(Cast::CarePresenter, &case).await.expect(200);
        assert!(page.says("事例提供者 "), "{}", page.text());
        let other = registered(&t, "mei1", sheet()).await;
        let list = t.get(Cast::CarePresenter, "/cases").await.expect(200);
        assert!(!list.says(other.as_str()));
    })
    .await;
}
