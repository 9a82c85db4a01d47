-- The unit of its conference when it was planned.
alter table meetings add column unit_id text not null default 'municipality';
update meetings set unit_id = coalesce((select c.unit_id from conferences c where c.municipality_id = meetings.municipality_id and c.id = meetings.conference_id), 'municipality');
