-- Labels of drafts that were taken back as a mistake: no other case is called so.
create table case_labels_gone (
    municipality_id text not null,
    label           text not null,
    gone_on         text not null,
    primary key (municipality_id, label)
);
