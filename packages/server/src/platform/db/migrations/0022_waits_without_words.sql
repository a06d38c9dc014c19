-- An index that holds for rows of one word (`where status = 'waiting'`) has SQLite make ready anew,
-- at each run, every query that names the word as a parameter. Only what waits has a pack_by.
update printed_parts set pack_by = null where pack_by is not null and status <> 'waiting';
drop index printed_parts_waiting;
create index printed_parts_waiting on printed_parts (pack_by) where pack_by is not null;
