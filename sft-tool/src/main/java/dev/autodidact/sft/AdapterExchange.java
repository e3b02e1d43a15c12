package dev.autodidact.sft;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.autodidact.memory.AgentKey;
import dev.autodidact.model.Adapter;
import dev.autodidact.model.ModelFormatException;
import dev.autodidact.model.PeftAdapter;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Adapters as PEFT folders in a zip, in and out. */
@ApplicationScoped
public class AdapterExchange {

    private final AdapterVersions versions;
    private final AdapterStore store;
    private final AdapterInspection inspection;
    private final ImportSettings settings;
    private final LearningQuotas quotas;

    AdapterExchange(
            AdapterVersions versions,
            AdapterStore store,
            AdapterInspection inspection,
            ImportSettings settings,
            LearningQuotas quotas) {
        this.versions = versions;
        this.store = store;
        this.inspection = inspection;
        this.settings = settings;
        this.quotas = quotas;
    }

    /**
     * Stores an adapter from outside as a version of an agent that has no parent. Nobody answers with it before it is
     * activated; what it was trained on is not known here, so no item of it can be taken back.
     *
     * @param zip read to its end, or to the first thing that is wrong
     * @param baseHash hash of the base that it must fit
     * @throws InvalidAdapterException naming what is wrong; nothing is stored
     * @throws ErasedVersionException where the agent had this version once and it was erased
     * @throws QuotaExceededException where the agent or its tenant holds too many versions
     */
    public AdapterVersion add(AgentKey agent, InputStream zip, String baseHash) throws IOException {
        Map<String, byte[]> files = PeftArchive.read(zip, settings.maxBytes());
        PeftAdapter peft = read(files, baseHash);
        Adapter adapter = peft.adapter();
        Optional<AdapterVersion> there = versions.find(agent, adapter.version());
        if (there.isPresent()) {
            if (there.get().erased() != null) {
                throw new ErasedVersionException(adapter.version());
            }
            return there.get();
        }
        checkRoom(agent);
        byte[] bytes = adapter.bytes();
        return versions.register(
                new AdapterVersion(
                        agent,
                        store.put(bytes),
                        null,
                        null,
                        baseHash,
                        adapter.lora().rank(),
                        adapter.lora().alpha(),
                        bytes.length,
                        receipt(peft),
                        null,
                        Instant.now(),
                        null,
                        null),
                false);
    }

    /**
     * Writes a version as a zip.
     *
     * @param base the base model's name, for people
     * @throws CorruptAdapterException where the file is not the one that was stored
     */
    public void write(AdapterVersion version, String base, OutputStream out) throws IOException {
        PeftArchive.write(
                new PeftAdapter(
                                inspection.parse(version.version(), store.load(version.version())),
                                base,
                                version.baseHash())
                        .files(),
                out);
    }

    /** Bytes that an archive may have. */
    public int maxBytes() {
        return settings.maxBytes();
    }

    private PeftAdapter read(Map<String, byte[]> files, String baseHash) {
        try {
            return inspection.read(files, baseHash);
        } catch (ModelFormatException e) {
            throw new InvalidAdapterException(e.getMessage(), e);
        }
    }

    private void checkRoom(AgentKey agent) {
        long[] counts = versions.usableCounts(agent);
        if (counts[0] >= quotas.versionsPerAgent()) {
            throw new QuotaExceededException(
                    "quota_versions_per_agent",
                    "agent '%s' holds %d adapter versions; at most %d"
                            .formatted(agent.id(), counts[0], quotas.versionsPerAgent()),
                    null);
        }
        if (counts[1] >= quotas.versionsPerTenant()) {
            throw new QuotaExceededException(
                    "quota_versions_per_tenant",
                    "all agents together hold %d adapter versions; at most %d"
                            .formatted(counts[1], quotas.versionsPerTenant()),
                    null);
        }
    }

    private static String receipt(PeftAdapter peft) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("verdict", "imported")
                .put("base", peft.base())
                .put("baseNamed", !peft.baseHash().isEmpty())
                .toString();
    }
}
