-- Remembered entries. The common subset of H2 and PostgreSQL only.
-- The clock orders all changes of entries: its row is locked until the change is committed, so that whoever has seen a
-- revision has seen all before it. The search index is made by following it.
create table memory_clock (
    id       integer primary key,
    store    uuid not null,
    revision bigint not null
);

insert into memory_clock (id, store, revision) values (1, gen_random_uuid(), 0);

create table memory_entry (
    id            uuid primary key,
    tenant        varchar(64) not null,
    agent         varchar(64) not null,
    revision      bigint not null,
    text          text not null,
    text_hash     varchar(64),
    source        text,
    source_hash   varchar(64),
    kind          varchar(16) not null,
    trust         varchar(16) not null,
    conversation  varchar(128),
    message       uuid,
    supersedes    uuid,
    superseded_by uuid,
    seen          integer not null,
    uses          integer not null,
    created       timestamp with time zone not null,
    last_used     timestamp with time zone,
    forgotten     timestamp with time zone,
    item          uuid,
    constraint memory_entry_revision unique (revision),
    constraint memory_entry_text unique (tenant, agent, text_hash)
);

create index memory_entry_agent on memory_entry (tenant, agent, created);

create index memory_entry_conversation on memory_entry (tenant, agent, conversation);

create index memory_entry_message on memory_entry (message);

create index memory_entry_source on memory_entry (tenant, agent, source_hash);

create table memory_embedding (
    entry  uuid primary key,
    model  varchar(64) not null,
    vector bytea not null,
    constraint memory_embedding_entry foreign key (entry) references memory_entry (id) on delete cascade
);

-- Where the part of a conversation begins that the model saw last: what is before it has left the window.
alter table conversation add column window_start integer default 0 not null;
