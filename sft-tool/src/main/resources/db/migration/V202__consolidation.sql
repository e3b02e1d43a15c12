-- Items that a version's training took in beside its own item, since its parent does not hold them: where a retraction
-- trained all of them at once. The common subset of H2 and PostgreSQL only.
create table adapter_item (
    tenant  varchar(64) not null,
    agent   varchar(64) not null,
    version varchar(64) not null,
    place   integer not null,
    item    uuid not null,
    primary key (tenant, agent, version, place),
    constraint adapter_item_version foreign key (tenant, agent, version) references adapter_version (tenant, agent, version)
        on delete cascade
);
