package dev.autodidact.web;

import dev.autodidact.memory.AgentKey;
import dev.autodidact.sft.AgentErased;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * API keys: {@code adk_<id>_<secret>}. The secret has 256 random bits, so that its SHA-256 is enough to store; it is shown
 * once, when it is made.
 */
@ApplicationScoped
class ApiKeys {

    private static final Pattern FORM = Pattern.compile("adk_([0-9a-f]{16})_([A-Za-z0-9_-]{43})");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final EntityManager entities;

    ApiKeys(EntityManager entities) {
        this.entities = entities;
    }

    /**
     * A key that was just made.
     *
     * @param row what is stored
     * @param secret the whole key, which nobody can show again
     */
    record Made(ApiKeyEntity row, String secret) {}

    /**
     * What a new key is for.
     *
     * @param tenant whose agents it opens
     * @param name its name, one of a kind in the tenant
     * @param role what it may do
     * @param agent the only agent it opens, null for all
     * @param learning whether it may change weights
     * @param expires when it ends by itself, null for never
     */
    record Order(String tenant, String name, Role role, String agent, boolean learning, Instant expires) {}

    /** Whether a text claims to be one of our keys. */
    static boolean looksLike(String text) {
        return text.startsWith("adk_");
    }

    /** Makes a key; empty where the tenant has one of this name. */
    @Transactional
    Optional<Made> make(Order order) {
        byte[] secret = new byte[32];
        RANDOM.nextBytes(secret);
        byte[] name = new byte[8];
        RANDOM.nextBytes(name);
        String id = HexFormat.of().formatHex(name);
        String key = "adk_" + id + "_" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        int added = entities.createNativeQuery("""
                        insert into api_key (id, tenant, name, role, agent, learning, hash, created, expires)
                        values (:id, :tenant, :name, :role, cast(:agent as varchar), :learning, :hash, :created,
                            cast(:expires as timestamp with time zone))
                        on conflict do nothing""")
                .setParameter("id", id)
                .setParameter("tenant", order.tenant())
                .setParameter("name", order.name())
                .setParameter("role", order.role().name())
                .setParameter("agent", order.agent())
                .setParameter("learning", order.learning())
                .setParameter("hash", hash(key))
                .setParameter("created", Instant.now())
                .setParameter("expires", order.expires())
                .executeUpdate();
        return added == 0 ? Optional.empty() : Optional.of(new Made(entities.find(ApiKeyEntity.class, id), key));
    }

    /** Whose key this is; empty where it is none, or none any more. */
    @Transactional
    Optional<Caller> caller(String key) {
        Matcher form = FORM.matcher(key);
        ApiKeyEntity row = form.matches() ? entities.find(ApiKeyEntity.class, form.group(1)) : null;
        boolean same = MessageDigest.isEqual(
                hash(key).getBytes(StandardCharsets.US_ASCII),
                (row == null ? "" : row.hash).getBytes(StandardCharsets.US_ASCII));
        return same && row.valid(Instant.now()) ? Optional.of(row.caller()) : Optional.empty();
    }

    /** The keys of a tenant, the oldest first. */
    @Transactional
    List<ApiKeyEntity> of(String tenant) {
        return entities.createQuery("from ApiKey where tenant = :tenant order by created, id", ApiKeyEntity.class)
                .setParameter("tenant", tenant)
                .getResultList();
    }

    /** Ends a key for good; empty where the tenant has none of this id. Once more the same. */
    @Transactional
    Optional<ApiKeyEntity> revoke(String tenant, String id) {
        ApiKeyEntity row = entities.find(ApiKeyEntity.class, id);
        if (row == null || !row.tenant.equals(tenant)) {
            return Optional.empty();
        }
        if (row.revoked == null) {
            row.revoked = Instant.now();
        }
        return Optional.of(row);
    }

    /** Makes a key for the whole server where nobody has one that counts. */
    @Transactional
    Optional<Made> first() {
        Instant now = Instant.now();
        List<ApiKeyEntity> there = of(AgentKey.DEFAULT_TENANT);
        if (there.stream().anyMatch(row -> row.role == Role.ADMIN && row.valid(now))) {
            return Optional.empty();
        }
        return make(
                new Order(AgentKey.DEFAULT_TENANT, "first-admin-" + (there.size() + 1), Role.ADMIN, null, true, null));
    }

    /** Keys end with the agent that they open; part of the transaction that erases it. */
    void end(@Observes AgentErased erased) {
        entities.createQuery("delete from ApiKey where tenant = :tenant and agent = :agent")
                .setParameter("tenant", erased.agent().tenant())
                .setParameter("agent", erased.agent().id())
                .executeUpdate();
    }

    /** What is stored of a key. */
    static String hash(String key) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
