//! What finding follows besides a single change: a split, a changed structure, a damaged record, a stop half-way.

use super::search::{DAY, found};
use crate::{
    db::{Pairs, Query},
    indexing,
    issues::{EvidenceKind, NewEvidence, tests::scene},
    jobs::Whose,
    testing::{Cast, TestApp, each_database},
    texts,
};

#[tokio::test]
async fn both_halves_of_a_split_issue_are_found_and_what_is_ended_still_is() {
    each_database(async |t| {
        let id = scene::issue(&t, "area", Some("mei1"), "集いの場が足りない", DAY).await;
        let voices = NewEvidence::counted(EvidenceKind::ResidentVoice, 8, DAY, "懇談会");
        scene::evidence(&t, &id, &[voices]).await;
        t.index().await;
        let row: String = Query::of("select id from issue_evidence where municipality_id = $m", ())
            .one(&mut t.read().await)
            .await
            .unwrap();
        let fields = [("title", "冬に通える場所がない"), ("evidence", row.as_str())];
        let there = format!("/issues/{id}");
        let new = t.post(Cast::CenterStaff, &format!("{there}/split"), &fields).await.expect(303);
        let half = new.location().split('#').next().unwrap().to_owned();
        let finds = async |words: &str| {
            let page = found(&t, Cast::CenterStaff, words).await;
            [&there, &half].map(|path| page.says(&format!("href=\"{path}\"")))
        };
        assert_eq!(finds("冬に通える").await, [false, true]);
        assert_eq!(finds("集いの場").await, [true, false]);
        let end = [("reason", "集会所が開いた")];
        t.post(Cast::CenterStaff, &format!("{there}/closure"), &end).await.expect(303);
        assert!(finds("集いの場").await[0], "what was ended is looked up for years");
        assert!(finds("集会所").await[0], "by why it ended");
    })
    .await;
}

#[tokio::test]
async fn what_the_structure_calls_otherwise_is_found_by_its_new_name() {
    each_database(async |t| {
        let (case, _) = scene::reviewed_with(&t, "mei1", DAY, "", &["garbage_problem"]).await;
        let case = format!("href=\"/cases/{case}\"");
        assert!(found(&t, Cast::CenterStaff, "ごみ出し問題").await.says(&case));
        // Later: nothing that was done to the case is looked for again.
        t.app.db().clock().advance_minutes(1);
        scene::issue(&t, "city", None, "移動の足がない", DAY).await;
        t.index().await;
        t.app.db().clock().advance_minutes(1);
        let mut renamed = (*t.structure().await).clone();
        let factor = renamed.factors.iter_mut().find(|one| one.key.as_str() == "garbage_problem");
        factor.unwrap().name = "分別の難しさ".into();
        let fields = [("version", "1"), ("text", &renamed.to_toml())];
        t.post(Cast::CityOfficer, "/settings/structure/file", &fields).await.expect(303);
        assert!(found(&t, Cast::CenterStaff, "分別の難しさ").await.says(&case));
        assert!(!found(&t, Cast::CenterStaff, "ごみ出し問題").await.says(&case));
    })
    .await;
}

#[tokio::test]
async fn a_record_of_which_no_text_can_be_made_hides_no_other() {
    each_database(async |t| {
        let (damaged, _) = scene::reviewed(&t, "mei1", DAY, "坂の上の住まい").await;
        let (sound, _) = scene::reviewed(&t, "mei1", DAY, "坂の下の住まい").await;
        t.write(|mut tx| async {
            let broken = Query::update("case_sheets", Pairs::new().set("shared_sheet", "{"));
            broken.with(" and case_id = $1", &damaged).change_one(&mut tx).await?;
            Ok((tx, ()))
        })
        .await
        .unwrap();
        let page = found(&t, Cast::CenterStaff, "坂").await;
        assert!(page.says(&format!("href=\"/cases/{sound}\"")), "{}", page.text());
        assert!(!page.says(&format!("href=\"/cases/{damaged}\"")));
        assert!(!page.says("まだ検索に入っていない"), "it is not waited for: {}", page.text());
    })
    .await;
}

async fn texts_there(t: &TestApp) -> usize {
    let there = Query::of("select number from texts where municipality_id = $m", ());
    there.all::<i64>(&mut t.read().await).await.unwrap().len()
}

#[tokio::test]
async fn a_first_build_that_was_stopped_goes_on_from_what_is_there() {
    each_database(async |t| {
        let mut issues = Vec::new();
        for n in 0..60 {
            issues.push(scene::issue(&t, "city", None, &format!("坂道 その{n}"), DAY).await);
        }
        t.index().await;
        let all = texts_there(&t).await;
        // As it was left half-way: a mark that says so, and one text in three. No event is younger than the mark.
        let missing: Vec<String> = issues.iter().skip(20).map(ToString::to_string).collect();
        let mark = texts::mark(&mut t.read().await).await.unwrap().unwrap();
        t.write(|mut tx| async {
            texts::replace(&mut tx, "issue", &missing, &[]).await?;
            let done_until = mark.done_until.plus(2 * 60 * 60_000);
            let stopped = texts::Mark { whole: false, done_until, ..mark.clone() };
            texts::set_mark(&mut tx, &stopped).await?;
            Ok((tx, ()))
        })
        .await
        .unwrap();
        assert_eq!(texts_there(&t).await, all - 40);
        let numbers = async || -> Vec<i64> {
            let kept = Query::of("select number from texts where municipality_id = $m", ())
                .push(" and kind = 'issue' and record_id in ")
                .list(issues.iter().take(20))
                .push(" order by number");
            kept.all(&mut t.read().await).await.unwrap()
        };
        let kept = numbers().await;

        let program = t.begun_anew().await;
        indexing::keep_up(&program, &Whose::Of(t.municipality.clone())).await.unwrap();
        assert_eq!(texts_there(&t).await, all);
        assert_eq!(numbers().await, kept, "whoever turns pages meets each once");
        let mark = texts::mark(&mut t.read().await).await.unwrap().unwrap();
        assert!(mark.whole);
    })
    .await;
}
