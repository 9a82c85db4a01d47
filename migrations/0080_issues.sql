-- What a working group says to an issue that was handed over to it: append-only, but for when those who asked read it.
create table issue_replies (
    municipality_id text not null,
    id              text not null,
    issue_id        text not null,
    -- The decision by which the issue was handed over.
    decision_id     text not null,
    kind            text not null,
    body            text not null,
    -- When it was done, or will be.
    day             text,
    replied_on      text not null,
    actor_name      text not null,
    at              bigint not null,
    heard_on        text,
    primary key (municipality_id, id)
);
create index issue_replies_issue on issue_replies (municipality_id, issue_id, at);
create index issue_replies_heard on issue_replies (municipality_id, heard_on);
create index issue_decisions_conference on issue_decisions (municipality_id, conference_id);
