-- Files that lie beside a case, a meeting or an issue. What belongs to a case is sealed under its person's key (`named_title`, `content`); what
-- others may read (of a case a copy once a person confirmed it) is one of `files`, and `title` is what it is called there.
create table attachments (
    municipality_id text not null,
    id              text not null,
    subject_kind    text not null,
    subject_id      text not null,
    kind            text not null,
    media_kind      text not null,
    bytes           bigint not null,
    title           text not null,
    named_title     bytea,
    content         bytea,
    file_id         text,
    added_by_id     text not null,
    added_at        bigint not null,
    confirmed_by_id text,
    confirmed_at    bigint,
    primary key (municipality_id, id)
);
create index attachments_of on attachments (municipality_id, subject_kind, subject_id);
