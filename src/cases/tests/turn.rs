use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use futures_util::future::join_all;

use super::*;
use crate::testing::each_database;

/// How many people register at the same moment.
const TOGETHER: usize = 16;

/// People of one centre who save a new case at the same moment, over and over.
const WRITERS: usize = 64;
/// How often each of them does.
const EACH: usize = 3;

#[tokio::test]
async fn many_colleagues_register_at_once_and_nobody_is_turned_away() {
    each_database(async |t| {
        let t = &t;
        let one = |writer| async move {
            for round in 0..EACH {
                let name = format!("試験 {writer}の{round}");
                let mut new: Vec<(&str, &str)> = super::pages::NEW.to_vec();
                new.retain(|(field, _)| *field != "person.name");
                new.extend([("person.name", name.as_str()), ("person", "another")]);
                t.post(Cast::CenterStaff, "/cases", &new).await.expect(303);
            }
        };
        join_all((0..WRITERS).map(one)).await;
        let last = format!("明第1-R7-{}", WRITERS * EACH);
        assert!(t.get(Cast::CenterStaff, "/cases").await.expect(200).says(&last));
    })
    .await;
}

/// Registers for all of them at once; how often a transaction had to be begun anew.
async fn repeats(t: &TestApp, in_turn: bool) -> usize {
    let (begun, sheet) = (&AtomicUsize::new(0), &sheet());
    let once = move |mut tx: Tx| async move {
        begun.fetch_add(1, Relaxed);
        register(&mut tx, t, "mei1", sheet).await?;
        Ok((tx, ()))
    };
    let one = |_| async move {
        match in_turn {
            true => t.app.db().write_in_turn(&t.municipality, "case.label", once).await,
            false => t.write(once).await,
        }
    };
    for done in join_all((0..TOGETHER).map(one)).await {
        done.unwrap();
    }
    begun.load(Relaxed) - TOGETHER
}

#[tokio::test]
async fn people_who_register_at_the_same_moment_get_labels_in_turn() {
    each_database(async |t| {
        let before = repeats(&t, false).await;
        let after = repeats(&t, true).await;
        println!("{TOGETHER} registrations begun anew: {before}, in turn {after}");
        assert!(after <= before.max(2), "{after} after {before}");
        let mut conn = t.read().await;
        let scope = leave::Scope::any([leave::Clause::Keeper("mei1".into())]);
        let all = kept::BY_LABEL.up().all();
        let all = kept::list(&mut conn, &scope, &CaseFilter::default(), &all).await.unwrap();
        let labels: Vec<String> = all.rows.into_iter().map(|row| row.label).collect();
        let wanted: Vec<String> = (1..=2 * TOGETHER).map(|n| format!("明第1-R7-{n:03}")).collect();
        assert_eq!(labels, wanted, "none is left out and none given twice");
    })
    .await;
}
