-- The page of the record, or of the list as it was narrowed, that a piece of evidence was taken from; '' where somebody wrote it in.
alter table issue_evidence add column source text not null default '';
create index issue_evidence_source on issue_evidence (municipality_id, source);
