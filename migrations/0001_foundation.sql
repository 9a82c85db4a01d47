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

-- Long work that somebody, or the calendar, asked for.
create table jobs (
    id              text not null primary key,
    municipality_id text not null,
    kind            text not null,
    -- Ids (JSON), never a personal value.
    payload         text not null,
    href            text not null,
    status          text not null,
    -- How often it was taken up: a worker of an earlier attempt can no longer end it.
    attempt         bigint not null,
    -- The sentence of the result or the failure.
    outcome         text,
    account_id      text,
    told            boolean not null,
    created_at      bigint not null,
    ended_at        bigint
);
create index jobs_waiting on jobs (status, created_at);
create index jobs_of_account on jobs (municipality_id, account_id, created_at);

-- Who works on a job and how far that is; apart from it, so that saying so never collides with the transaction that
-- ends the job.
create table job_leases (
    job_id       text not null primary key,
    attempt      bigint not null,
    leased_until bigint not null,
    progress     text not null
);

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
