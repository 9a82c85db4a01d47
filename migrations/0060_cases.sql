-- Words of a case that may tell who it is about, sealed under the person's key. Plain columns hold them only once the
-- de-identified twin was confirmed; the ground of consent never.
alter table cases add column words bytea;
