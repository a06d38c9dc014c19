-- Where a lot of resin was mixed, borne by the parts that were printed of it.
alter table resin_lots add column resin_cell_name :text;
alter table printed_parts add column resin_cell_name :text;

-- No light allowance is applied, which parts on builds say from now on.
update printed_parts set shown = '{"project_blackline":0,' || substr(shown, 2)
where build_uuid is not null;

-- Builds are counted by prefix, no longer by SOP, as two SOPs may have one prefix.
insert into counters
select counted.customer_uuid, counted.name, max(counted.value) from (
  select counters.customer_uuid, counters.value, 'builds ' ||
    case when build_prefix like '%#%'
      then replace(replace(replace(build_prefix, '####', '#'), '##', '#'), '##', '#')
      else build_prefix || '#' end as name
  from counters join build_sop_versions as versions
    on counters.customer_uuid = versions.customer_uuid
    and counters.name = 'builds ' || versions.build_sop_uuid
) as counted
group by counted.customer_uuid, counted.name;
