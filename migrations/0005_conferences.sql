-- One 会議体: a conference of a kind in its unit. Kinds, levels and edges stand in the structure.
create table conferences (
    municipality_id text not null,
    id              text not null,
    kind_id         text not null,
    center_id       text,
    area_id         text,
    district_id     text,
    name            text not null,
    status          text not null,
    suspended_since text,
    status_note     text not null,
    sort            bigint not null,
    version         bigint not null,
    primary key (municipality_id, id)
);
create index conferences_kind on conferences (municipality_id, kind_id, sort);
create index conferences_center on conferences (municipality_id, center_id);

create table conference_members (
    municipality_id text not null,
    id              text not null,
    conference_id   text not null,
    account_id      text,
    name            text not null,
    profession_id   text,
    organisation    text not null,
    seat            text not null,
    term_from       text,
    term_to         text,
    version         bigint not null,
    primary key (municipality_id, id)
);
create index conference_members_conference on conference_members (municipality_id, conference_id);
create index conference_members_account on conference_members (municipality_id, account_id);
