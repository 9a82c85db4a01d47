create table municipalities (
    id      text not null primary key,
    name    text not null,
    demo    boolean not null,
    -- Counts up with every change of the structure, so that copies in memory know when they are old.
    version bigint not null
);

-- The structure of a municipality as one document (a preset as TOML), one row for each fiscal year from which
-- a version of it is in force. Levels, conference kinds, edges, forms, factors and words live in it.
create table structures (
    municipality_id text not null,
    fiscal_year     bigint not null,
    body            text not null,
    primary key (municipality_id, fiscal_year)
);

-- What other tables point at and sort by, projected from the structure.
create table centers (
    municipality_id text not null,
    id              text not null,
    area_id         text not null,
    name            text not null,
    symbol          text not null,
    sort            bigint not null,
    primary key (municipality_id, id)
);

create table deliberation_periods (
    municipality_id text not null,
    id              text not null,
    fiscal_year     bigint not null,
    number          bigint not null,
    first_day       text not null,
    last_day        text not null,
    city_day        text,
    primary key (municipality_id, id)
);
