-- The roles, which belong to the server and not to one database: made before a migration or a restored dump names them.
-- The night, the sender, the gate and the pages that ask it count everything that reached a person, whoever made it: they read past the
-- policies of 0007_pre_walls (bypassrls). Whoever only reads does not.
do $$
declare
    role text;
begin
    foreach role in array array['forbear_web', 'forbear_auditor', 'forbear_pages', 'forbear_gate', 'forbear_worker'] loop
        if not exists (select from pg_roles where rolname = role) then
            begin
                execute format('create role %I nologin %s', role,
                               case when role in ('forbear_pages', 'forbear_gate', 'forbear_worker') then 'bypassrls' else '' end);
            exception when duplicate_object or unique_violation then
                null;  -- another database of this server was first
            end;
        end if;
        if role in ('forbear_pages', 'forbear_gate', 'forbear_worker')
           and exists (select from pg_roles where rolname = role and not rolbypassrls) then
            execute format('alter role %I bypassrls', role);  -- without it they would count less than there is
        end if;
        if not pg_has_role(current_user, role, 'member') then
            execute format('grant %I to current_user', role);
        end if;
    end loop;
end $$;
