-- What several nodes need on one database. The common subset of H2 and PostgreSQL only.
-- When each node was last alive, by the database's own clock: the jobs of a dead one are taken over.
create table node_pulse (
    node varchar(64) primary key,
    seen timestamp with time zone not null
);

-- Copies of adapter files, for nodes that do not share a folder.
create table adapter_copy (
    version varchar(64) primary key,
    bytes   bytea not null
);
