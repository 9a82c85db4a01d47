-- A centre may work for several areas, or for none; which, stands in the structure.
alter table centers drop column area_id;
