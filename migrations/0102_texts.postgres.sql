-- What can be searched: a row for each record, with what everybody who may know of the record may read of it. Copies, made from the
-- rooms' own rows and made anew at any time. `number` grows with the record's day, so that the newest are met first.
create table texts (
    municipality_id text not null,
    number          bigint not null,
    kind            text not null,
    record_id       text not null,
    heading         text not null,
    body            text not null,
    sought          text not null,
    audience        text not null,
    primary key (municipality_id, number)
);
create unique index texts_of_record on texts (municipality_id, kind, record_id);
-- How far the copies are: what was done until then is in them, made in this form and under the names of this structure; whether there is one
-- of each record.
create table texts_marks (
    municipality_id text not null,
    form            bigint not null,
    done_until      bigint not null,
    structure       text not null,
    whole           boolean not null,
    primary key (municipality_id)
);
-- The pairs of letters of each text and those who may know of it, under the text's number. Without the words themselves.
create table texts_index (
    rowid bigint not null primary key,
    pairs tsvector not null
);
create index texts_index_pairs on texts_index using gin (pairs);
