-- The unit for which a case counts once it was chosen; where the person lives, when it is known.
alter table case_reviews add column unit_id text not null default 'municipality';
update case_reviews set unit_id = coalesce((select 'center.' || c.center_id from cases c where c.municipality_id = case_reviews.municipality_id and c.id = case_reviews.case_id), 'municipality');
create index case_reviews_unit on case_reviews (municipality_id, unit_id, discussed_on);
alter table cases add column district_id text;
