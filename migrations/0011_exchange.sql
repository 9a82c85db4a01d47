-- An uploaded file between its dry run and its import.
create table imports (
    municipality_id text not null,
    id              text not null,
    kind            text not null,
    file_name       text not null,
    file_id         text not null,
    digest          text not null,
    status          text not null,
    report          text not null,
    account_id      text not null,
    created_at      bigint not null,
    primary key (municipality_id, id)
);
create index imports_recent on imports (municipality_id, created_at);
