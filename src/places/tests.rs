use super::*;
use crate::{
    clock::Day,
    testing::{TEST_DAY, each_database},
};

#[tokio::test]
async fn a_preset_brings_centres_and_periods() {
    each_database(async |t| {
        let mut conn = t.read().await;
        let found = centers(&mut conn).await.unwrap();
        assert_eq!(found.len(), 15);
        assert!(found[0].1.starts_with("明第1"), "in the preset's order: {found:?}");

        let second = period(&mut conn, &"2025-2".into()).await.unwrap();
        assert_eq!(
            (second.first_day, second.last_day),
            (Day::of(2025, 6, 1), Day::of(2025, 11, 30))
        );
        let first = period(&mut conn, &"2025-1".into()).await.unwrap();
        assert_eq!((first.first_day, first.last_day), (Day::of(2024, 12, 1), Day::of(2025, 5, 31)));
    })
    .await;
}

#[tokio::test]
async fn installing_twice_changes_nothing_but_the_version() {
    each_database(async |t| {
        t.install(&crate::testing::MATSUDO).await;
        let mut conn = t.read().await;
        assert_eq!(centers(&mut conn).await.unwrap().len(), 15);
        let city = find(&mut conn).await.unwrap();
        assert_eq!((city.name.as_str(), city.version), ("松戸市", 2));
        let year = TEST_DAY.fiscal_year();
        let structure = structure_for(&mut conn, year).await.unwrap();
        assert_eq!(structure.period_of_day(TEST_DAY), Some("2025-2".into()));
    })
    .await;
}
