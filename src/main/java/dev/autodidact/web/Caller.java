package dev.autodidact.web;

import dev.autodidact.memory.AgentKey;
import dev.autodidact.memory.Excerpt;
import io.quarkus.arc.Arc;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ContextNotActiveException;

/**
 * Who makes the present request, and what of the server is there for them. Every route names agents through it, so that what
 * belongs to another tenant does not exist.
 *
 * @param name names the caller in the audit log: {@code key/<id>}, or {@code open} where no keys are required
 * @param tenant the tenant whose agents there are
 * @param role what they may do
 * @param agent the only agent there is for them, or null for all of the tenant
 * @param learning whether they may change weights
 */
public record Caller(String name, String tenant, Role role, String agent, boolean learning) {

    /** Everybody, on a server that only this machine can reach. */
    static final Caller OPEN = new Caller("open", AgentKey.DEFAULT_TENANT, Role.ADMIN, null, true);

    private static final String KEY = Caller.class.getName();

    /**
     * The caller of the request that this thread serves. Threads that a request starts have none: ask before.
     *
     * @throws IllegalStateException where this thread serves no request
     */
    public static Caller now() {
        try {
            RoutingContext request =
                    Arc.container().instance(CurrentVertxRequest.class).get().getCurrent();
            Caller caller = request == null ? null : request.get(KEY);
            if (caller != null) {
                return caller;
            }
        } catch (ContextNotActiveException e) {
            throw new IllegalStateException("this thread serves no request", e);
        }
        throw new IllegalStateException("this request has no caller");
    }

    void serve(RoutingContext request) {
        request.put(KEY, this);
    }

    /**
     * The agent of this id; whether it exists is not checked.
     *
     * @throws RuntimeException answered with 404 where the id is no name or not for this caller
     */
    public AgentKey agent(String id) {
        if (!AgentKey.isName(id) || !sees(id)) {
            throw ApiException.missing("agent", "agent_not_found", "there is no agent '" + Excerpt.of(id) + "'");
        }
        return new AgentKey(tenant, id);
    }

    /** Whether an agent of the tenant is there for this caller. */
    public boolean sees(String id) {
        return agent == null || agent.equals(id);
    }

    /**
     * A model's name, if that model is there for this caller: a key of one agent sees the base model and its agent.
     *
     * @throws RuntimeException answered with 404 where it is not
     */
    public String model(String name) {
        if (seesModel(name)) {
            return name;
        }
        throw ApiException.missing("model", "model_not_found", "there is no model '" + Excerpt.of(name) + "'");
    }

    /** Whether a model of this name is there for this caller. */
    public boolean seesModel(String name) {
        return agent == null || name.equals("agent:" + agent) || !name.startsWith("agent:") && name.indexOf('@') < 0;
    }

    /** Whether a thing of this agent is there for this caller. */
    public boolean sees(AgentKey key) {
        return tenant.equals(key.tenant()) && sees(key.id());
    }

    /** Whether the whole server is this caller's concern. */
    boolean operator() {
        return role == Role.ADMIN && tenant.equals(AgentKey.DEFAULT_TENANT);
    }
}
