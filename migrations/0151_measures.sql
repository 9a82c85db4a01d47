-- When what was told was told anew, because it was wrong or is so no more.
alter table feedbacks add column replaced_on text;
