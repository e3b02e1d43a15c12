package dev.autodidact.sft;

import dev.autodidact.memory.AgentKey;
import dev.autodidact.memory.ChatHistory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rows of one agent in all tables. */
@ApplicationScoped
class AgentRows {

    /** Children before their parents. */
    private static final List<String> TABLES = List.of(
            "tuning_job",
            "learning_job",
            "item_provenance",
            "ledger_item",
            "adapter_item",
            "adapter_version",
            "adapter_activation",
            "agent_policy",
            "memory_entry");

    private final EntityManager entities;
    private final Agents agents;
    private final AdapterVersions versions;
    private final ChatHistory history;
    private final AuditLog audit;
    private final Event<AgentErased> erasures;

    AgentRows(
            EntityManager entities,
            Agents agents,
            AdapterVersions versions,
            ChatHistory history,
            AuditLog audit,
            Event<AgentErased> erasures) {
        this.entities = entities;
        this.agents = agents;
        this.versions = versions;
        this.history = history;
        this.audit = audit;
        this.erasures = erasures;
    }

    /**
     * What was deleted.
     *
     * @param rows rows by table
     * @param versions the names of the adapter versions
     */
    record Deleted(Map<String, Long> rows, List<String> versions) {}

    /** Deletes all of them in one transaction. The audit log keeps that it was done. */
    @Transactional
    Deleted delete(AgentKey agent, String by) {
        agents.require(agent, LockModeType.PESSIMISTIC_WRITE);
        List<String> names =
                versions.of(agent).stream().map(AdapterVersion::version).toList();
        erasures.fire(new AgentErased(agent));
        Map<String, Long> rows = new LinkedHashMap<>();
        ChatHistory.Counts talk = history.erase(agent);
        rows.put("message", talk.messages());
        rows.put("conversation", talk.conversations());
        entities.flush();
        entities.clear();
        rows.put("row_file", deleteFiles(agent));
        for (String table : TABLES) {
            rows.put(table, delete(table, "agent", agent));
        }
        rows.put("agent", delete("agent", "id", agent));
        audit.append(agent.tenant(), by, "erase", "agents/" + agent.id(), names.size() + " versions");
        return new Deleted(rows, names);
    }

    /** The agent's files are those that its own keys brought and those that were taught to it. */
    private long deleteFiles(AgentKey agent) {
        return entities.createNativeQuery("""
                        delete from row_file where tenant = :tenant and (agent = :agent
                        or id in (select file from tuning_job where tenant = :tenant and agent = :agent))""")
                .setParameter("tenant", agent.tenant())
                .setParameter("agent", agent.id())
                .executeUpdate();
    }

    private long delete(String table, String column, AgentKey agent) {
        return entities.createNativeQuery(
                        "delete from " + table + " where tenant = :tenant and " + column + " = :agent")
                .setParameter("tenant", agent.tenant())
                .setParameter("agent", agent.id())
                .executeUpdate();
    }
}
