//! Who takes everything out and brings it in: whoever works on the server itself and can read the key file, and nobody by a
//! page.

use crate::{
    access::{Actor, Facts, Rule, Subject, Verdict},
    actions,
    id::MunicipalityId,
};

actions! {
    /// What is done with everything of a municipality at once.
    pub enum EverythingAction {
        TakeOut "take_everything_out" "すべてを書き出す",
        BringIn "bring_everything_in" "すべてを取り込む",
    }
}

/// Whose everything.
#[derive(Clone, Debug)]
pub struct EverythingFacts {
    pub municipality: MunicipalityId,
}

impl Facts for EverythingFacts {
    fn subject(&self) -> Subject {
        Subject::new("municipality", &self.municipality)
    }
}

impl Rule for EverythingAction {
    type Facts = EverythingFacts;

    fn verdict(self, _: &Actor, _: &EverythingFacts) -> Verdict {
        // 画面から行う人はいない。サーバーで鍵ファイルを読める人だけが、コマンドで行う。
        Verdict::Hidden
    }
}
