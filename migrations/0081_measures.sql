-- What is told answers an issue by a measure, or by a decision in words: one of the two is said.
alter table feedbacks add column decision_id text;
alter table feedbacks add column told_measure_id text;
update feedbacks set told_measure_id = measure_id;
drop index feedbacks_measure;
alter table feedbacks drop column measure_id;
alter table feedbacks add column measure_id text;
update feedbacks set measure_id = told_measure_id;
alter table feedbacks drop column told_measure_id;
create index feedbacks_measure on feedbacks (municipality_id, measure_id);
create index feedbacks_decision on feedbacks (municipality_id, decision_id);
