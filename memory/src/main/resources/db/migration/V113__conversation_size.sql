-- How many messages a conversation has, so that a turn need not look at them all. The common subset of H2 and PostgreSQL only.
alter table conversation add column messages integer default 0 not null;

update conversation set messages =
    (select coalesce(max(m.position), -1) + 1 from message m where m.conversation_id = conversation.id);
