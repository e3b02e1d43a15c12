-- Which promoted policy writes the self-edits of chats, for each base model; null is none.
create table policy_served (
    base_hash varchar(64) primary key,
    version   bigint references policy_version (ordinal),
    changed   timestamp with time zone not null
);

insert into policy_served (base_hash, version, changed)
select base_hash, max(ordinal), current_timestamp from policy_version group by base_hash;

-- Self-edits of chats that a version wrote, and those that it was to write but did not.
alter table policy_version add column written bigint default 0 not null;
alter table policy_version add column missed bigint default 0 not null;
