package dev.autodidact.web;

import dev.autodidact.memory.AgentKey;
import dev.autodidact.memory.Excerpt;
import dev.autodidact.sft.AdapterStore;
import dev.autodidact.sft.AdapterVersion;
import dev.autodidact.sft.AdapterVersions;
import dev.autodidact.sft.Agents;
import java.util.List;

/** Finds the version that a request means among those that are there for its caller. */
final class VersionLookup {

    private VersionLookup() {}

    /**
     * The version of this name; {@code agent} is needed only where several agents hold it.
     *
     * @param agent the agent's id, or null
     */
    static AdapterVersion find(AdapterVersions versions, Agents agents, String version, String agent) {
        if (!AdapterStore.isVersion(version)) {
            throw unknown(version);
        }
        if (agent != null) {
            AgentKey key = agents.get(RequestCheck.agent(agent)).key();
            return versions.find(key, version).orElseThrow(() -> unknown(version));
        }
        List<AdapterVersion> found = versions.named(Caller.now().tenant(), version);
        if (found.isEmpty()) {
            throw unknown(version);
        }
        if (found.size() > 1) {
            throw ApiException.invalid(
                    "agent",
                    "agent_needed",
                    "agents " + found.stream().map(v -> v.agent().id()).toList()
                            + " hold this version; say which with agent");
        }
        return found.getFirst();
    }

    private static ApiException unknown(String version) {
        return ApiException.missing(
                "version", "version_not_found", "there is no adapter version '" + Excerpt.of(version) + "'");
    }
}
