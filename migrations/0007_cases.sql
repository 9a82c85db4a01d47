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
    -- The sheet as it is known inside the centre, sealed with the person's key (JSON of answers).
    named_sheet       bytea not null,
    -- The de-identified sheet (JSON of answers); what leaves the centre, once a person confirmed it.
    shared_sheet      text not null,
    shared_confirmed_at bigint,
    shared_confirmed_by text,
    period_id         text,
    close_reason      text not null,
    source_key        text,
    version           bigint not null,
    primary key (municipality_id, id)
);
create index cases_center on cases (municipality_id, center_id, status, registered_on);
create index cases_list on cases (municipality_id, status, registered_on);
create index cases_registered on cases (municipality_id, registered_on);
create index cases_presenter on cases (municipality_id, presenter_id);
create index cases_person on cases (municipality_id, person_id);
create index cases_period on cases (municipality_id, period_id, center_id);
create unique index cases_source on cases (municipality_id, source_key);

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
    due             text not null,
    done_on         text,
    outcome         text not null,
    note            text not null,
    primary key (municipality_id, id)
);
create index case_followups_case on case_followups (municipality_id, case_id);
create index case_followups_due on case_followups (municipality_id, due);
