package dev.autodidact.memory;

import java.io.Serializable;
import java.util.regex.Pattern;

/**
 * Names one agent of one tenant: the owner of conversations, taught items and adapters.
 *
 * @param tenant the tenant, {@link #DEFAULT_TENANT} where there is only one
 * @param id the agent's name within its tenant: 1 to 64 letters, digits, dots, underscores or hyphens
 */
public record AgentKey(String tenant, String id) implements Serializable {

    /** The tenant of an installation without tenants. */
    public static final String DEFAULT_TENANT = "default";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    public AgentKey {
        if (!isName(tenant) || !isName(id)) {
            throw new IllegalArgumentException("not an agent key: tenant '" + tenant + "', id '" + id + "'");
        }
    }

    /** The agent of this id in the default tenant. */
    public static AgentKey of(String id) {
        return new AgentKey(DEFAULT_TENANT, id);
    }

    /** Whether a text may name a tenant or an agent. */
    public static boolean isName(String text) {
        return text != null && NAME.matcher(text).matches();
    }
}
