//! One case's way through a municipality, by the commands that its pages call and as the people who may.

use super::City;
use crate::{
    access::{self, Actor, Load, Role, Seat},
    cases::{
        AgeBand, CareLevel, CaseFacts, Consent, DecisionInput, FactorMark, Household, MarkedFactor,
        NewCase, Outline, RecordInput, SheetInput, act, choosing,
        commands::{self, Sharable, Sharing},
        store::{self, Doing},
    },
    clock::Day,
    conferences::{self, Conference},
    forms::Answers,
    id::{
        AccountId, CaseId, CenterId, ConferenceId, ConferenceKindId, IssueId, MeasureId, MeetingId,
        PeriodId, ReviewId,
    },
    issues::{
        self, IssueAction, IssueFacts, IssueStatus, IssueWords, Move, NewDecision, NewEvidence,
        NewIssue, Target,
    },
    measures::{self, Acknowledge, FeedbackAction, FeedbackFacts, MeasureWords, NewMeasure},
    meetings::{self, HoldMeeting, MeetingFacts, NewMeeting, PlanMeeting},
    papers::{
        self, HandIn, PaperAction, PaperFacts, Papers,
        reflection::{Reflection, reflection},
        sheets::EditionState,
    },
    persons::{self, NewPerson, PersonFacts, Sex},
    preset::Preset,
    structure::Structure,
    testing::TestApp,
};

/// The measure that answers the issue.
pub(super) const ANSWER: &str = "ごみ出しの手伝い";

/// What became of the case.
pub(super) struct Walked {
    pub structure: Structure,
    pub steps: Vec<Step>,
    /// The conference whose meeting decided first on the issue of each step, as its history has it.
    pub decided_by: Vec<ConferenceId>,
    /// Kinds of conference of which one meeting was held.
    pub held_kinds: Vec<ConferenceKindId>,
    /// Units and presenters that were told the answer, and how many of them said that it arrived.
    pub told: usize,
    pub acknowledged: usize,
    pub papers: Papers,
    pub reflection: Reflection,
    pub today: Day,
}

/// The issue at one level.
pub(super) struct Step {
    /// As pages call it.
    pub called: String,
    /// Who may decide on it: keys of centres, or 市.
    pub keepers: Vec<String>,
    pub issue: IssueId,
    /// Name of the conference that decided, and its day.
    pub conference: String,
    pub day: Day,
    /// Meetings that a page offers as those that decided.
    pub choices: Vec<String>,
}

/// A municipality's text with what is the same everywhere.
pub(super) fn preset(city: &City) -> Preset {
    let text = format!("{}\n{}", city.text, include_str!("../cities/common.toml"));
    Preset::parse(city.name, &text).unwrap_or_else(|wrong| panic!("{}: {wrong:#?}", city.name))
}

/// Walks a case all the way, in the test's municipality.
pub(super) async fn walk(t: &TestApp, city: &City) -> Walked {
    let preset = preset(city);
    t.install(&preset).await;
    let walker = Walker::new(t, Structure::new(preset), city);
    let held = walker.meet(city.cases, &walker.staff(city.center), walker.within(10)).await;
    let (case, review) = walker.reviewed(&city.center.into(), &held).await;
    // A conference of cases of the whole municipality sits too, and the day in the papers' head is not its own.
    let beside =
        walker.structure.conference_kinds.iter().find(|kind| kind.key.as_str() == "reviews");
    if beside.is_some() {
        walker.meet("reviews.municipality", &walker.city, walker.within(15)).await;
    }
    let mut steps = Vec::new();
    let mut issue = walker.raised(city.way[0].0, &case, &review).await;
    for (at, (conference, ..)) in city.way.iter().enumerate() {
        let above = city.way.get(at + 1).map(|(above, ..)| *above);
        let (step, next) = walker.decided(conference, above, &issue, at).await;
        steps.push(step);
        issue = next;
    }
    let top = (city.way.last().unwrap().0, steps.last().unwrap().day);
    let measure = walker.answered(&issue, top).await;
    let mut decided_by = Vec::new();
    for step in &steps {
        decided_by.push(walker.decided_by(&step.issue).await);
    }
    let (told, acknowledged) = walker.told(&measure).await;
    walker.reported().await;
    let mut held_kinds: Vec<ConferenceKindId> =
        city.way.iter().map(|(conference, ..)| walker.kind(conference)).collect();
    held_kinds.push(walker.kind(city.cases));
    held_kinds.extend(beside.map(|kind| kind.key.clone()));
    let mut conn = t.read().await;
    let papers = papers::compile(&mut conn, &walker.period, EditionState::Draft).await;
    let reflected = reflection(&mut conn, &walker.structure, &walker.period).await;
    Walked {
        reflection: reflected.unwrap(),
        steps,
        decided_by,
        held_kinds,
        told,
        acknowledged,
        papers: papers.unwrap(),
        today: t.app.db().clock().today(),
        structure: walker.structure,
    }
}

struct Walker<'t> {
    t: &'t TestApp,
    structure: Structure,
    city: Actor,
    presenter: Actor,
    period: PeriodId,
    /// The period's first and last day.
    days: (Day, Day),
}

impl Walker<'_> {
    fn new<'t>(t: &'t TestApp, structure: Structure, city: &City) -> Walker<'t> {
        let (year, number) = city.period.split_once('-').unwrap();
        let window = structure.period(year.parse().unwrap(), number.parse().unwrap()).unwrap();
        let somebody = |role| person(t, &structure, role, None);
        Walker {
            city: somebody(Role::CityOfficer),
            presenter: somebody(Role::CarePresenter),
            period: city.period.into(),
            days: (Day(window.first_day), Day(window.last_day)),
            t,
            structure,
        }
    }

    fn staff(&self, center: &str) -> Actor {
        person(self.t, &self.structure, Role::CenterStaff, Some(center.into()))
    }

    /// A day within the period.
    fn within(&self, days: i64) -> Day {
        self.days.0.plus_days(days)
    }

    fn kind(&self, conference: &str) -> ConferenceKindId {
        conference.split('.').next().unwrap().into()
    }

    async fn conference(&self, id: &str) -> Conference {
        conferences::find(&mut self.t.read().await, &id.into()).await.unwrap()
    }

    /// Plans and holds a meeting on a day, which it waits for.
    async fn meet(&self, conference: &str, actor: &Actor, day: Day) -> MeetingId {
        let clock = self.t.app.db().clock();
        clock.advance_days(day.since(clock.today()));
        let new = &NewMeeting::on(self.conference(conference).await, day);
        let structure = &self.structure;
        self.t
            .write(|mut tx| async move {
                let permit = access::permit::<PlanMeeting>(&mut tx, actor, &new.facts())?;
                let id = meetings::create(&mut tx, permit, structure, new).await?;
                let facts = MeetingFacts::load(&mut tx, &id).await?;
                let permit = access::permit::<HoldMeeting>(&mut tx, actor, &facts)?;
                meetings::advance(&mut tx, permit, structure, "").await?;
                Ok((tx, id))
            })
            .await
            .unwrap_or_else(|refused| panic!("{conference}: {refused:?}"))
    }

    /// Registers a case of a centre, hands it in, and writes what the meeting made of it.
    async fn reviewed(&self, center: &CenterId, meeting: &MeetingId) -> (CaseId, ReviewId) {
        let (staff, structure) = (&self.staff(center.as_str()), &self.structure);
        let today = self.t.app.db().clock().today();
        let sheet = &self.sheet(today);
        self.t
            .write(|mut tx| async move {
                let facts = PersonFacts::new_at(center.clone());
                let permit = access::permit(&mut tx, staff, &facts)?;
                let person = persons::register(&mut tx, permit, &somebody(center)).await?;
                let facts = CaseFacts { person, ..CaseFacts::new_at(center.clone(), None) };
                let new = NewCase { registered_on: today, sheet: sheet.clone() };
                let permit = access::permit::<act::Register>(&mut tx, staff, &facts)?;
                let id = commands::register(&mut tx, permit, structure, &new).await?;
                let permit = access::leave(&mut tx, staff, act::Share, &id).await?;
                let written = &Answers::default();
                let sharable =
                    Sharable { title: "ごみ出し", written, sharing: Sharing::Confirm };
                commands::share(&mut tx, permit, structure, 1, sharable).await?;
                let permit = access::leave(&mut tx, staff, act::Submit, &id).await?;
                commands::submit(&mut tx, permit, structure).await?;
                let permit = access::leave(&mut tx, staff, act::Choose, &id).await?;
                let review = choosing::choose(&mut tx, permit, structure, meeting).await?;
                let decision = ("訪問する".to_owned(), "センター".to_owned());
                let (what, who) = decision;
                let input = &RecordInput {
                    decisions: vec![DecisionInput { what, who, due: None }],
                    follow_ups: vec![today.plus_months(3)],
                    ..RecordInput::default()
                };
                let version = store::review(&mut tx, &review.id).await?.version;
                let permit = access::leave(&mut tx, staff, act::Record, &id).await?;
                let done = Doing::Finish;
                commands::record(&mut tx, permit, &review.id, version, input, done).await?;
                Ok((tx, (id, review.id)))
            })
            .await
            .unwrap_or_else(|refused| panic!("{center}: {refused:?}"))
    }

    fn sheet(&self, today: Day) -> SheetInput {
        let outline = Outline {
            kind_id: "difficult".into(),
            title: "ごみ出しが難しい方".into(),
            presenter_name: self.presenter.name().into(),
            age_band: AgeBand::of(82),
            sex: Sex::Female,
            care_level: CareLevel::CareOne,
            household: Household::Alone,
            consent: Consent::Person,
            consent_on: Some(today),
            ..Outline::blank()
        };
        let mark = FactorMark::Mark;
        let garbage = MarkedFactor { factor_id: "garbage".into(), mark, words: String::new() };
        SheetInput {
            outline,
            presenter_id: self.presenter.seat().map(|seat| seat.account.clone()),
            form_version: 1,
            named: Answers::default(),
            factors: vec![garbage],
        }
    }

    /// The case's issue, registered by the first of those who keep it.
    async fn raised(&self, conference: &str, case: &CaseId, review: &ReviewId) -> IssueId {
        let kind = self.structure.kind_of(&self.kind(conference)).unwrap();
        let unit = self.conference(conference).await.unit_id;
        let found = store::review(&mut self.t.read().await, review).await.unwrap();
        let day = found.discussed_on.unwrap();
        let evidence = &[NewEvidence::case(case.clone(), review.clone(), found.label, day)];
        let new = &NewIssue {
            id: IssueId::new(),
            level: kind.level.clone(),
            unit,
            status: IssueStatus::Open,
            words: IssueWords { title: "ごみを出せない".into(), ..IssueWords::blank() },
            period: Some(self.period.clone()),
            raised_on: day,
        };
        let (_, keeper) = self.keepers(&new.facts()).remove(0);
        let keeper = &keeper;
        self.t
            .write(|mut tx| async move {
                let id = issues::raise(&mut tx, keeper, new, evidence).await?;
                Ok((tx, id))
            })
            .await
            .unwrap_or_else(|refused| panic!("{conference}: {refused:?}"))
    }

    /// Everybody who may decide on an issue, by the key of their centre or as 市.
    fn keepers(&self, facts: &IssueFacts) -> Vec<(String, Actor)> {
        let staff = self.structure.centers.iter().map(|c| c.key.to_string());
        let mut all: Vec<_> = staff.map(|key| (key.clone(), self.staff(&key))).collect();
        all.push(("市".to_owned(), self.city.clone()));
        all.retain(|(_, actor)| access::may(IssueAction::Decide, actor, facts));
        all
    }

    /// A conference takes the issue up and raises it to the next level, where there is one.
    async fn decided(
        &self,
        conference: &str,
        above: Option<&str>,
        issue: &IssueId,
        at: usize,
    ) -> (Step, IssueId) {
        let facts = IssueFacts::load(&mut self.t.read().await, issue).await.unwrap();
        let keepers = self.keepers(&facts);
        let keeper = &keepers[0].1;
        let kind = self.structure.kind_of(&self.kind(conference)).unwrap();
        let day = match (above, self.structure.hears_period_before(kind)) {
            (Some(_), _) => self.within(20 + 10 * at as i64),
            (None, true) => self.days.1.plus_days(40),
            (None, false) => self.days.1.plus_days(-40),
        };
        let meeting = &self.meet(conference, keeper, day).await;
        let mut conn = self.t.read().await;
        let found = issues::find(&mut conn, issue).await.unwrap();
        let structure = &self.structure;
        let choices = issues::meeting_choices(&mut conn, keeper, structure, &found).await.unwrap();
        drop(conn);
        let target = &above.map(|above| Target::New {
            level: structure.kind_of(&self.kind(above)).unwrap().level.clone(),
            words: IssueWords::blank().into(),
        });
        let status = found.status;
        let next = self
            .t
            .write(|mut tx| async move {
                if status == IssueStatus::Candidate {
                    let taken = NewDecision::new(Move::TakeUp, day, "").at(meeting.clone());
                    issues::decide(&mut tx, keeper, structure, issue, &taken).await?;
                }
                let Some(target) = target.clone() else {
                    return Ok((tx, None));
                };
                let raised = NewDecision::new(Move::Escalate, day, "ここでは解決できない");
                let raised = raised.at(meeting.clone()).onto(target);
                let next = issues::decide(&mut tx, keeper, structure, issue, &raised).await?;
                Ok((tx, next))
            })
            .await
            .unwrap_or_else(|refused| panic!("{conference}: {refused:?}"));
        let step = Step {
            called: issues::words::name(structure, &found),
            keepers: keepers.iter().map(|(key, _)| key.clone()).collect(),
            conference: self.conference(conference).await.name,
            issue: issue.clone(),
            day,
            choices: choices.into_iter().map(|choice| choice.label).collect(),
        };
        (step, next.unwrap_or_else(|| issue.clone()))
    }

    /// The conference of the first meeting that the issue's history names.
    async fn decided_by(&self, issue: &IssueId) -> ConferenceId {
        let mut conn = self.t.read().await;
        let decisions = issues::decisions(&mut conn, std::slice::from_ref(issue)).await.unwrap();
        let meeting = decisions.into_iter().find_map(|decision| decision.meeting_id).unwrap();
        meetings::find(&mut conn, &meeting).await.unwrap().conference_id
    }

    /// The city answers at the last conference, and tells everybody behind the issue.
    async fn answered(&self, issue: &IssueId, (conference, day): (&str, Day)) -> MeasureId {
        let mut conn = self.t.read().await;
        let at = meetings::of_period(&mut conn, &self.period, None).await.unwrap();
        let meeting = at.into_iter().find(|m| m.conference_id.as_str() == conference).unwrap().id;
        drop(conn);
        let new = &NewMeasure {
            id: MeasureId::new(),
            words: MeasureWords {
                title: ANSWER.into(),
                answer: "new_budget".into(),
                reflected: true,
                ..MeasureWords::blank()
            },
            issues: vec![issue.clone()],
            decided_on: day,
            meeting: Some(meeting),
            period: Some(self.period.clone()),
            follow_ups: vec![day.plus_months(3)],
        };
        let (city, structure) = (&self.city, &self.structure);
        self.t
            .write(|mut tx| async move {
                let id = measures::register(&mut tx, city, structure, new).await?;
                let permit = access::leave(&mut tx, city, measures::RollDown, &id).await?;
                measures::roll_down(
                    &mut tx,
                    permit,
                    structure,
                    ("手伝いを始めます", measures::Again::New),
                )
                .await?;
                Ok((tx, id))
            })
            .await
            .unwrap()
    }

    /// Whoever was told says that it arrived; how many were told, and how many said so.
    async fn told(&self, measure: &MeasureId) -> (usize, usize) {
        let mut people = vec![self.presenter.clone(), self.city.clone()];
        people.extend(self.structure.centers.iter().map(|c| self.staff(c.key.as_str())));
        let people = &people;
        self.t
            .write(|mut tx| async move {
                let told =
                    measures::feedbacks_of_measures(&mut tx, std::slice::from_ref(measure)).await?;
                for one in &told {
                    let facts = FeedbackFacts::load(&mut tx, &one.id).await?;
                    let hears =
                        |who: &&Actor| access::may(FeedbackAction::Acknowledge, who, &facts);
                    if let Some(somebody) = people.iter().find(hears) {
                        let permit = access::permit::<Acknowledge>(&mut tx, somebody, &facts)?;
                        measures::acknowledge(&mut tx, permit).await?;
                    }
                }
                let told =
                    measures::feedbacks_of_measures(&mut tx, std::slice::from_ref(measure)).await?;
                let arrived = told.iter().filter(|one| !one.waits()).count();
                Ok((tx, (told.len(), arrived)))
            })
            .await
            .unwrap()
    }
}

impl Walker<'_> {
    /// Every unit's report is handed in, by the first who may.
    async fn reported(&self) {
        let period = &self.period;
        let mut people = vec![self.city.clone()];
        people.extend(self.structure.centers.iter().map(|c| self.staff(c.key.as_str())));
        let (people, units) = (&people, &self.structure.reporting_units());
        self.t
            .write(|mut tx| async move {
                for unit in units {
                    let facts = PaperFacts { period: period.clone(), unit: Some(unit.clone()) };
                    let may = |who: &&Actor| access::may(PaperAction::HandIn, who, &facts);
                    let who = people.iter().find(may).expect("somebody hands in");
                    let permit = access::permit::<HandIn>(&mut tx, who, &facts)?;
                    papers::hand_in(&mut tx, permit, period, unit, "話し合った。", 0).await?;
                }
                Ok((tx, ()))
            })
            .await
            .unwrap();
    }
}

pub(super) fn person(
    t: &TestApp,
    structure: &Structure,
    role: Role,
    center: Option<CenterId>,
) -> Actor {
    let seat = Seat {
        account: AccountId::new(),
        name: format!("試験の{}", role.label()),
        role,
        standing: structure.standing(role, center.as_ref(), &[]),
        center,
        conferences: Vec::new(),
        meetings: Vec::new(),
    };
    Actor::person(t.municipality.clone(), seat)
}

fn somebody(center: &CenterId) -> NewPerson {
    NewPerson {
        center_id: center.clone(),
        name: "架空 花子".into(),
        kana: "カクウ ハナコ".into(),
        born: None,
        address: String::new(),
        insured_number: String::new(),
        sex: Sex::Female,
    }
}
