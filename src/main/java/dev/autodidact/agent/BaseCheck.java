package dev.autodidact.agent;

import dev.autodidact.memory.AgentKey;
import dev.autodidact.sft.AdapterVersions;
import jakarta.enterprise.context.ApplicationScoped;

/** Keeps adapters away from a base model that they were not trained on. */
@ApplicationScoped
class BaseCheck {

    private final AdapterVersions versions;
    private final TextGenerator generator;

    BaseCheck(AdapterVersions versions, TextGenerator generator) {
        this.versions = versions;
        this.generator = generator;
    }

    /**
     * Refuses a version of another base model.
     *
     * @param version the version, null for the bare base model
     * @throws BaseMismatchException naming both hashes
     */
    void check(AgentKey agent, String version) {
        if (version == null) {
            return;
        }
        String expected = versions.find(agent, version)
                .orElseThrow(() -> new IllegalStateException("version " + version + " has no row"))
                .baseHash();
        if (!expected.equals(generator.baseHash())) {
            throw new BaseMismatchException(agent.id(), version, expected, generator.baseHash());
        }
    }
}
