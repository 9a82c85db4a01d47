-- Lists are read from an index newest first, whatever they are narrowed to, and counted without a row.
drop index cases_status;
create index cases_status on cases (municipality_id, status, registered_on, id, shared_confirmed_at, kind_id, care_level, period_id);
drop index cases_count;
create index cases_count on cases (municipality_id, center_id, status, registered_on, id, kind_id, care_level, period_id, shared_confirmed_at);
drop index cases_period;
create index cases_period on cases (municipality_id, period_id, registered_on, id);
