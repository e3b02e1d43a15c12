-- Where each taught item comes from, what was decided about it, and which origins an agent trusts.
-- The common subset of H2 and PostgreSQL only.
create table item_provenance (
    item        uuid primary key,
    tenant      varchar(64) not null,
    agent       varchar(64) not null,
    origin      varchar(16) not null,
    source_hash varchar(64),
    suspicious  varchar(64),
    held        text,
    decision    varchar(16),
    decided_by  varchar(200),
    decided     timestamp with time zone,
    created     timestamp with time zone not null,
    constraint item_provenance_item foreign key (item) references ledger_item (id) on delete cascade
);

insert into item_provenance (item, tenant, agent, origin, created)
select id, tenant, agent, trust, created from ledger_item;

create index item_provenance_source on item_provenance (tenant, agent, source_hash, created);

create index ledger_item_created on ledger_item (tenant, agent, created);

create table agent_policy (
    tenant          varchar(64) not null,
    agent           varchar(64) not null,
    trusted_origins varchar(100) not null,
    primary key (tenant, agent),
    constraint agent_policy_agent foreign key (tenant, agent) references agent (tenant, id) on delete cascade
);
