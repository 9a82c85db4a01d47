-- Failed attempts, by keyed digests: of a login from one address, and (an empty login) of an address whatever login. What was
-- typed and whence stands nowhere. A login alone is held back by nobody, so that nobody can be locked out from elsewhere.
drop table sign_in_failures;

create table sign_in_attempts (
    login    text not null,
    address  text not null,
    failures bigint not null,
    last_at  bigint not null,
    primary key (login, address)
);
create index sign_in_attempts_last on sign_in_attempts (last_at);

-- Until when a password opens the way that somebody else has set; 0 where its owner has chosen it.
alter table logins add column one_time_until bigint not null default 0;
update logins set one_time_until = created_at + 1209600000 where one_time;
