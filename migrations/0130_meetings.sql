-- The plan of many months with which a meeting was made; none where it was registered by itself.
alter table meetings add column plan_id text;
create index meetings_plan on meetings (municipality_id, plan_id);
