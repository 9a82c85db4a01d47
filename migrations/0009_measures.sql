create table measures (
    municipality_id text not null,
    id              text not null,
    title           text not null,
    description     text not null,
    department      text not null,
    budget_year     bigint,
    budget_yen      bigint,
    -- Whether a budget or a plan took it up (for the reflection rate).
    reflected       boolean not null,
    answer          text not null,
    answer_reason   text not null,
    plan_clause     text not null,
    due             text,
    status          text not null,
    -- The newest progress note.
    progress        text not null,
    decided_on      text not null,
    meeting_id      text,
    period_id       text,
    close_reason    text not null,
    version         bigint not null,
    primary key (municipality_id, id)
);
create index measures_period on measures (municipality_id, period_id);
create index measures_status on measures (municipality_id, status, due);

create table measure_issues (
    municipality_id text not null,
    measure_id      text not null,
    issue_id        text not null,
    primary key (municipality_id, measure_id, issue_id)
);
create index measure_issues_issue on measure_issues (municipality_id, issue_id);

-- Append-only: how it goes, from time to time.
create table measure_notes (
    municipality_id text not null,
    id              text not null,
    measure_id      text not null,
    written_on      text not null,
    body            text not null,
    actor_name      text not null,
    primary key (municipality_id, id)
);
create index measure_notes_measure on measure_notes (municipality_id, measure_id);

-- What was told to whom, and that it arrived.
create table feedbacks (
    municipality_id text not null,
    id              text not null,
    measure_id      text not null,
    issue_id        text not null,
    -- 'center' or 'presenter' (of a case)
    recipient       text not null,
    center_id       text not null,
    account_id      text,
    case_id         text,
    recipient_name  text not null,
    body            text not null,
    sent_on         text not null,
    acknowledged_on text,
    acknowledged_by text not null,
    -- How it was acknowledged; empty until then.
    channel         text,
    primary key (municipality_id, id)
);
create index feedbacks_measure on feedbacks (municipality_id, measure_id);
create index feedbacks_center on feedbacks (municipality_id, center_id, acknowledged_on);
create index feedbacks_account on feedbacks (municipality_id, account_id, acknowledged_on);
create index feedbacks_case on feedbacks (municipality_id, case_id);

create table measure_followups (
    municipality_id text not null,
    id              text not null,
    measure_id      text not null,
    due             text not null,
    done_on         text,
    outcome         text,
    note            text not null,
    primary key (municipality_id, id)
);
create index measure_followups_measure on measure_followups (municipality_id, measure_id);
create index measure_followups_due on measure_followups (municipality_id, due);
