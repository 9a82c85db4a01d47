//! What is to be found of cases: of those whose de-identified twin is confirmed all that their page says outside the centre, of
//! others the label alone.

use super::{
    AgeBand, CareLevel, CaseFacts, CaseStatus, case::Household, label_on, names::factor_name,
    rules, sheet_form::sheet_form, store,
};
use crate::{
    access::{Clause, Load},
    db::Conn,
    error::{Error, Result},
    forms,
    id::CaseId,
    persons::Sex,
    structure::Structure,
    texts::{Searchable, Text},
};

pub(super) const SEARCHABLE: Searchable = Searchable {
    kind: "case",
    label: "事例",
    ids: |conn, after, most| Box::pin(store::ids_behind(conn, after, most)),
    texts: |conn, structure, ids| Box::pin(texts(conn, structure, ids)),
    scope: |_, actor| Box::pin(async { Ok(rules::scope(actor)) }),
};

async fn texts(conn: &mut Conn, structure: &Structure, ids: &[String]) -> Result<Vec<Text>> {
    let ids: Vec<CaseId> = ids.iter().map(|id| CaseId::from(id.as_str())).collect();
    let mut factors = store::factors_of_many(conn, &ids).await?;
    let mut all = Vec::new();
    for id in &ids {
        let case = match store::find(conn, id).await {
            Err(Error::NotFound) => continue,
            found => found?,
        };
        let mut text = Text {
            id: id.to_string(),
            day: case.registered_on,
            heading: case.title.clone(),
            lines: Vec::new(),
            open: false,
            audience: vec![Clause::Keeper(case.center_id.clone())],
        };
        text.audience.extend(case.presenter_id.clone().map(Clause::Own));
        text.say("記号", &case.label);
        if !case.is_confirmed() {
            text.heading.clear();
            all.push(text);
            continue;
        }
        text.say("種類", structure.case_kind_name(&case.kind_id));
        let known = |word: &'static str, is: bool| if is { word } else { "" };
        text.say("世帯", known(case.household.label(), case.household != Household::Unknown));
        text.say("要介護度", known(case.care_level.label(), case.care_level != CareLevel::Unknown));
        text.say("年齢", known(case.age_band.label(), case.age_band != AgeBand::Unknown));
        text.say("性別", known(case.sex.label(), case.sex != Sex::Unknown));
        for factor in factors.remove(id).unwrap_or_default() {
            text.say(&factor_name(structure, &factor.factor_id), factor.cell());
            text.say("要因", &factor_name(structure, &factor.factor_id));
        }
        let shared = store::shared_sheet(conn, id).await?;
        for section in forms::show(sheet_form(structure, case.form_version)?, &shared) {
            for answer in section.answers {
                text.say(&answer.label, &answer.lines.join("、"));
            }
        }
        // Who sits where it came knows of it once it left its centre.
        if case.status != CaseStatus::Draft {
            text.open = true;
            let facts = CaseFacts::load(conn, id).await?;
            text.audience.push(Clause::Conferences(facts.conferences));
            text.audience.push(Clause::Meetings(facts.meetings));
        }
        reviews(conn, structure, id, &mut text).await?;
        all.push(text);
    }
    Ok(all)
}

/// What was said and decided of a case.
async fn reviews(
    conn: &mut Conn,
    structure: &Structure,
    id: &CaseId,
    text: &mut Text,
) -> Result<()> {
    for review in store::reviews_of(conn, id).await? {
        if let Some(day) = review.discussed_on {
            text.day = text.day.max(day);
            text.say("資料での番号", &label_on(&review.label, day));
        }
        text.say("検討のまとめ", &review.summary);
        text.say("支援方針", &review.policy);
        text.say("学んだこと", &review.learning);
        text.say("地域課題の候補", &review.candidate);
        for advice in store::advice_of(conn, &review.id).await? {
            let head = match structure.profession_name(Some(&advice.profession_id)) {
                "" => "助言".to_owned(),
                from => format!("助言({from})"),
            };
            text.say(&head, &advice.body);
        }
    }
    for decision in store::decisions_of(conn, id).await? {
        text.say("決定", &format!("{}({})", decision.what, decision.who));
    }
    Ok(())
}
