//! What somebody can do here, in their own words: an empty day says it, and so does a full one.

use crate::{ROOMS, access::Role, db::Conn, error::Result, web::Visit};

/// Sentences and where to begin.
#[derive(Default)]
pub(super) struct Standing {
    pub sentences: Vec<String>,
    /// Words and where they lead.
    pub links: Vec<(&'static str, &'static str)>,
    /// Whether histories are opened here by the label of a case.
    pub opens_history: bool,
}

/// What this person's role and seats make of their day.
pub(super) async fn standing(conn: &mut Conn, visit: &Visit) -> Result<Standing> {
    let Some(seat) = visit.actor().seat() else {
        return Ok(Standing::default());
    };
    let center = visit.structure().center_word();
    let (sentences, links): (Vec<String>, Vec<_>) = match seat.role {
        Role::CenterStaff => (
            Vec::new(),
            vec![
                ("事例を登録する", "/cases/new"),
                ("会議の予定を見る", "/meetings"),
                ("課題を見る", "/issues"),
            ],
        ),
        Role::CityOfficer => (
            Vec::new(),
            vec![
                ("会議の年間計画を見る", "/meetings"),
                ("課題を段階別に見る", "/issues/board"),
                ("資料を準備する", "/papers"),
            ],
        ),
        Role::CarePresenter => (
            vec![
                format!(
                    "担当する方の事例を登録し、匿名の内容を書いて提出できます。\
                 会議の議題にするのと会議の記録は、{center}が行います。"
                ),
                "会議で決まったことと市の答えは、ここの「返ってきたもの」に届きます。\
                 読んだら「確認しました」を押してください。"
                    .into(),
            ],
            vec![
                ("事例を登録する", "/cases/new"),
                ("提出した事例を見る", "/cases"),
                ("返ってきた答えを見る", "/feedbacks"),
            ],
        ),
        Role::Guest => (Vec::new(), Vec::new()),
        Role::PrefectureOfficer => (
            vec![format!(
                "県の利用者には、事例・課題・会議の記録は見えません。\
                 集計を見る画面はまだありません。必要な数は、\
                 {}の地域ケア会議の担当課にお尋ねください。",
                visit.visitor.city
            )],
            Vec::new(),
        ),
        Role::Auditor => (
            vec![
                "利用者の一覧と、事例の履歴(誰がいつ何をしたか)を見られます。\
                 事例の中身は見えません。"
                    .into(),
            ],
            vec![("システムの利用者の一覧を見る", "/accounts")],
        ),
        Role::Member | Role::SupportDoctor | Role::Coordinator | Role::CoordinationCenterStaff
            if seat.conferences.is_empty() =>
        {
            let none = "委員などになっている会議は、いまありません。会議の名簿に入ると、\
                 その会議の予定・事例・課題がここから見られます。名簿のことは、\
                 会議の事務局にお尋ねください。";
            (vec![none.into()], Vec::new())
        }
        Role::Member | Role::SupportDoctor | Role::Coordinator | Role::CoordinationCenterStaff => (
            vec![
                "その会議の予定、匿名の事例と検討した内容、課題と市の答えを読めます。\
                 議事録は、記録が確定してから読めます。\
                 会議が近づくと、日時と議題の数がここに出ます。"
                    .into(),
            ],
            vec![
                ("会議の予定を見る", "/meetings"),
                ("課題と答えを見る", "/issues"),
                ("資料を見る", "/papers"),
            ],
        ),
    };
    let mut all = Vec::new();
    for room in ROOMS {
        all.extend((room.opened)(conn, visit.actor()).await?);
    }
    all.extend(sentences);
    let sentences = all;
    let opens_history = seat.role == Role::Auditor;
    Ok(Standing { sentences, links, opens_history })
}
