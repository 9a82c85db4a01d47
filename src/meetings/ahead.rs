//! Meetings that are to come and that a page narrowed to other months does not show.

use super::{
    meeting::{Meeting, MeetingStatus, month_of},
    store::{self, MeetingFilter},
};
use crate::{conferences::Conference, db::Conn, error::Result, web::Visit};

/// What a page leaves out of what is ahead.
pub(super) struct Ahead {
    pub count: usize,
    /// 「R8.1.29 松戸市地域ケア会議」
    pub next: String,
}

/// The meetings ahead of which the page shows nothing; none when it shows them all.
pub(super) async fn ahead(
    conn: &mut Conn,
    visit: &Visit,
    conferences: &[Conference],
    shown: impl Fn(&Meeting) -> bool,
) -> Result<Option<Ahead>> {
    let today = visit.today();
    let filter = MeetingFilter {
        from: Some(month_of(today)),
        statuses: MeetingStatus::ALL.iter().copied().filter(|s| s.is_ahead()).collect(),
        ..MeetingFilter::default()
    };
    let mut left_out = store::by_day(conn, visit.actor(), &filter).await?;
    left_out.retain(|m| m.day.is_none_or(|day| day >= today) && !shown(m));
    Ok(left_out.first().map(|first| {
        let of = conferences.iter().find(|c| c.id == first.conference_id);
        let name = of.map_or("", |c| c.name.as_str());
        Ahead { count: left_out.len(), next: format!("{} {name}", first.day_words()) }
    }))
}
