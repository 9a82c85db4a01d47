//! The demo world: Matsudo's real structure and dates, with invented people, cases and answers.

pub mod seeds;
