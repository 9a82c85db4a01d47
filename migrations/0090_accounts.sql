-- Whence a login was signed in with lately, by the keyed digests of sign_in_attempts: what others try elsewhere does not hold its
-- owner back there.
create table sign_in_places (
    login   text not null,
    address text not null,
    last_at bigint not null,
    primary key (login, address)
);
create index sign_in_places_last on sign_in_places (last_at);
