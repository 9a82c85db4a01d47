-- History: what was done, by whom, to what. Field names, ids and keyed digests only; never a personal value.
create table events (
    municipality_id text not null,
    id              text not null,
    at              bigint not null,
    actor           text not null,
    action          text not null,
    subject_kind    text not null,
    subject_id      text not null,
    detail          text not null,
    mac             text not null,
    primary key (municipality_id, id)
);
create index events_subject on events (municipality_id, subject_kind, subject_id, at);
create index events_at on events (municipality_id, at);

-- Leased work with progress.
create table jobs (
    id              text not null primary key,
    municipality_id text not null,
    kind            text not null,
    payload         text not null,
    status          text not null,
    progress        text not null,
    result          text,
    account_id      text,
    created_at      bigint not null,
    leased_until    bigint,
    ended_at        bigint
);
create index jobs_waiting on jobs (status, created_at);
create index jobs_of_account on jobs (municipality_id, account_id, created_at);

-- Sealed contents: uploaded files, finished papers.
create table files (
    municipality_id text not null,
    id              text not null,
    name            text not null,
    media_type      text not null,
    bytes           bigint not null,
    content         bytea not null,
    owner_kind      text not null,
    owner_id        text not null,
    created_at      bigint not null,
    primary key (municipality_id, id)
);
create index files_owner on files (municipality_id, owner_kind, owner_id);
