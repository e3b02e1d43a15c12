-- Chat history. The common subset of H2 and PostgreSQL only.
create table conversation (
    id       uuid primary key,
    tenant   varchar(64) not null,
    agent    varchar(64) not null,
    name     varchar(128) not null,
    created  timestamp with time zone not null,
    constraint conversation_name unique (tenant, agent, name)
);

create table message (
    id              uuid primary key,
    conversation_id uuid not null references conversation (id),
    position        integer not null,
    role            varchar(16) not null,
    content         text not null,
    tool_name       varchar(64),
    adapter         varchar(64),
    created         timestamp with time zone not null,
    constraint message_position unique (conversation_id, position)
);
