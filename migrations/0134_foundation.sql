-- One writing of a form, from the page it was opened on to its being sent: what arrives of one that has ended is not kept again.
alter table drafts add column writing text not null default '';
alter table drafts add column ended boolean not null default false;
