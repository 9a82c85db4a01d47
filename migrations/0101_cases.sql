-- What was looked at again is not walked to find what was not.
drop index case_followups_due;
create index case_followups_waiting on case_followups (municipality_id, done_on, due);
