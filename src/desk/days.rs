//! How a typed day is read, for the line below its field while somebody types.

use axum::Json;
use serde::Serialize;

use crate::{
    clock::Day,
    web::{Fields, Visit},
};

/// The day, or what is wrong with it.
#[derive(Serialize)]
#[serde(untagged)]
pub enum Read {
    Day {
        /// 「令和8年1月13日(火)」
        words: String,
        /// `R8.1.13`
        short: String,
        /// `2026-01-13`, for the browser's calendar.
        iso: String,
    },
    Wrong {
        wrong: String,
    },
}

/// `POST /days`: what was `typed` goes with the form, beside a day `like` which it should be, since a birthday stands in no address.
pub async fn read(visit: Visit, Fields(form): Fields) -> Json<Read> {
    Json(match nihon::parse_day(form.value("typed").trim()) {
        Ok(date) => {
            let day = Day(date);
            Read::Day { words: day.long(), short: day.short(), iso: day.iso() }
        }
        Err(wrong) => {
            let like = nihon::parse_day(form.value("like")).unwrap_or(visit.today().0);
            Read::Wrong { wrong: wrong.like(like) }
        }
    })
}
