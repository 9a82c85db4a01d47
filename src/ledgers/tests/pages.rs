//! Records from page to page.

use super::*;
use crate::testing::each_database;

const CHAIR: [(&str, &str); 3] =
    [("answer.kind", "chair"), ("answer.area", "mei1"), ("answer.bought", "R7.4.2")];

#[tokio::test]
async fn a_record_is_begun_moved_on_written_anew_and_remembers() {
    each_database(async |t| {
        with_tools(&t).await;
        let overview = t.get(Cast::CityOfficer, "/ledgers").await.expect(200);
        assert!(overview.says("貸し出す道具") && overview.says("道具を加える"));
        let empty = t.get(Cast::CityOfficer, "/ledgers/tools").await.expect(200);
        assert!(empty.says("まだ道具がありません。"));

        let path = tool(&t, "車いす一号", &CHAIR).await;
        let page = t.get(Cast::CityOfficer, &path).await.expect(200);
        for words in ["車いす一号", "ある", "貸し出す", "令和7年4月2日", "経過", "登録"]
        {
            assert!(page.says(words), "{words}");
        }

        let step = format!("{path}/moves/lend");
        let asked = t.get(Cast::CityOfficer, &step).await.expect(200);
        assert!(asked.says("返す日") && asked.says("貸出中"));
        let refused = t.post(Cast::CityOfficer, &step, &[("version", "1"), ("on", "R7.9.1")]).await;
        assert!(refused.expect(422).says("返す日を入力してください。"));
        let lent = [("version", "1"), ("on", "R7.10.1"), ("answer.until", "R7.10.20")];
        t.post(Cast::CityOfficer, &step, &lent).await.expect(303);
        let page = t.get(Cast::CityOfficer, &path).await.expect(200);
        assert!(
            page.says("貸出中")
                && page.says("次は「戻った」です。生活支援コーディネーターが記録します。")
        );
        // The move has been made: who comes second is told so.
        let again = t.post(Cast::CityOfficer, &step, &lent).await.expect(409);
        assert!(again.says("ほかの人が先に変えた"));
        // What was lent is waited for.
        let today = t.get(Cast::CityOfficer, "/").await.expect(200);
        assert!(today.says("返してもらう") && today.says("車いす一号・道具"));

        let edit = [
            ("version", "2"),
            ("why", "changed"),
            ("on", "R7.10.1"),
            ("answer.name", "車いす1号"),
            ("answer.kind", "chair"),
            ("answer.area", "mei1"),
            ("answer.until", "R7.10.20"),
        ];
        t.post(Cast::CityOfficer, &path, &edit).await.expect(303);
        let page = t.get(Cast::CityOfficer, &path).await.expect(200);
        assert!(page.says("車いす1号") && page.says("内容の変更"));
        assert!(page.says("車いす一号 → 車いす1号"), "what it said before");
        let collided = t.post(Cast::CityOfficer, &path, &edit).await.expect(409);
        assert!(collided.says("車いす1号"));
    })
    .await;
}

#[tokio::test]
async fn a_list_is_narrowed_sorted_and_given_as_a_file() {
    each_database(async |t| {
        with_tools(&t).await;
        tool(&t, "車いす一号", &CHAIR).await;
        tool(&t, "ベッド一号", &[("answer.kind", "bed"), ("answer.area", "mei1")]).await;
        let all = t.get(Cast::CityOfficer, "/ledgers/tools").await.expect(200);
        assert!(all.says("車いす一号") && all.says("ベッド一号"));
        let beds = t.get(Cast::CityOfficer, "/ledgers/tools?f.kind=bed").await.expect(200);
        assert!(!beds.says("車いす一号") && beds.says("ベッド一号"));
        let area = t.get(Cast::CityOfficer, "/ledgers/tools?f.area=mei1&f.kind=chair").await;
        let area = area.expect(200);
        assert!(area.says("車いす一号") && !area.says("ベッド一号"));
        let file =
            t.get(Cast::CityOfficer, "/ledgers/tools?export=csv&sort=title").await.expect(200);
        assert!(file.says("車いす一号") && file.says("置き場所"));
        let wrong = t.get(Cast::CityOfficer, "/ledgers/tools?f.kind=boat").await;
        assert!(wrong.expect(400).says("指定を読めません"));
    })
    .await;
}

#[tokio::test]
async fn what_is_there_already_is_missing_or_names_somebody_is_asked_about() {
    each_database(async |t| {
        with_tools(&t).await;
        tool(&t, "車いす一号", &CHAIR).await;
        let twice = [&[("answer.name", "車いす二号")][..], &CHAIR].concat();
        let twice = t.post(Cast::CityOfficer, "/ledgers/tools", &twice).await.expect(422);
        assert!(twice.says("「車いす一号」はもう登録されています。"));
        let none = t.post(Cast::CityOfficer, "/ledgers/tools", &CHAIR).await.expect(422);
        assert!(none.says("名前を入力してください。"));
        let somebody = [("answer.name", "車いす三号"), ("answer.secret", "電話 047-366-1111")];
        let somebody = t.post(Cast::CityOfficer, "/ledgers/tools", &somebody).await.expect(422);
        assert!(somebody.says("このまま使う"), "{}", somebody.text());
    })
    .await;
}

#[tokio::test]
async fn who_may_not_is_told_and_who_may_not_know_finds_nothing() {
    each_database(async |t| {
        with_tools(&t).await;
        let path = tool(&t, "車いす一号", &CHAIR).await;
        t.get(Cast::Member, &path).await.expect(404);
        t.get(Cast::Member, "/ledgers/tools").await.expect(404);
        t.get(Cast::CenterStaff, &path).await.expect(200);
        t.get(Cast::CenterStaff, &format!("{path}/edit")).await.expect(403);
        t.post(Cast::CenterStaff, "/ledgers/tools", &[("answer.name", "私の")]).await.expect(403);
        t.get(Cast::CenterStaff, &format!("{path}/moves/lend")).await.expect(403);
        t.get(Cast::CityOfficer, &format!("{path}/moves/fly")).await.expect(403);
    })
    .await;
}

#[tokio::test]
async fn what_stands_below_a_record_takes_its_place_from_it_and_is_called_by_name() {
    each_database(async |t| {
        with_tools(&t).await;
        let path = tool(&t, "車いす一号", &CHAIR).await;
        let id = path.rsplit('/').next().unwrap();
        let page = t.get(Cast::CityOfficer, &path).await.expect(200);
        assert!(page.says(&format!("/ledgers/repairs/new?parent={id}")));
        let account = t.actor(Cast::Coordinator).seat().unwrap().account.to_string();
        let first = [("parent", id), ("answer.what", "車輪"), ("answer.by", &account)];
        let first = t.post(Cast::CityOfficer, "/ledgers/repairs", &first).await.expect(303);
        let again = first.location().rsplit('/').next().unwrap().to_owned();
        let second = [("parent", id), ("answer.what", "ブレーキ"), ("answer.again", &again)];
        let second = t.post(Cast::CityOfficer, "/ledgers/repairs", &second).await.expect(303);
        let page = t.get(Cast::CityOfficer, second.location()).await.expect(200);
        assert!(page.says("車輪") && page.says("車いす一号"), "the repair before it by name");
        let page = t.get(Cast::CityOfficer, &path).await.expect(200);
        assert!(page.says("ブレーキ") && page.says("2件"));
        // What stands below has its place from it.
        let moved = [
            ("version", "1"),
            ("why", "mistaken"),
            ("answer.name", "車いす一号"),
            ("answer.kind", "chair"),
            ("answer.area", "kogane"),
        ];
        let kept = t.post(Cast::CityOfficer, &path, &moved).await.expect(422);
        assert!(kept.says("この下に記録があるので、圏域は変えられません。"), "{}", kept.text());
    })
    .await;
}

#[tokio::test]
async fn what_records_have_is_not_taken_out_of_the_structure() {
    each_database(async |t| {
        with_tools(&t).await;
        tool(&t, "車いす一号", &CHAIR).await;
        for (from, to, sentence) in [
            ("\"here\"", "\"hither\"", "状態「ある」は消せません"),
            ("{ key = \"chair\", name = \"車いす\" }, ", "", "選択肢「車いす」は消せません"),
            ("\"secret\"", "\"place\"", "欄「置き場所」は消せません"),
            ("\"text\", max = 60", "\"textarea\", max = 60", "の種類は変えられません"),
        ] {
            let text = matsudo_with(&TOOLS.replace(from, to));
            let drafts = "/settings/structure/drafts";
            let checked = t.post(Cast::CityOfficer, drafts, &[("text", text.as_str())]).await;
            assert!(checked.says(sentence), "{sentence}\n{}", checked.text());
        }
    })
    .await;
}

#[tokio::test]
async fn records_are_called_anew_when_the_structure_calls_their_place_otherwise() {
    each_database(async |t| {
        let register =
            TOOLS.replace("one = \"道具\"", "one = \"道具\"\nlabel = \"{name}（{area}）\"");
        let mut structure = (*structure(&register)).clone();
        t.install(&structure).await;
        tool(&t, "車いす一号", &CHAIR).await;
        let named = structure.areas.iter_mut().find(|area| area.key == "mei1").unwrap();
        let before = format!("車いす一号（{}）", named.name);
        assert!(t.get(Cast::CityOfficer, "/ledgers/tools").await.expect(200).says(&before));
        named.name = "あけぼの".to_owned();
        t.install(&structure).await;
        let list = t.get(Cast::CityOfficer, "/ledgers/tools").await.expect(200);
        assert!(list.says("車いす一号（あけぼの）") && !list.says(&before));
    })
    .await;
}

#[tokio::test]
async fn several_records_are_written_in_rows_and_what_is_wrong_stays() {
    each_database(async |t| {
        with_tools(&t).await;
        let path = tool(&t, "車いす一号", &CHAIR).await;
        let rows = format!("{path}/rows/repairs");
        assert!(t.get(Cast::CityOfficer, &path).await.expect(200).says("まとめて加える"));
        t.get(Cast::CenterStaff, &rows).await.expect(404);
        t.get(Cast::Member, &rows).await.expect(404);
        t.get(Cast::CityOfficer, &format!("{path}/rows/tools")).await.expect(404);
        let asked = t.get(Cast::CityOfficer, &rows).await.expect(200);
        assert!(asked.says("1行に1件ずつ") && asked.says("rows.2.what"));
        t.post(Cast::CityOfficer, &rows, &[]).await.expect(422);
        let officer = t.account(Cast::CityOfficer);
        let typed = [
            ("rows.0.what", "車輪"),
            ("rows.1.by", officer.as_str()),
            ("rows.3.what", "電話 047-366-1111 のねじ"),
            ("rows.4.what", "ブレーキ"),
        ];
        let some = t.post(Cast::CityOfficer, &rows, &typed).await.expect(422);
        for words in
            ["2件は登録しました", "2行目の「直したところ」を入力してください。", "このまま使う"]
        {
            assert!(some.says(words), "{words}");
        }
        assert!(
            !some.says("車輪") && some.says("電話 047-366-1111"),
            "what was saved has gone from the page"
        );
        let page = t.get(Cast::CityOfficer, &path).await.expect(200);
        assert!(page.says("車輪") && page.says("ブレーキ") && !page.says("ねじ"));
        let rest = [("rows.1.by", officer.as_str()), ("rows.1.what", "背もたれ")];
        t.post(Cast::CityOfficer, &rows, &rest).await.expect(303);
        assert!(t.get(Cast::CityOfficer, &path).await.expect(200).says("背もたれ"));
    })
    .await;
}

#[tokio::test]
async fn a_corrected_beginning_leaves_no_day_on_which_a_record_was_nothing() {
    each_database(async |t| {
        with_tools(&t).await;
        let made = [&CHAIR[..], &[("on", "R7.4.1")]].concat();
        let path = tool(&t, "車いす一号", &made).await;
        let said = |version: &'static str, why: &'static str, on: &'static str| {
            [
                ("version", version),
                ("why", why),
                ("on", on),
                ("answer.name", "車いす一号"),
                ("answer.kind", "bed"),
            ]
        };
        t.post(Cast::CityOfficer, &path, &said("1", "changed", "R7.5.1")).await.expect(303);
        // It was so from July on only; and nothing is so before what was so before it.
        let early = t.post(Cast::CityOfficer, &path, &said("2", "mistaken", "R7.3.1")).await;
        assert!(early.expect(422).says("前の内容は"));
        t.post(Cast::CityOfficer, &path, &said("2", "mistaken", "R7.7.1")).await.expect(303);
        let mut conn = t.read().await;
        let scope = crate::access::Scope::all();
        for (day, kind) in [("2025-04-20", "chair"), ("2025-06-20", "chair"), ("2025-07-02", "bed")]
        {
            let day = crate::clock::Day(day.parse().unwrap());
            let of = (&"tools".into(), &scope);
            let rows = crate::ledgers::store::as_of(&mut conn, of, (day, false), 10).await.unwrap();
            assert_eq!(rows.len(), 1, "{day:?}");
            assert!(rows[0].answers.contains(kind), "{day:?} {}", rows[0].answers);
        }
    })
    .await;
}

#[tokio::test]
async fn nothing_is_begun_below_what_was_taken_out() {
    each_database(async |t| {
        with_tools(&t).await;
        let path = tool(&t, "車いす一号", &CHAIR).await;
        let above = path.trim_start_matches("/records/").to_owned();
        let repair = [("parent", above.as_str()), ("answer.what", "車輪")];
        let below = t.post(Cast::CityOfficer, "/ledgers/repairs", &repair).await.expect(303);
        let retire = |path: &str| format!("{path}/retirement");
        let out = t.post(Cast::CityOfficer, &retire(&path), &[("retire", "yes")]).await;
        assert!(out.expect(409).says("先に下の記録を取り下げてください。"));
        t.post(Cast::CityOfficer, &retire(below.location()), &[("retire", "yes")])
            .await
            .expect(303);
        t.post(Cast::CityOfficer, &retire(&path), &[("retire", "yes")]).await.expect(303);
        let again = t.post(Cast::CityOfficer, "/ledgers/repairs", &repair).await.expect(422);
        assert!(again.says("取り下げてあります"));
        let back = t.post(Cast::CityOfficer, &retire(below.location()), &[("retire", "no")]).await;
        assert!(back.expect(409).says("先に上の記録を一覧に戻してください。"));
        assert!(!t.get(Cast::CityOfficer, &path).await.expect(200).says("まとめて加える"));
    })
    .await;
}
