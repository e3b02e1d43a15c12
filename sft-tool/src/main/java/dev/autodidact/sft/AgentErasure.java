package dev.autodidact.sft;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.autodidact.memory.AgentKey;
import dev.autodidact.memory.MemoryStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** Erases an agent: its rows, its memory with its vectors, its adapters and its history. */
@ApplicationScoped
public class AgentErasure {

    private final AgentRows rows;
    private final AdapterVersions versions;
    private final AdapterStore store;
    private final MemoryStore memory;
    private final AdapterCopies copies;
    private final ReceiptSigner signer;
    private final Event<VersionsErased> erasures;

    AgentErasure(
            AgentRows rows,
            AdapterVersions versions,
            AdapterStore store,
            MemoryStore memory,
            AdapterCopies copies,
            ReceiptSigner signer,
            Event<VersionsErased> erasures) {
        this.rows = rows;
        this.versions = versions;
        this.store = store;
        this.memory = memory;
        this.copies = copies;
        this.signer = signer;
        this.erasures = erasures;
    }

    /**
     * Erases, and proves it with a signed receipt. Bytes that another agent still answers with stay for that one.
     *
     * @param by who asked for it
     * @throws UnknownAgentException where there is none
     * @throws IOException where a file could not be deleted; all rows are gone, the next sweep deletes it
     */
    public ReceiptSigner.Signed erase(AgentKey agent, String by) throws IOException {
        // in its own transaction first: the search index of every node hears of it by the marks that this leaves
        long remembered = memory.forgetAll(agent);
        AgentRows.Deleted deleted = rows.delete(agent, by);
        Set<String> gone = new HashSet<>(deleted.versions());
        gone.removeAll(versions.names().usable());
        for (String version : gone) {
            store.delete(version);
        }
        copies.drop(gone);
        if (!gone.isEmpty()) {
            erasures.fire(new VersionsErased(gone));
        }
        ObjectNode receipt = JsonNodeFactory.instance
                .objectNode()
                .put("what", "agent erased")
                .put("tenant", agent.tenant())
                .put("agent", agent.id())
                .put("at", Instant.now().toString())
                .put("by", by)
                .put("memoriesForgotten", remembered)
                .put("filesDeleted", gone.size());
        ObjectNode counts = receipt.putObject("rows");
        deleted.rows().forEach(counts::put);
        var names = receipt.putArray("versions");
        deleted.versions().forEach(names::add);
        receipt.put("kept", "entries of the audit log, which name the agent and hold nothing it learned");
        return signer.sign(receipt.toString());
    }
}
