//! Who signs in, and who sits in the conferences.

use super::stage::Stage;
use crate::{
    access::{self, Actor, Load, Role, SeatKind},
    accounts::{self, ChosenBy, NewAccount},
    clock::Day,
    conferences::{self, ConferenceFacts, NewMember},
    error::{Error, Result},
    id::{CenterId, ConferenceId},
};

/// Invented surnames and given names of members who do not sign in.
const SURNAMES: &[&str] = &[
    "藤ヶ瀬",
    "柚木野",
    "霞ノ原",
    "若葉沢",
    "磯ヶ谷",
    "白樺野",
    "楓ノ木",
    "潮見原",
    "雛菊谷",
    "茜ヶ丘",
    "銀杏沢",
    "蓮見野",
    "桐ノ瀬",
    "笹舟原",
    "深緑谷",
    "秋草野",
    "春霞沢",
];
const GIVEN: &[&str] = &[
    "恵子",
    "正樹",
    "由紀",
    "健二",
    "美穂",
    "康夫",
    "さつき",
    "隆",
    "真由",
    "茂",
    "里奈",
    "昭彦",
    "優子",
];

/// Makes the accounts of the demo.
pub(super) async fn hire(stage: &mut Stage<'_>) -> Result<()> {
    let cost = stage.app.config().password_cost;
    let hash = accounts::password::hash(cost, stage.seeds.password.clone()).await?;
    for seed in &stage.seeds.accounts {
        let role: Role =
            seed.role.parse().map_err(|_| Error::internal(format!("no role {}", seed.role)))?;
        let new = &NewAccount {
            login: seed.login.clone(),
            password_hash: hash.clone(),
            password_by: ChosenBy::Owner,
            name: seed.name.clone(),
            role,
            center_id: seed.center.clone().filter(|_| role == Role::CenterStaff),
            organisation: seed.words.clone(),
            profession_id: Some(seed.profession.clone()),
        };
        let system = &Actor::system(stage.municipality.clone(), "demo");
        let id = stage
            .app
            .db()
            .write(&stage.municipality, |mut tx| async move {
                let permit = access::permit(&mut tx, system, &new.facts())?;
                let id = accounts::create(&mut tx, permit, new).await?;
                Ok((tx, id))
            })
            .await?;
        let actor = stage.actor_of(&id, &seed.name, role, seed.center.as_ref());
        stage.accounts.insert(seed.login.clone(), (id, actor));
    }
    Ok(())
}

/// Fills the conferences: the accounts that sit in their areas' conferences, and for every seat of a kind
/// somebody who does not sign in.
pub(super) async fn seat_members(stage: &Stage<'_>) -> Result<()> {
    let mut conn = stage.app.db().read(&stage.municipality).await?;
    let all = conferences::list(&mut conn).await?;
    drop(conn);
    let mut nobody = 0;
    for conference in &all {
        let Some(kind) = stage.structure.kind_of(&conference.kind_id) else {
            continue;
        };
        let center = conference.center_id.as_ref().map(CenterId::as_str);
        let mut members: Vec<NewMember> = Vec::new();
        for account in &stage.seeds.accounts {
            let sits = center.is_some_and(|c| account.areas.iter().any(|a| a == c))
                || (account.login == "renkei" && center.is_none());
            if sits && let Some((id, actor)) = stage.accounts.get(&account.login) {
                members.push(NewMember {
                    account_id: Some(id.clone()),
                    name: account.name.clone(),
                    profession_id: Some(account.profession.clone()),
                    organisation: account.words.clone(),
                    seat: actor.role().map_or(SeatKind::Member, SeatKind::usual_for),
                    term_from: account.from.map(Day),
                    term_to: account.to.map(Day),
                });
            }
        }
        for seat in &kind.members {
            for _ in 0..seat.count {
                if members.iter().any(|m| m.profession_id.as_ref() == Some(&seat.profession)) {
                    continue;
                }
                members.push(NewMember {
                    account_id: None,
                    name: format!(
                        "{} {}",
                        SURNAMES[nobody % SURNAMES.len()],
                        GIVEN[nobody % GIVEN.len()]
                    ),
                    profession_id: Some(seat.profession.clone()),
                    organisation: (stage.structure.organisations.iter())
                        .find(|of| Some(&of.key) == seat.organisation.as_ref())
                        .map(|of| of.name.clone())
                        .unwrap_or_default(),
                    seat: SeatKind::Member,
                    term_from: Some(Day::of(2025, 4, 1)),
                    term_to: Some(Day::of(2027, 3, 31)),
                });
                nobody += 1;
            }
        }
        add(stage, &conference.id, &members).await?;
    }
    Ok(())
}

async fn add(stage: &Stage<'_>, conference: &ConferenceId, members: &[NewMember]) -> Result<()> {
    let system = &Actor::system(stage.municipality.clone(), "demo");
    stage
        .app
        .db()
        .write(&stage.municipality, |mut tx| async move {
            for member in members {
                let facts = ConferenceFacts::load(&mut tx, conference).await?;
                let permit = access::permit(&mut tx, system, &facts)?;
                conferences::add_member(&mut tx, permit, member).await?;
            }
            Ok((tx, ()))
        })
        .await
}
