create index case_decisions_case on case_decisions (municipality_id, case_id);
