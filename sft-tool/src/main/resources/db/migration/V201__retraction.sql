-- Taking items back: jobs that rebuild, the order of what was tried on which version, tombstones of erased versions, and
-- the versions that agents answered with.
alter table learning_job add column kind varchar(16) default 'LEARN' not null;
alter table ledger_item add column step bigint;
alter table ledger_item add column parent varchar(64);
alter table adapter_version add column item uuid;
alter table adapter_version add column erased timestamp with time zone;

create table adapter_activation (
    tenant     varchar(64) not null,
    agent      varchar(64) not null,
    generation bigint not null,
    version    varchar(64) not null,
    since      timestamp with time zone not null,
    primary key (tenant, agent, generation),
    constraint adapter_activation_agent foreign key (tenant, agent) references agent (tenant, id)
);

update adapter_version set item = (select j.item from learning_job j where j.id = adapter_version.job);

update ledger_item
set step = ordinal,
    parent = (select min(j.parent) from learning_job j
              where j.item = ledger_item.id and j.state in ('PUBLISHED', 'REJECTED'))
where state in ('LEARNED', 'REJECTED');

insert into adapter_activation (tenant, agent, generation, version, since)
select tenant, agent, row_number() over (partition by tenant, agent order by created), version, created
from adapter_version;
