-- What was told to a unit is its keepers' to acknowledge; what was told to a presenter is beside the unit that keeps the case.
alter table feedbacks add column unit_id text not null default 'municipality';
update feedbacks set unit_id = 'center.' || center_id;
update feedbacks set recipient = 'unit' where recipient = 'center';
drop index feedbacks_center;
alter table feedbacks drop column center_id;
create index feedbacks_unit on feedbacks (municipality_id, unit_id, acknowledged_on);
