create index agenda_items_subject on agenda_items (municipality_id, subject_id);
