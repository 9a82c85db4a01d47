-- A record of a ledger, as it is now: its roles as columns, what lists are narrowed to and sorted by as facets, all else among
-- the answers of its newest version.
create table ledger_records (
    municipality_id text not null,
    id              text not null,
    ledger_id       text not null,
    label           text not null,
    state_id        text not null,
    -- From when it is in its state, as far as that is known (a day, a month, a fiscal year), and the first day of that.
    state_on        text not null,
    state_day       text not null,
    -- The centre that keeps what may tell of a person.
    center_id       text,
    unit_id         text not null,
    parent_id       text,
    assignee_id     text,
    registrant_id   text not null,
    title           text not null,
    reading         text not null,
    -- What it is numbered: '' where its ledger numbers nothing, else the words, what stands before the number, and the number.
    number          text not null,
    series          text not null,
    serial          bigint,
    -- Others than those who write and keep it may know of it.
    shared          boolean not null,
    -- Taken out: it stands in no list and no figure, and can be put back.
    retired_on      text,
    -- The first day of what it is about, and the last; '' where none is known.
    day             text not null,
    ends_on         text not null,
    -- '' where it was not answered, null where the ledger has no such facet.
    facet_1         text,
    facet_2         text,
    facet_3         text,
    facet_4         text,
    facet_5         text,
    facet_6         text,
    facet_7         text,
    facet_8         text,
    facet_9         text,
    facet_10        text,
    facet_11        text,
    facet_12        text,
    version         bigint not null,
    primary key (municipality_id, id)
);
create index ledger_records_day on ledger_records (municipality_id, ledger_id, day, id);
create index ledger_records_title on ledger_records (municipality_id, ledger_id, reading, id);
create index ledger_records_state on ledger_records (municipality_id, ledger_id, state_id, day, id);
create index ledger_records_center on ledger_records (municipality_id, ledger_id, center_id, day, id);
create index ledger_records_unit on ledger_records (municipality_id, ledger_id, unit_id, day, id);
create index ledger_records_assignee on ledger_records (municipality_id, ledger_id, assignee_id, day, id);
create index ledger_records_parent on ledger_records (municipality_id, parent_id, ledger_id, day, id);
create unique index ledger_records_serial on ledger_records (municipality_id, ledger_id, series, serial) where serial is not null;
create index ledger_records_facet_1 on ledger_records (municipality_id, ledger_id, facet_1, day, id) where facet_1 is not null;
create index ledger_records_facet_2 on ledger_records (municipality_id, ledger_id, facet_2, day, id) where facet_2 is not null;
create index ledger_records_facet_3 on ledger_records (municipality_id, ledger_id, facet_3, day, id) where facet_3 is not null;
create index ledger_records_facet_4 on ledger_records (municipality_id, ledger_id, facet_4, day, id) where facet_4 is not null;
create index ledger_records_facet_5 on ledger_records (municipality_id, ledger_id, facet_5, day, id) where facet_5 is not null;
create index ledger_records_facet_6 on ledger_records (municipality_id, ledger_id, facet_6, day, id) where facet_6 is not null;
create index ledger_records_facet_7 on ledger_records (municipality_id, ledger_id, facet_7, day, id) where facet_7 is not null;
create index ledger_records_facet_8 on ledger_records (municipality_id, ledger_id, facet_8, day, id) where facet_8 is not null;
create index ledger_records_facet_9 on ledger_records (municipality_id, ledger_id, facet_9, day, id) where facet_9 is not null;
create index ledger_records_facet_10 on ledger_records (municipality_id, ledger_id, facet_10, day, id) where facet_10 is not null;
create index ledger_records_facet_11 on ledger_records (municipality_id, ledger_id, facet_11, day, id) where facet_11 is not null;
create index ledger_records_facet_12 on ledger_records (municipality_id, ledger_id, facet_12, day, id) where facet_12 is not null;

-- Every state that was saved, with the day from which it is true. The newest has no `until`.
create table ledger_versions (
    municipality_id text not null,
    record_id       text not null,
    number          bigint not null,
    ledger_id       text not null,
    -- As far as it is known, and its first day.
    since           text not null,
    from_day        text not null,
    until_day       text,
    -- A mistake that a later version set right: it was never true.
    replaced        boolean not null,
    state_id        text not null,
    -- The move by which it came about; '' for a change of what is written.
    move_id         text not null,
    -- Answers by field, as JSON.
    answers         text not null,
    -- The answers that may tell of somebody, sealed, and whose key they lie under; null where nothing was answered.
    sealed          bytea,
    person_id       text,
    by_id           text not null,
    by_name         text not null,
    at              bigint not null,
    primary key (municipality_id, record_id, number)
);
create index ledger_versions_from on ledger_versions (municipality_id, ledger_id, from_day);

-- Answers of several choices, and references: value first, so that a meeting's page finds all that refers to it.
create table ledger_values (
    municipality_id text not null,
    value           text not null,
    ledger_id       text not null,
    field_id        text not null,
    record_id       text not null,
    primary key (municipality_id, value, ledger_id, field_id, record_id)
);
create index ledger_values_record on ledger_values (municipality_id, record_id, field_id);

-- Which facet of its records a field has, and a digest of what its sort keys are made of.
create table ledger_facets (
    municipality_id text not null,
    ledger_id       text not null,
    field_id        text not null,
    place           bigint not null,
    made_of         text not null,
    primary key (municipality_id, ledger_id, field_id)
);
