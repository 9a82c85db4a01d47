-- What somebody narrows a list to again and again: name and conditions sealed, for they may name people. `seat` is the role and centre as
-- which it was saved; where it is `shared`, all of that seat use it.
create table saved_filters (
    municipality_id text not null,
    id              text not null,
    account_id      text not null,
    seat            text not null,
    path            text not null,
    shared          boolean not null,
    content         bytea not null,
    primary key (municipality_id, id)
);
create index saved_filters_of_list on saved_filters (municipality_id, seat, path, id);
