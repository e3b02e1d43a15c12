package dev.autodidact.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.autodidact.memory.AgentKey;
import dev.autodidact.memory.ChatHistory;
import dev.autodidact.memory.MemoryStore;
import dev.autodidact.sft.AdapterStore;
import dev.autodidact.sft.AdapterVersion;
import dev.autodidact.sft.AdapterVersions;
import dev.autodidact.sft.Agent;
import dev.autodidact.sft.AgentErasure;
import dev.autodidact.sft.Agents;
import dev.autodidact.sft.Ledger;
import dev.autodidact.sft.ReceiptSigner;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** An agent as a whole: the tree of its versions, all that is kept of it, and its end. */
@Path("/api/admin")
@RunOnVirtualThread
class AgentAdminResource {

    private static final int ALL = Integer.MAX_VALUE;

    private final Agents agents;
    private final AdapterVersions versions;
    private final AdapterStore store;
    private final Ledger ledger;
    private final ChatHistory history;
    private final MemoryStore memory;
    private final AgentErasure erasure;
    private final ReceiptSigner signer;
    private final Idempotency idempotency;
    private final ObjectMapper json;

    AgentAdminResource(
            Agents agents,
            AdapterVersions versions,
            AdapterStore store,
            Ledger ledger,
            ChatHistory history,
            MemoryStore memory,
            AgentErasure erasure,
            ReceiptSigner signer,
            Idempotency idempotency,
            ObjectMapper json) {
        this.agents = agents;
        this.versions = versions;
        this.store = store;
        this.ledger = ledger;
        this.history = history;
        this.memory = memory;
        this.erasure = erasure;
        this.signer = signer;
        this.idempotency = idempotency;
        this.json = json;
    }

    /**
     * One version in the tree.
     *
     * @param version its name
     * @param parent what it was trained from, null for the base model
     * @param mergedFrom the other version that it was merged from, or null
     * @param item the item that its training took in, or null
     * @param active whether the agent answers with it
     * @param pinned whether it is kept although nobody answers with it
     * @param erased whether only its name is left
     * @param created when it was made
     */
    record Node(
            String version,
            String parent,
            String mergedFrom,
            UUID item,
            boolean active,
            boolean pinned,
            boolean erased,
            Instant created) {}

    /**
     * The versions of an agent by their parents.
     *
     * @param agent the agent
     * @param active the version it answers with, null for the base model
     * @param nodes the oldest first
     */
    record Tree(String agent, String active, List<Node> nodes) {}

    @GET
    @Path("agents/{id}/lineage")
    public Tree lineage(String id) {
        Agent agent = agents.get(RequestCheck.agent(id));
        return new Tree(
                id,
                agent.activeAdapter(),
                versions.of(agent.key()).reversed().stream()
                        .map(version -> new Node(
                                version.version(),
                                version.parent(),
                                version.mergedFrom(),
                                version.item(),
                                version.version().equals(agent.activeAdapter()),
                                version.pinned() != null,
                                version.erased() != null,
                                version.created()))
                        .toList());
    }

    /** Everything that is kept of an agent: a zip of JSON files and its adapters. */
    @GET
    @Path("agents/{id}/export")
    @Produces("application/zip")
    public Response export(String id) {
        Agent agent = agents.get(RequestCheck.agent(id));
        StreamingOutput zip = out -> write(agent, out);
        return Response.ok(zip, "application/zip")
                .header("Content-Disposition", "attachment; filename=\"" + id + ".zip\"")
                .build();
    }

    /** Erases an agent for good; the answer is the signed receipt. */
    @DELETE
    @Path("agents/{id}")
    public Response erase(String id, @HeaderParam("Idempotency-Key") String key) throws Exception {
        AgentKey agent = RequestCheck.agent(id);
        String by = Caller.now().name();
        return idempotency.once(key, "erase " + id, () -> erasure.erase(agent, by));
    }

    /** The key that proves receipts. */
    @GET
    @Path("receipts/key")
    public Map<String, String> key() {
        return Map.of("algorithm", "Ed25519", "publicKey", signer.publicKey());
    }

    private void write(Agent agent, OutputStream out) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            put(zip, "agent.json", json.writeValueAsBytes(agent));
            put(zip, "ledger.json", json.writeValueAsBytes(ledger.items(agent.key())));
            put(zip, "memory.json", json.writeValueAsBytes(memory.newest(agent.key(), ALL)));
            int number = 0;
            for (ChatHistory.Overview talk : history.conversations(agent.key(), ALL)) {
                put(
                        zip,
                        "conversations/" + ++number + ".json",
                        json.writeValueAsBytes(Map.of(
                                "conversation", talk.name(), "messages", history.last(agent.key(), talk.name(), ALL))));
            }
            List<AdapterVersion> all = versions.of(agent.key());
            put(zip, "versions.json", json.writeValueAsBytes(all));
            for (AdapterVersion version : all) {
                if (version.erased() == null) {
                    put(zip, "adapters/" + version.version() + ".safetensors", store.load(version.version()));
                }
            }
        }
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }
}
