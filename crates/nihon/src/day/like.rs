//! What is wrong with a day, shown by a day that is at hand.

use jiff::civil::Date;

use super::{DayError, FiscalYear, error::HOW, parse_day_in, wareki_short};

impl DayError {
    /// The sentence, which shows by a day such as `like` how one is written: that of a meeting is no example for a birthday. A day
    /// without its year shows itself, with the year that it has in the fiscal year of `like`.
    pub fn like(&self, like: Date) -> String {
        let whole = |text| parse_day_in(text, FiscalYear::of(like)).unwrap_or(like);
        let like = if let Self::NoYear { text } = self { whole(text) } else { like };
        let (short, plain) = (wareki_short(like), like.strftime("%Y/%-m/%-d"));
        let how = format!("「{short}」または「{plain}」のように入力してください。");
        self.to_string().replace(HOW, &how)
    }
}
