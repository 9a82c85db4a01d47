-- What somebody typed into a form and has not saved yet, sealed. `place` is the path to which the form is sent, `page` the one on which it
-- stands, `seat` the role and centre as which it was typed.
create table drafts (
    municipality_id text not null,
    account_id      text not null,
    place           text not null,
    seat            text not null,
    page            text not null,
    fields          bytea not null,
    typed_at        bigint not null,
    primary key (municipality_id, account_id, place)
);
