create table cases (
    municipality_id   text not null,
    id                text not null,
    center_id         text not null,
    person_id         text not null,
    presenter_id      text,
    presenter_name    text not null,
    kind_id           text not null,
    -- What others call the case: a serial within the centre and fiscal year until a meeting gives it a label.
    label             text not null,
    title             text not null,
    status            text not null,
    registered_on     text not null,
    submitted_on      text,
    age_band          text not null,
    sex               text not null,
    care_level        text not null,
    household         text not null,
    consent           text not null,
    consent_on        text,
    consent_basis     text not null,
    form_version      bigint not null,
    shared_confirmed_at bigint,
    shared_confirmed_by text,
    period_id         text,
    -- Why the centre sent it back to its presenter; empty once it is submitted again.
    return_reason     text not null,
    close_reason      text not null,
    -- File and row it was imported from, so that the same file twice changes nothing.
    source_key        text,
    version           bigint not null,
    primary key (municipality_id, id)
);
create unique index cases_label on cases (municipality_id, label);
create index cases_registered on cases (municipality_id, registered_on, id);
-- The list of one state, newest first: read from its end, and counted without a row.
create index cases_status on cases (municipality_id, status, registered_on, id, shared_confirmed_at);
create index cases_center on cases (municipality_id, center_id, registered_on, id);
-- What lists filter by, so that counting reads no row.
create index cases_count on cases
    (municipality_id, center_id, status, kind_id, care_level, period_id, shared_confirmed_at);
create index cases_presenter on cases (municipality_id, presenter_id);
create index cases_person on cases (municipality_id, person_id);
create index cases_period on cases (municipality_id, period_id, center_id);
create unique index cases_source on cases (municipality_id, source_key);

-- The sheets stand apart from the cases, so that lists read short rows.
create table case_sheets (
    municipality_id text not null,
    case_id         text not null,
    -- As it is known inside the centre, sealed with the person's key (JSON of answers).
    named_sheet     bytea not null,
    -- The de-identified twin (JSON of answers): what leaves the centre, once a person confirmed it.
    shared_sheet    text not null,
    primary key (municipality_id, case_id)
);

create table case_factors (
    municipality_id text not null,
    case_id         text not null,
    factor_id       text not null,
    mark            text not null,
    words           text not null,
    primary key (municipality_id, case_id, factor_id)
);
create index case_factors_factor on case_factors (municipality_id, factor_id);

-- One sitting's review of one case. A case may be reviewed many times.
create table case_reviews (
    municipality_id text not null,
    id              text not null,
    case_id         text not null,
    meeting_id      text not null,
    conference_id   text not null,
    period_id       text,
    -- Place on the agenda, from 1; in the meeting the case is called 事例1.
    number          bigint not null,
    label           text not null,
    status          text not null,
    -- The day of the meeting at which it was discussed; null until then.
    discussed_on    text,
    -- Why it was put off or taken off the agenda; empty otherwise.
    reason          text not null,
    summary         text not null,
    policy          text not null,
    learning        text not null,
    candidate       text not null,
    version         bigint not null,
    primary key (municipality_id, id)
);
create unique index case_reviews_once on case_reviews (municipality_id, meeting_id, case_id);
create index case_reviews_case on case_reviews (municipality_id, case_id);
create index case_reviews_conference on case_reviews (municipality_id, conference_id);
create index case_reviews_discussed on case_reviews (municipality_id, discussed_on);

create table case_advice (
    municipality_id text not null,
    id              text not null,
    review_id       text not null,
    profession_id   text not null,
    body            text not null,
    sort            bigint not null,
    primary key (municipality_id, id)
);
create index case_advice_review on case_advice (municipality_id, review_id);

create table case_decisions (
    municipality_id text not null,
    id              text not null,
    review_id       text not null,
    case_id         text not null,
    what            text not null,
    who             text not null,
    due             text,
    done_on         text,
    sort            bigint not null,
    primary key (municipality_id, id)
);
create index case_decisions_review on case_decisions (municipality_id, review_id);
create index case_decisions_due on case_decisions (municipality_id, due);

create table case_followups (
    municipality_id text not null,
    id              text not null,
    case_id         text not null,
    review_id       text,
    due             text not null,
    done_on         text,
    outcome         text not null,
    note            text not null,
    primary key (municipality_id, id)
);
create index case_followups_case on case_followups (municipality_id, case_id);
create index case_followups_due on case_followups (municipality_id, due);
