-- Keys of the database's own, wrapped by the master key outside it, and a value by which that one is known. The generation
-- is that of the master key: another one wraps them anew, and what was made with them stays as it is.
create table data_keys (
    purpose    text not null,
    generation bigint not null,
    wrapped    bytea not null,
    created_at bigint not null,
    primary key (purpose, generation)
);
