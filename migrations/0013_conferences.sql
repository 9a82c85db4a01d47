-- For whom a conference is held: a unit of any level, `tier.key`.
alter table conferences add column unit_id text not null default 'municipality';
update conferences set unit_id = 'center.' || center_id where center_id is not null;
update conferences set unit_id = 'area.' || area_id where area_id is not null and center_id is null;
update conferences set unit_id = 'district.' || district_id where district_id is not null;
alter table conferences drop column area_id;
alter table conferences drop column district_id;
create index conferences_unit on conferences (municipality_id, unit_id);
