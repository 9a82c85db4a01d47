-- Words that somebody typed into a search, sealed and kept for a day: addresses carry the id instead.
create table typed_words (
    municipality_id text not null,
    id              text not null,
    account_id      text not null,
    words           bytea not null,
    typed_at        bigint not null,
    primary key (municipality_id, id)
);
