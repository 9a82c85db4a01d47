//! Japanese text and dates.
