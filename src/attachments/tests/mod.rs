//! Attachments, as people lay them beside records, look at them and take them away.

mod pages;
mod sealed;
mod who;

use image::ImageFormat;

use super::{
    content::tests::{archive, pdf, picture},
    hooks,
    rules::*,
    store,
};
use crate::{
    access::{self, Actor, Role, Seat, Subject},
    clock::Day,
    db::Query,
    error::Error,
    id::{AttachmentId, CaseId, ConferenceId, MeetingId},
    issues::tests::scene,
    testing::{Answer, Cast, TestApp, each_database},
};

const DAY: Day = Day::of(2025, 9, 10);

/// Lays a file beside a record.
async fn attach(
    t: &TestApp,
    who: Cast,
    to: &str,
    fields: &[(&str, &str)],
    content: &[u8],
) -> Answer {
    let path = format!("/attachments/to/{to}");
    t.upload(who, &path, fields, ("file", "山田花子ケアプラン.pdf", content)).await
}

/// The attachments of a record, oldest first.
async fn of(t: &TestApp, kind: &'static str, id: &str) -> Vec<AttachmentId> {
    let mut conn = t.read().await;
    let all = store::of_record(&mut conn, &Subject::new(kind, id)).await.unwrap();
    all.into_iter().map(|one| one.id).collect()
}

/// A discussed case of 明第1, brought by the care manager, with its meeting; a picture that stays by name and one that a person
/// confirmed.
struct World {
    case: CaseId,
    meeting: MeetingId,
    named: AttachmentId,
    confirmed: AttachmentId,
}

async fn world(t: &TestApp) -> World {
    let (case, review) = scene::reviewed(t, "mei1", DAY, "").await;
    let mut conn = t.read().await;
    let meeting = crate::cases::store::review(&mut conn, &review).await.unwrap().meeting_id;
    drop(conn);
    let to = format!("case/{case}");
    let png = picture(ImageFormat::Png);
    let plan = [("kind", "house_plan"), ("title", "架空花子さんの玄関")];
    attach(t, Cast::CenterStaff, &to, &plan, &png).await.expect(303);
    attach(t, Cast::CenterStaff, &to, &[("kind", "photo"), ("title", "台所")], &png)
        .await
        .expect(303);
    let [named, confirmed] = of(t, "case", case.as_str()).await.try_into().unwrap();
    let path = format!("/attachments/{confirmed}/confirmation");
    t.post(Cast::CenterStaff, &path, &[("seen", "yes"), ("title", "段差")]).await.expect(303);
    World { case, meeting, named, confirmed }
}
