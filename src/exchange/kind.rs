//! What a file can hold.

crate::words! {
    /// A kind of file that comes in and goes out.
    pub enum Kind {
        /// 会議の予定・開催日
        Schedules "schedules" "会議の予定・開催日",
        /// 事例
        Cases "cases" "事例",
    }
}

impl Kind {
    /// What one row of it is counted in.
    pub fn unit(self) -> &'static str {
        match self {
            Kind::Schedules => "回",
            Kind::Cases => "事例",
        }
    }

    /// What becomes of a row whose record is there already and says something else.
    pub fn changed_words(self) -> &'static str {
        match self {
            Kind::Schedules => "内容が変わるもの(置き換えます)",
            Kind::Cases => "登録済みで、内容が違うもの(上書きしません)",
        }
    }
}
