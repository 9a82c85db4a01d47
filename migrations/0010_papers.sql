-- What a centre hands in for a period: its own words on what was discussed, and the city's question about it.
create table center_reports (
    municipality_id text not null,
    period_id       text not null,
    center_id       text not null,
    summary         text not null,
    status          text not null,
    handed_in_on    text,
    question        text not null,
    version         bigint not null,
    primary key (municipality_id, period_id, center_id)
);

-- A locked edition of a period's papers; its finished documents are files that belong to it.
create table editions (
    municipality_id text not null,
    id              text not null,
    period_id       text not null,
    number          bigint not null,
    -- Which file is which document: JSON of file names to file ids.
    documents       text not null,
    note            text not null,
    locked_on       text not null,
    locked_by       text not null,
    primary key (municipality_id, id)
);
create unique index editions_number on editions (municipality_id, period_id, number);
