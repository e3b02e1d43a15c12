-- Who may call. The key itself is shown once and never stored. The common subset of H2 and PostgreSQL only.
create table api_key (
    id       varchar(16) primary key,
    tenant   varchar(64) not null,
    name     varchar(200) not null,
    role     varchar(16) not null,
    agent    varchar(64),
    learning boolean not null,
    hash     varchar(64) not null,
    created  timestamp with time zone not null,
    expires  timestamp with time zone,
    revoked  timestamp with time zone,
    constraint api_key_name unique (tenant, name)
);
