-- Whose turn it is in the learning queue: the number of the last job that was begun for a tenant, and for an agent of it.
-- Who is not here has not been served yet. The common subset of H2 and PostgreSQL only.
create table learning_turn (
    tenant varchar(64) primary key,
    turn   bigint not null
);

alter table agent add column learning_turn bigint default 0 not null;

create index learning_job_agent on learning_job (tenant, agent, state, ordinal);
