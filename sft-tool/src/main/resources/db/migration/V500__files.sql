-- Uploaded rows and the jobs that teach them. The common subset of H2 and PostgreSQL only.
create table row_file (
    id         varchar(40) primary key,
    tenant     varchar(64) not null,
    agent      varchar(64),
    name       varchar(200) not null,
    size_bytes bigint not null,
    row_count  integer not null,
    content    text not null,
    created    timestamp with time zone not null
);

create index row_file_tenant on row_file (tenant, created);

create table tuning_job (
    id        varchar(40) primary key,
    tenant    varchar(64) not null,
    agent     varchar(64) not null,
    file      varchar(40) not null,
    model     varchar(200) not null,
    row_count integer not null,
    settings  text not null,
    created   timestamp with time zone not null,
    cancelled timestamp with time zone,
    constraint tuning_job_agent foreign key (tenant, agent) references agent (tenant, id)
);

create index tuning_job_tenant on tuning_job (tenant, created);

create table tuning_item (
    item  uuid primary key,
    job   varchar(40) not null,
    place integer not null,
    constraint tuning_item_job foreign key (job) references tuning_job (id) on delete cascade,
    constraint tuning_item_item foreign key (item) references ledger_item (id) on delete cascade
);

create index tuning_item_of_job on tuning_item (job, place);
