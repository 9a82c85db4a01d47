//! What somebody can do here, in their own words: an empty day says it, and so does a full one.

use crate::{access::Role, conferences, db::Conn, error::Result, meetings, web::Visit};

/// Sentences and where to begin.
#[derive(Default)]
pub(super) struct Standing {
    pub sentences: Vec<String>,
    /// Words and where they lead.
    pub links: Vec<(&'static str, &'static str)>,
    /// Whether histories are opened here by the id of a record.
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
        Role::Guest => (vec![invited(conn, visit).await?], Vec::new()),
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
            vec![("利用者の一覧を見る", "/accounts")],
        ),
        Role::Member | Role::SupportDoctor | Role::Coordinator | Role::CoordinationCenterStaff => {
            let seats = seats(conn, visit).await?;
            match seats.is_empty() {
                true => (
                    vec![
                        "いま席のある会議はありません。会議の名簿に入ると、\
                 その会議の予定・事例・課題がここから見られます。名簿のことは、\
                 会議の事務局にお尋ねください。"
                            .into(),
                    ],
                    Vec::new(),
                ),
                false => (
                    vec![
                        format!("席のある会議: {seats}"),
                        "その会議の予定と確定した記録、匿名の事例、課題と市の答えを読めます。\
                 会議が近づくと、日時と議題の数がここに出ます。"
                            .into(),
                    ],
                    vec![
                        ("会議の予定を見る", "/meetings"),
                        ("課題と答えを見る", "/issues"),
                        ("資料を見る", "/papers"),
                    ],
                ),
            }
        }
    };
    let opens_history = seat.role == Role::Auditor;
    Ok(Standing { sentences, links, opens_history })
}

/// The conferences somebody sits in; of many, the first and how many more.
async fn seats(conn: &mut Conn, visit: &Visit) -> Result<String> {
    const MOST: usize = 6;
    let seats = visit.actor().seat().map_or(&[][..], |seat| seat.conferences.as_slice());
    let all = conferences::list(conn).await?.into_iter().filter(|c| seats.contains(&c.id));
    let names: Vec<String> = all.map(|c| c.name).collect();
    let more = names.len().saturating_sub(MOST);
    let first = names[..names.len() - more].join("、");
    Ok(if more > 0 { format!("{first}、ほか{more}") } else { first })
}

/// Of an invitation: what it opens while it holds, and that it ended.
async fn invited(conn: &mut Conn, visit: &Visit) -> Result<String> {
    let Some(seat) = visit.actor().seat() else {
        return Ok(String::new());
    };
    let last = meetings::last_invitation(conn, &seat.account).await?;
    Ok(match (seat.meetings.is_empty(), last) {
        (false, _) => "招かれた会議だけを、その日の終わりまで見られます。会議の名前から、\
                 議題と匿名の事例を開けます。"
            .into(),
        (true, Some(day)) => format!(
            "{}の会議へのご出席、ありがとうございました。招待はその日で終わり、\
                 会議の内容はもう見られません。会議の結果は、事務局から文書で届きます。\
                 お尋ねも事務局へお願いします。",
            day.long()
        ),
        (true, None) => "まだ会議に招かれていません。招かれると、その会議がここに出ます。".into(),
    })
}
