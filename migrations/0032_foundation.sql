-- The second form of a row of history says more, and seals all of it: whose centre's names are touched, from what to what, by
-- which way and by which role it was done. Rows of the first form stay as they were sealed, and these columns empty.
alter table events add column form bigint not null default 1;
alter table events add column keeper text not null default '';
alter table events add column went_from text not null default '';
alter table events add column went_to text not null default '';
alter table events add column whence text not null default '';
alter table events add column permission text not null default '';
create index events_keeper on events (municipality_id, keeper, subject_kind, at);
