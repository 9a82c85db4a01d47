-- What people said of how this file is to be read. Sealed, since it may quote its cells; null while nothing was said.
alter table imports add column answers bytea;

-- What was said of files with the same headings, so that the next one is read in the same way.
create table import_readings (
    municipality_id text not null,
    -- Empty for the city's own.
    center_id       text not null,
    kind            text not null,
    -- A keyed digest of the headings.
    shape           text not null,
    answers         bytea not null,
    primary key (municipality_id, center_id, kind, shape)
);
