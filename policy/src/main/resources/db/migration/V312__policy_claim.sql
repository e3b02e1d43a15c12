-- Which node works at a run, when it last said so by the database's own clock, and how often the run was taken up: what an
-- earlier start still writes is refused. The common subset of H2 and PostgreSQL only.
alter table policy_run add column worker varchar(64);
alter table policy_run add column seen timestamp with time zone;
alter table policy_run add column attempt integer default 0 not null;
