-- What each role may do. Run anew whenever a migration was applied; a table that is not named here is the gate's and
-- the worker's alone.
--
-- forbear_web     what pages show, by the policies of 0007_pre_walls, and who signs in; no box, no key, and nothing else
--                 is written
-- forbear_auditor what pages show, and nothing is written
-- forbear_pages   the pages as a process of their own: asks and writes down like the gate; no address's box
-- forbear_gate    asks, permits, sends: the only one that reads an address's box
-- forbear_worker  imports and nights: seals addresses, and can't open one

revoke all on all tables in schema public
    from public, forbear_web, forbear_auditor, forbear_pages, forbear_gate, forbear_worker;
grant usage on schema public to forbear_web, forbear_auditor, forbear_pages, forbear_gate, forbear_worker;

grant select, insert, update, delete on all tables in schema public
    to forbear_pages, forbear_gate, forbear_worker;
grant usage on all sequences in schema public to forbear_pages, forbear_gate, forbear_worker;
do $$
declare
    yoyo text;
begin
    for yoyo in select tablename from pg_tables where schemaname = 'public' and tablename ~ 'yoyo' loop
        execute format('revoke all on %I from forbear_pages, forbear_gate, forbear_worker', yoyo);
        execute format('grant select on %I to forbear_web, forbear_auditor, forbear_pages, forbear_gate, forbear_worker',
                       yoyo);
    end loop;
    if current_setting('server_version_num')::int >= 170000 then
        grant maintain on all tables in schema public to forbear_worker;  -- a night and an import gather statistics
    end if;
end $$;

grant select on collectors, people, cases, parties, placements, terms, ledger_events, statements, promises,
    unread_rows, contacts, nights, ageings, decisions, ageing_contracts, ageing_instalments, ageing_buckets,
    journal_entries, journal_postings, providers, heartbeats, evidence_entries, evidence_contents, evidence_nodes,
    evidence_checkpoints, complaints, plans, public_marks, rules_held
    to forbear_web, forbear_auditor;

-- Signing in, on the pages as on the gate; and what is proposed is read there.
grant select on staff, staff_sessions, sign_in_delays, sign_in_starts, proposals, live_versions to forbear_web;
grant insert, update, delete on staff_sessions, sign_in_delays, sign_in_starts to forbear_web;
grant update on staff to forbear_web;

-- Who may do what is the business of who serves requests: nights and imports neither read nor change it.
revoke all on api_keys, staff, staff_sessions, sign_in_delays, sign_in_starts from forbear_worker;

-- An address: who may read its box is who sends. An import writes boxes, and a rotation is the gate's.
revoke select on addresses from forbear_worker;
revoke select, insert, delete on addresses from forbear_pages;
grant select (address, person, kind, masked, verified_on, source)
    on addresses to forbear_web, forbear_auditor;
grant select (address, person, kind, masked, verified_on, source, key_id, fingerprint)
    on addresses to forbear_pages, forbear_worker;
revoke delete on vault_keys from forbear_pages, forbear_worker;

-- What is said in the portal's inbox, in boxes too: the gate and the pages lay it there and open it for that person;
-- theirs too is who signs in to the portal.
revoke all on inbox, portal_codes, portal_sessions from forbear_worker;

-- Evidence is added by the database itself and by sequencing; its contents go when a person is erased.
alter function seal_evidence(text, text, text, jsonb) security definer set search_path = public, pg_temp;
revoke insert, update, delete on evidence_entries, evidence_contents, evidence_nodes, evidence_checkpoints
    from forbear_pages, forbear_gate, forbear_worker;
grant update (position) on evidence_entries to forbear_pages, forbear_gate, forbear_worker;
grant insert on evidence_nodes, evidence_checkpoints to forbear_pages, forbear_gate, forbear_worker;
grant delete on evidence_contents to forbear_worker;
