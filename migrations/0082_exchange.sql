-- When files of these headings were last sent or answered about, in milliseconds; 0 of before. What no file used for years is
-- forgotten.
alter table import_readings add column used_at bigint not null default 0;
