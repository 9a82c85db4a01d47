-- By what a record is found again in the file from which it came; '' for one that came from none or was not numbered there.
alter table ledger_records add column source_key text not null default '';
create unique index ledger_records_source on ledger_records (municipality_id, ledger_id, source_key) where source_key <> '';
