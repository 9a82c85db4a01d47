-- How a move or a deletion is taken back: for some minutes, by whoever made it. Emptied each day.
create table undos (
    municipality_id text not null,
    id              text not null,
    account_id      text not null,
    -- In which role and centre it was done.
    seat            text not null,
    subject_kind    text not null,
    subject_id      text not null,
    action          text not null,
    page            text not null,
    at              bigint not null,
    -- The rows as they were before, and a digest of them as they were left; sealed.
    kept            bytea not null,
    primary key (municipality_id, id)
);
