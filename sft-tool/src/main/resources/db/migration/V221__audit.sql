-- What was done, by whom: append-only, each entry sealed with the hash of the one before. The one row of audit_head is the
-- end of the chain and the lock that puts the entries in order. The common subset of H2 and PostgreSQL only.
create table audit_entry (
    seq       bigint primary key,
    at_micros bigint not null,
    tenant    varchar(64) not null,
    actor     varchar(64) not null,
    action    varchar(64) not null,
    target    varchar(400) not null,
    detail    varchar(400) not null,
    previous  varchar(64) not null,
    hash      varchar(64) not null
);

create index audit_entry_tenant on audit_entry (tenant, seq);

create table audit_head (
    id   integer primary key,
    seq  bigint not null,
    hash varchar(64) not null
);

insert into audit_head (id, seq, hash)
values (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

-- Calls that were made under an idempotency key, with their answers.
create table idempotent_call (
    tenant  varchar(64) not null,
    id_key  varchar(200) not null,
    call    varchar(64) not null,
    status  integer not null,
    body    text,
    created timestamp with time zone not null,
    primary key (tenant, id_key)
);

-- A pinned version is not swept; a merged one holds what both of its origins hold.
alter table adapter_version add column pinned timestamp with time zone;
alter table adapter_version add column merged_from varchar(64);
