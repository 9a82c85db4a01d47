//! What tests of issues, measures and the thread begin from: reviewed cases, meetings, and issues.

use crate::{
    access::{self, Load, SeatKind},
    cases::{
        self, AgeBand, CASE_SHEET, CareLevel, CaseFacts, Consent, DecisionInput, FactorMark,
        Household, MarkedFactor, NewCase, Outline, RecordInput, SheetInput, Twin, act,
        store::{Doing, Shared, Sitting},
    },
    clock::Day,
    conferences::{self, EditMembers, NewMember},
    forms::Answers,
    id::{AccountId, CaseId, CenterId, ConferenceId, IssueId, MeetingId, ReviewId, UnitId},
    issues::{
        self, AddEvidence, IssueStatus, IssueWords, Move, NewDecision, NewEvidence, NewIssue,
        Target,
    },
    meetings::{self, NewMeeting, PlanMeeting},
    persons::{self, Cleared, NewPerson, PersonFacts, Sex},
    testing::{Cast, MATSUDO, TestApp},
};

/// A meeting of a kind on a day: of 明第1's conference, or the municipality's.
pub async fn meeting(t: &TestApp, kind: &str, day: Day) -> MeetingId {
    let system = &t.system();
    let _m = &t.municipality;
    t.write(|mut tx| async move {
        let conference = conferences::of_center(&mut tx, &kind.into(), &"mei1".into())
            .await?
            .expect("the preset has this conference");
        let new = NewMeeting::on(conference, day);
        let permit = access::permit::<PlanMeeting>(&mut tx, system, &new.facts())?;
        let id = meetings::create(&mut tx, permit, &MATSUDO, &new).await?;
        Ok((tx, id))
    })
    .await
    .expect("the meeting is planned")
}

/// A case of a centre, brought by the care manager, reviewed on `day` with this candidate.
pub async fn reviewed(t: &TestApp, center: &str, day: Day, candidate: &str) -> (CaseId, ReviewId) {
    reviewed_with(t, center, day, candidate, &[]).await
}

/// [`reviewed`], with these factors marked.
pub async fn reviewed_with(
    t: &TestApp,
    center: &str,
    day: Day,
    candidate: &str,
    factors: &[&str],
) -> (CaseId, ReviewId) {
    let presenter = Some(t.account(Cast::CarePresenter));
    reviewed_of(t, center, day, (candidate, factors), presenter).await
}

/// A case of a centre, brought by somebody or by its own staff, reviewed on `day` with a candidate and marked factors.
pub async fn reviewed_of(
    t: &TestApp,
    center: &str,
    day: Day,
    (candidate, factors): (&str, &[&str]),
    presenter: Option<AccountId>,
) -> (CaseId, ReviewId) {
    let sitting = meeting(t, "individual", day).await;
    let (system, _m) = (&t.system(), &t.municipality);
    let center = &CenterId::from(center);
    let form = MATSUDO.form(CASE_SHEET).expect("the preset has the case sheet");
    let presenter = &presenter;
    let sitting = &sitting;
    t.write(|mut tx| async move {
        let person = NewPerson {
            center_id: center.clone(),
            name: "架空 花子".into(),
            kana: "カクウ ハナコ".into(),
            born: None,
            address: String::new(),
            insured_number: String::new(),
            sex: Sex::Female,
        };
        let permit = access::permit(&mut tx, system, &PersonFacts::new_at(center.clone()))?;
        let person_id = persons::register(&mut tx, permit, &person).await?;
        let outline = Outline {
            kind_id: "difficult".into(),
            title: "ごみ出しが難しい方".into(),
            presenter_name: presenter
                .as_ref()
                .map(|_| "試験の介護支援専門員".into())
                .unwrap_or_default(),
            age_band: AgeBand::of(82),
            sex: Sex::Female,
            care_level: CareLevel::CareOne,
            household: Household::Alone,
            consent: Consent::Person,
            consent_on: Some(day),
            ..Outline::blank()
        };
        let sheet = SheetInput {
            outline,
            presenter_id: presenter.clone(),
            form_version: i64::from(form.version),
            named: Answers::default(),
            factors: factors
                .iter()
                .map(|key| MarkedFactor {
                    factor_id: (*key).into(),
                    mark: FactorMark::Mark,
                    words: String::new(),
                })
                .collect(),
        };
        let new = NewCase { registered_on: day, sheet };
        let facts = CaseFacts { person: person_id, ..CaseFacts::new_at(center.clone(), None) };
        let permit = access::permit::<act::Register>(&mut tx, system, &facts)?;
        let id = cases::store::register(&mut tx, permit, &new, form, "試験-", None).await?;
        let facts = CaseFacts::load(&mut tx, &id).await?;
        let permit = access::permit::<act::Share>(&mut tx, system, &facts)?;
        let nothing = Answers::default();
        let factors = cases::store::factors_of(&mut tx, &id).await?;
        let twin = &Twin::of(&MATSUDO, form, ("ごみ出し", ""), &nothing, &nothing, factors);
        cases::store::share(&mut tx, permit, 1, Shared::Confirmed(Cleared::left_before(twin)))
            .await?;
        let permit = access::permit::<act::Submit>(&mut tx, system, &facts)?;
        cases::store::submit(&mut tx, permit).await?;
        let sits = meetings::find(&mut tx, sitting).await?;
        let sitting = Sitting {
            meeting: sits.id,
            conference: sits.conference_id,
            unit: sits.unit_id,
            period: sits.period_id,
            number: sits.number,
            symbol: "明第1".into(),
        };
        let permit = access::permit::<act::Choose>(&mut tx, system, &facts)?;
        let review = cases::store::choose(&mut tx, permit, &sitting).await?;
        let input = RecordInput {
            candidate: candidate.into(),
            decisions: vec![DecisionInput {
                what: "訪問".into(),
                who: "センター".into(),
                due: Some(day.plus_months(2)),
            }],
            follow_ups: vec![day.plus_months(3)],
            ..RecordInput::default()
        };
        let permit = access::permit::<act::Record>(&mut tx, system, &facts)?;
        cases::store::record(
            &mut tx,
            permit,
            &review.id,
            review.version,
            Cleared::left_before(&input),
            (Doing::Finish, day),
        )
        .await?;
        Ok((tx, (id, review.id)))
    })
    .await
    .expect("the case is reviewed")
}

/// An issue that is being discussed.
pub async fn issue(
    t: &TestApp,
    level: &str,
    center: Option<&str>,
    title: &str,
    day: Day,
) -> IssueId {
    let system = &t.system();
    let new = &NewIssue {
        id: IssueId::new(),
        level: level.into(),
        unit: center.map_or_else(UnitId::municipality, UnitId::center),
        status: IssueStatus::Open,
        words: IssueWords { title: title.into(), ..IssueWords::blank() },
        period: MATSUDO.period_of_day(day),
        raised_on: day,
    };
    t.write(|mut tx| async move {
        let id = issues::raise(&mut tx, system, new, &[]).await?;
        Ok((tx, id))
    })
    .await
    .expect("the issue is raised")
}

/// Raises an area's issue into one of a level above that is there already.
pub async fn raised_into(t: &TestApp, issue: &IssueId, upper: &IssueId, day: Day) {
    let system = &t.system();
    t.write(|mut tx| async move {
        let decision = NewDecision::new(Move::Escalate, day, "市全体のこと");
        let decision = decision.onto(Target::Issue(upper.clone()));
        issues::decide(&mut tx, system, &MATSUDO, issue, &decision).await?;
        Ok((tx, ()))
    })
    .await
    .expect("the issue is raised into the other");
}

/// Adds evidence.
pub async fn evidence(t: &TestApp, issue: &IssueId, new: &[NewEvidence]) {
    let system = &t.system();
    t.write(|mut tx| async move {
        let permit = access::leave(&mut tx, system, AddEvidence, issue).await?;
        issues::add_evidence(&mut tx, permit, new).await?;
        Ok((tx, ()))
    })
    .await
    .expect("the evidence is added");
}

/// Gives somebody of the cast a member's seat in a conference.
pub async fn seat(t: &TestApp, who: Cast, conference: &str) {
    seat_as(t, who, conference, SeatKind::Member).await;
}

/// Gives somebody of the cast a seat in a conference.
pub async fn seat_as(t: &TestApp, who: Cast, conference: &str, seat: SeatKind) {
    let (system, id) = (&t.system(), &ConferenceId::from(conference));
    let new = &NewMember {
        account_id: Some(t.account(who)),
        name: "試験の委員".into(),
        profession_id: None,
        organisation: String::new(),
        seat,
        term_from: None,
        term_to: None,
    };
    t.write(|mut tx| async move {
        let permit = access::leave(&mut tx, system, EditMembers, id).await?;
        conferences::add_member(&mut tx, permit, new).await?;
        Ok((tx, ()))
    })
    .await
    .expect("they take the seat");
}
