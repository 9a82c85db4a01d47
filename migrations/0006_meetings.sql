create table meetings (
    municipality_id text not null,
    id              text not null,
    conference_id   text not null,
    kind_id         text not null,
    center_id       text,
    period_id       text,
    -- Which sitting of its conference within the period, from 1.
    number          bigint not null,
    status          text not null,
    -- The first day of the month.
    planned_month   text not null,
    day             text,
    starts          text not null,
    ends            text not null,
    place           text not null,
    mode            text not null,
    chair           text not null,
    recorder        text not null,
    minutes         text not null,
    learning        text not null,
    cancel_reason   text not null,
    source_key      text,
    version         bigint not null,
    primary key (municipality_id, id)
);
create index meetings_day on meetings (municipality_id, day);
create index meetings_period on meetings (municipality_id, period_id, kind_id);
create index meetings_conference on meetings (municipality_id, conference_id, day);
create unique index meetings_source on meetings (municipality_id, source_key);

create table attendances (
    municipality_id text not null,
    id              text not null,
    meeting_id      text not null,
    member_id       text,
    account_id      text,
    name            text not null,
    profession_id   text,
    organisation    text not null,
    seat            text not null,
    presence        text not null,
    proxy_name      text not null,
    primary key (municipality_id, id)
);
create index attendances_meeting on attendances (municipality_id, meeting_id);
create index attendances_account on attendances (municipality_id, account_id);

create table agenda_items (
    municipality_id text not null,
    id              text not null,
    meeting_id      text not null,
    sort            bigint not null,
    title           text not null,
    subject_kind    text,
    subject_id      text,
    label           text not null,
    outcome         text not null,
    carried_from    text,
    primary key (municipality_id, id)
);
create index agenda_items_meeting on agenda_items (municipality_id, meeting_id, sort);
