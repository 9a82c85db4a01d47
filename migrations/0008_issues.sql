create table issues (
    municipality_id text not null,
    id              text not null,
    level_id        text not null,
    -- The centre of an area's issue; empty above the lowest level.
    center_id       text,
    -- Counts within level and centre.
    number          bigint not null,
    title           text not null,
    description     text not null,
    affected        text not null,
    lacking         text not null,
    cause           text not null,
    existing        text not null,
    solver          text not null,
    proposal        text not null,
    status          text not null,
    period_id       text,
    raised_on       text not null,
    next_review_on  text,
    merged_into_id  text,
    close_reason    text not null,
    version         bigint not null,
    primary key (municipality_id, id)
);
create index issues_list on issues (municipality_id, level_id, status);
create index issues_center on issues (municipality_id, center_id);
create index issues_period on issues (municipality_id, period_id);
create index issues_review on issues (municipality_id, next_review_on);

create table issue_evidence (
    municipality_id text not null,
    id              text not null,
    issue_id        text not null,
    kind            text not null,
    -- The case for kind 'case'; empty where the evidence is a count or a note.
    case_id         text,
    review_id       text,
    label           text not null,
    how_many        bigint not null,
    known_on        text not null,
    note            text not null,
    primary key (municipality_id, id)
);
create index issue_evidence_issue on issue_evidence (municipality_id, issue_id);
-- A case stands behind an issue once; evidence without a case may repeat.
create unique index issue_evidence_case on issue_evidence (municipality_id, case_id, issue_id);

-- Lineage: merged into, split from, raised to (from an area's issue to the city's).
create table issue_links (
    municipality_id text not null,
    id              text not null,
    from_issue_id   text not null,
    to_issue_id     text not null,
    kind            text not null,
    made_on         text not null,
    primary key (municipality_id, id)
);
create index issue_links_from on issue_links (municipality_id, from_issue_id);
create index issue_links_to on issue_links (municipality_id, to_issue_id);

-- Append-only: every decision on an issue, with its reason and the meeting that took it.
create table issue_decisions (
    municipality_id text not null,
    id              text not null,
    issue_id        text not null,
    kind            text not null,
    from_status     text not null,
    to_status       text not null,
    from_level_id   text not null,
    to_level_id     text not null,
    meeting_id      text,
    reason          text not null,
    decided_on      text not null,
    -- When it is looked at again.
    review_on       text,
    actor_name      text not null,
    at              bigint not null,
    -- The body that was handed the issue, for kind 'hand_over'.
    conference_id   text,
    primary key (municipality_id, id)
);
create index issue_decisions_issue on issue_decisions (municipality_id, issue_id, at);
create index issue_decisions_meeting on issue_decisions (municipality_id, meeting_id);
