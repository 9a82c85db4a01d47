-- What a unit hands in for a period: its own words on what was discussed, and the city's question about it.
create table unit_reports (
    municipality_id text not null,
    period_id       text not null,
    unit_id         text not null,
    summary         text not null,
    status          text not null,
    handed_in_on    text,
    question        text not null,
    version         bigint not null,
    primary key (municipality_id, period_id, unit_id)
);
insert into unit_reports (municipality_id, period_id, unit_id, summary, status, handed_in_on, question, version) select municipality_id, period_id, 'center.' || center_id, summary, status, handed_in_on, question, version from center_reports;
drop table center_reports;
