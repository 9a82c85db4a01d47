-- An uploaded file between its dry run and its import.
create table imports (
    municipality_id text not null,
    id              text not null,
    kind            text not null,
    -- The only centre whose records the file may hold; null when a city officer sent it for all.
    center_id       text,
    -- Sealed, since people put names into the names of files.
    file_name       bytea not null,
    -- The file, kept sealed until it is taken in or forgotten; null afterwards.
    file_id         text,
    status          text not null,
    -- Numbers alone (JSON), never a cell of the file.
    counts          text not null,
    -- The job that takes it in, once somebody asked for that.
    job_id          text,
    account_id      text not null,
    account_name    text not null,
    created_at      bigint not null,
    primary key (municipality_id, id)
);
create index imports_recent on imports (municipality_id, created_at);

-- What a row said when it was taken in, as a keyed digest: a row that says the same again changes nothing.
create table imported_rows (
    municipality_id text not null,
    source_key      text not null,
    digest          text not null,
    primary key (municipality_id, source_key)
);
