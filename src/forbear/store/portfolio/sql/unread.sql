-- A row that concerns a case and could not be read leaves that case to a person, until a file reads it.
create temp table left_over on commit drop as
select r.file, r.line, min(coalesce(r.case_id, p.case_id)) as case_id, min(r.what || ': ' || r.why) as why
  from refused r left join parties p on r.case_id is null and p.person = r.person
 where r.file in ('terms.csv', 'events.csv', 'contacts.csv', 'promises.csv', 'statements.csv') and r.line > 1
 group by r.file, r.line, coalesce(r.case_id, p.case_id);

delete from unread_rows u using touched t where t.file = u.file and t.case_id = u.case_id;
delete from unread_rows u using touched t join parties p using (person)
 where t.case_id is null and t.file = u.file and p.case_id = u.case_id;
-- A file that no longer has the row, of a folder that has the case, has taken it back.
delete from unread_rows u using touched t
 where t.file = 'cases.csv' and t.case_id = u.case_id and u.file in (select distinct file from touched);
delete from unread_rows u using left_over l where l.file = u.file and l.case_id = u.case_id;

insert into unread_rows (case_id, file, line, why)
select l.case_id, l.file, l.line, l.why from left_over l join cases c using (case_id)
on conflict do nothing;
