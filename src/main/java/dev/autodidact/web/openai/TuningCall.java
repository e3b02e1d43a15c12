package dev.autodidact.web.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.autodidact.memory.AgentKey;
import dev.autodidact.memory.Excerpt;
import dev.autodidact.sft.FineTuning;
import dev.autodidact.sft.LedgerTrust;
import dev.autodidact.sft.Teaching;
import dev.autodidact.sft.TeachingBounds;
import dev.autodidact.web.ApiException;
import dev.autodidact.web.Caller;
import dev.autodidact.web.Role;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.ToLongFunction;

/** Reads {@code POST /v1/fine_tuning/jobs}. What cannot be done here is refused or, where it only guides, warned of. */
final class TuningCall {

    private static final String AGENT = "agent:";
    private static final int MAX_PAIRS = 16;
    private static final int MAX_KEY_CHARS = 64;
    private static final int MAX_VALUE_CHARS = 512;

    private TuningCall() {}

    /**
     * The order that a body stands for.
     *
     * @param systemRows how many rows of a file have a system message
     */
    static FineTuning.Order read(JsonNode json, Caller caller, String base, ToLongFunction<String> systemRows) {
        JsonFields body = JsonFields.body(json);
        String model = body.required("model");
        String file = body.required("training_file");
        refuse(body, "validation_file", "is not known here: each item's exam is made from its rows");
        JsonNode integrations = body.raw("integrations");
        if (integrations != null && !integrations.isEmpty()) {
            throw body.refused("integrations", "are not known here");
        }
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        kept.set("metadata", metadata(body));
        Long seed = body.whole("seed", 0, Integer.MAX_VALUE);
        double strength = strength(body, kept);
        if (seed != null) {
            kept.put("seed", seed);
            kept.withArray("warnings")
                    .add("seed " + seed
                            + " has no effect: a training is a function of what the agent was taught before");
        }
        long unheard = systemRows.applyAsLong(file);
        if (unheard > 0) {
            kept.withArray("warnings")
                    .add("the system messages of " + unheard
                            + " rows are not taught: an agent answers under its own system message");
        }
        String suffix = body.text("suffix");
        kept.put("suffix", suffix);
        kept.put("strength", strength);
        boolean fresh = model.equals(base);
        return new FineTuning.Order(
                fresh ? fresh(caller, suffix) : agent(caller, model, base, suffix),
                fresh,
                model,
                file,
                caller.agent(),
                caller.role() == Role.ADMIN ? LedgerTrust.OPERATOR : LedgerTrust.USER,
                strength,
                kept.toString());
    }

    private static AgentKey agent(Caller caller, String model, String base, String suffix) {
        if (model.startsWith(AGENT)) {
            caller.model(model);
            if (suffix != null) {
                throw ApiException.invalid(
                        "suffix", "invalid_value", "suffix names a new agent; model names one that is there already");
            }
            String id = model.substring(AGENT.length());
            if (AgentKey.isName(id)) {
                return caller.agent(id);
            }
        }
        if (model.startsWith(base + "@")) {
            throw ApiException.invalid(
                    "model",
                    "invalid_value",
                    "a version never changes; name agent:<id>, whose version moves on, or '" + base
                            + "' for a new agent");
        }
        throw ApiException.of(
                404,
                "invalid_request_error",
                "model",
                "model_not_found",
                "there is no model '" + Excerpt.of(model) + "'; there are '" + base
                        + "' for a new agent and agent:<id>");
    }

    private static AgentKey fresh(Caller caller, String suffix) {
        if (caller.role() != Role.ADMIN) {
            throw ApiException.of(
                    403,
                    "permission_error",
                    "model",
                    "role_not_allowed",
                    "tuning the base model makes an agent, which a key of role "
                            + caller.role().wire() + " may not; name agent:<id>");
        }
        String id = suffix == null ? "ft-" + UUID.randomUUID().toString().substring(0, 8) : suffix;
        if (!AgentKey.isName(id)) {
            throw ApiException.invalid(
                    "suffix",
                    "invalid_value",
                    "suffix becomes the new agent's id and is none: "
                            + "1 to 64 letters, digits, dots, underscores or hyphens, a letter or digit first");
        }
        return new AgentKey(caller.tenant(), id);
    }

    private static double strength(JsonFields body, ObjectNode kept) {
        JsonFields method = body.object("method");
        JsonFields parameters = body.object("hyperparameters");
        if (method != null) {
            String type = method.text("type");
            if (type != null && !type.equals("supervised")) {
                throw method.refused("type", "is '" + type + "'; it must be supervised");
            }
            JsonFields supervised = method.object("supervised");
            if (supervised != null && supervised.object("hyperparameters") != null) {
                parameters = supervised.object("hyperparameters");
            }
        }
        if (parameters == null) {
            return Teaching.NORMAL_STRENGTH;
        }
        for (String name : List.of("n_epochs", "batch_size")) {
            if (number(parameters, name, 1, 4096) != null) {
                kept.withArray("warnings")
                        .add(name
                                + " has no effect: a training ends when its exam has nothing left to learn or to mend");
            }
        }
        Double multiplier = number(
                parameters, "learning_rate_multiplier", TeachingBounds.MIN_STRENGTH, TeachingBounds.MAX_STRENGTH);
        return multiplier == null ? Teaching.NORMAL_STRENGTH : multiplier;
    }

    /** A number, null where it is {@code auto} or missing. */
    private static Double number(JsonFields fields, String name, double min, double max) {
        JsonNode value = fields.raw(name);
        return value != null && value.asText().equals("auto") ? null : fields.number(name, min, max);
    }

    private static ObjectNode metadata(JsonFields body) {
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        JsonNode metadata = body.object("metadata") == null ? kept : body.raw("metadata");
        if (metadata.size() > MAX_PAIRS) {
            throw body.refused("metadata", "has " + metadata.size() + " pairs; at most " + MAX_PAIRS);
        }
        for (Map.Entry<String, JsonNode> pair : metadata.properties()) {
            if (!pair.getValue().isTextual()
                    || pair.getKey().length() > MAX_KEY_CHARS
                    || pair.getValue().textValue().length() > MAX_VALUE_CHARS) {
                throw body.refused(
                        "metadata",
                        "must be texts of at most " + MAX_VALUE_CHARS + " characters under names of at most "
                                + MAX_KEY_CHARS);
            }
            kept.set(pair.getKey(), pair.getValue());
        }
        return kept;
    }

    private static void refuse(JsonFields body, String name, String why) {
        if (body.has(name)) {
            throw body.refused(name, why);
        }
    }
}
