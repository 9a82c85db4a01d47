//! Issues that are made at the same moment, and what the history says of steps.

use std::collections::BTreeSet;

use futures_util::future::join_all;

use super::*;
use crate::{db::Query, events};

#[tokio::test]
async fn issues_raised_at_the_same_moment_get_numbers_in_turn() {
    each_database(async |t| {
        let t = &t;
        let one = |n| async move {
            let title = format!("困りごと{n}");
            let fields = [
                ("place", "area:center.mei1"),
                ("title", title.as_str()),
                ("kind", "resident_voice"),
                ("label", "町会の懇談会"),
                ("how_many", "12"),
                ("known_on", "R7.9.1"),
                ("not_the_same", "yes"),
            ];
            t.post(Cast::CenterStaff, "/issues", &fields).await.expect(303);
        };
        join_all((0..16).map(one)).await;
        let numbers = Query::of("select number from issues where municipality_id = $m", ());
        let numbers = numbers.all::<i64>(&mut t.read().await).await.unwrap();
        let wanted: BTreeSet<i64> = (1..=16).collect();
        assert_eq!((numbers.len(), numbers.into_iter().collect()), (16, wanted));
    })
    .await;
}

/// From where to where the history says that a record went, steps that went nowhere left out.
async fn steps(t: &TestApp, kind: &str, id: &str) -> Vec<(String, String)> {
    let told = events::of(&mut t.read().await, kind, id).await.unwrap().into_iter();
    let went = told.filter(|event| !event.went_to.is_empty());
    went.map(|event| (event.went_from.replace('"', ""), event.went_to.replace('"', ""))).collect()
}

#[tokio::test]
async fn the_history_says_from_what_to_what_a_record_went() {
    each_database(async |t| {
        let (case, review) = scene::reviewed(&t, "mei1", DAY, "").await;
        let went = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        let case_went =
            [went("draft", "submitted"), went("submitted", "chosen"), went("chosen", "following")];
        assert_eq!(steps(&t, "case", case.as_str()).await, case_went);

        let id = scene::issue(&t, "area", Some("mei1"), "ごみ出しの支援", DAY).await;
        let evidence = NewEvidence::case(case.clone(), review, "明第1-①-1", DAY);
        scene::evidence(&t, &id, &[evidence]).await;
        let kept = [("decided_on", "R7.9.20"), ("reason", "様子をみる"), ("review_on", "R8.1.20")];
        t.post(Cast::CenterStaff, &format!("/issues/{id}/continuation"), &kept).await.expect(303);
        assert_eq!(steps(&t, "issue", id.as_str()).await, [went("open", "continued")]);

        let arranged = scene::meeting(&t, "individual", DAY.plus_days(60)).await;
        let path = format!("/meetings/{arranged}/cancellation");
        let called_off = [("reason", "大雪")];
        t.post(Cast::CenterStaff, &path, &called_off).await.expect(303);
        let last = steps(&t, "meeting", arranged.as_str()).await.pop().unwrap();
        assert_eq!(last.1, "cancelled");
    })
    .await;
}
