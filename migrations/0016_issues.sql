-- An issue belongs to a unit of any level; its number counts within level and unit.
alter table issues add column unit_id text not null default 'municipality';
update issues set unit_id = 'center.' || center_id where center_id is not null;
drop index issues_center;
alter table issues drop column center_id;
create index issues_unit on issues (municipality_id, unit_id, level_id);
