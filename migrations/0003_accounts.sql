create table logins (
    id            text not null primary key,
    login         text not null unique,
    password_hash text not null,
    -- Whether somebody else set it: then it opens nothing until its owner has chosen another.
    one_time      boolean not null,
    created_at    bigint not null
);

create table sign_in_failures (
    login      text not null primary key,
    failures   bigint not null,
    last_at    bigint not null
);

create table accounts (
    municipality_id text not null,
    id              text not null,
    login_id        text not null,
    name            text not null,
    role            text not null,
    center_id       text,
    organisation    text not null,
    profession_id   text,
    active          boolean not null,
    created_at      bigint not null,
    version         bigint not null,
    primary key (municipality_id, id)
);
create unique index accounts_login on accounts (municipality_id, login_id);

create table sessions (
    token_digest    text not null primary key,
    municipality_id text not null,
    account_id      text not null,
    created_at      bigint not null,
    seen_at         bigint not null,
    ends_at         bigint not null
);
create index sessions_account on sessions (municipality_id, account_id);
