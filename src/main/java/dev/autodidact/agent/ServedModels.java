package dev.autodidact.agent;

import dev.autodidact.memory.AgentKey;
import dev.autodidact.memory.Excerpt;
import dev.autodidact.sft.AdapterVersion;
import dev.autodidact.sft.AdapterVersions;
import dev.autodidact.sft.Agent;
import dev.autodidact.sft.Agents;
import dev.autodidact.sft.UnknownAgentException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The models by the names that requests use: the base, each agent, each adapter version. */
@ApplicationScoped
public class ServedModels {

    private static final String AGENT = "agent:";

    private final TextGenerator generator;
    private final Agents agents;
    private final AdapterVersions versions;
    private final BaseCheck baseCheck;

    ServedModels(TextGenerator generator, Agents agents, AdapterVersions versions, BaseCheck baseCheck) {
        this.generator = generator;
        this.agents = agents;
        this.versions = versions;
        this.baseCheck = baseCheck;
    }

    /** Hash of the base weights. */
    public String baseHash() {
        return generator.baseHash();
    }

    /** All models of a tenant: the base first, then the agents, then the versions that can be served. */
    public List<ServedModel> list(String tenant) {
        List<ServedModel> models = new ArrayList<>();
        models.add(model(generator.baseId(), tenant, null, null));
        for (Agent agent : agents.list(tenant)) {
            models.add(agent(agent));
        }
        Map<String, ServedModel> each = new LinkedHashMap<>();
        for (AdapterVersion version : versions.all(tenant)) {
            if (servable(version)) {
                each.putIfAbsent(version.version(), version(tenant, version));
            }
        }
        models.addAll(each.values());
        return models;
    }

    /**
     * The model of this name as it stands now.
     *
     * @throws UnknownModelException where there is none
     * @throws BaseMismatchException where the agent's version belongs to another base model
     */
    public ServedModel resolve(String tenant, String name) {
        if (name.startsWith(AGENT)) {
            return agent(tenant, name);
        }
        ModelName parsed;
        try {
            parsed = ModelName.parse(name);
        } catch (IllegalArgumentException e) {
            throw unknown(name);
        }
        if (!parsed.base().equals(generator.baseId()) || parsed.policy() != null) {
            throw unknown(name);
        }
        if (parsed.adapter() == null) {
            return model(name, tenant, null, null);
        }
        return versions.named(tenant, parsed.adapter()).stream()
                .filter(this::servable)
                .findFirst()
                .map(version -> version(tenant, version))
                .orElseThrow(() -> unknown(name));
    }

    private ServedModel agent(String tenant, String name) {
        String id = name.substring(AGENT.length());
        if (!AgentKey.isName(id)) {
            throw unknown(name);
        }
        try {
            Agent agent = agents.get(new AgentKey(tenant, id));
            baseCheck.check(agent.key(), agent.activeAdapter());
            return agent(agent);
        } catch (UnknownAgentException e) {
            throw unknown(name);
        }
    }

    private ServedModel agent(Agent agent) {
        return model(AGENT + agent.key().id(), agent.key().tenant(), agent.activeAdapter(), agent.created());
    }

    private boolean servable(AdapterVersion version) {
        return version.erased() == null && version.baseHash().equals(generator.baseHash());
    }

    private ServedModel version(String tenant, AdapterVersion version) {
        return model(
                new ModelName(generator.baseId(), version.version()).toString(),
                tenant,
                version.version(),
                version.created());
    }

    private ServedModel model(String id, String tenant, String adapter, java.time.Instant created) {
        return new ServedModel(id, tenant, generator.baseId(), adapter, generator.baseHash(), created);
    }

    private UnknownModelException unknown(String name) {
        return new UnknownModelException("there is no model '" + Excerpt.of(name) + "'; there are '"
                + generator.baseId() + "', agent:<id> and " + generator.baseId() + "@<adapter version>");
    }
}
