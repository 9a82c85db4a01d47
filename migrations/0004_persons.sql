-- The only tables with names of the cared-for. Every name column is sealed with the person's own key.
create table person_keys (
    municipality_id text not null,
    person_id       text not null,
    wrapped         bytea not null,
    primary key (municipality_id, person_id)
);

create table persons (
    municipality_id text not null,
    id              text not null,
    center_id       text not null,
    name            bytea not null,
    kana            bytea not null,
    born            bytea,
    address         bytea,
    insured_number  bytea,
    name_index      text not null,
    number_index    text,
    sex             text not null,
    created_at      bigint not null,
    version         bigint not null,
    primary key (municipality_id, id)
);
create index persons_center on persons (municipality_id, center_id);
create index persons_name on persons (municipality_id, name_index);
create index persons_number on persons (municipality_id, number_index);
