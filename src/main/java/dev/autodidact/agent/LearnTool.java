package dev.autodidact.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.autodidact.memory.MemoryStore;
import dev.autodidact.sft.InvalidTeachingException;
import dev.autodidact.sft.LearningQueue;
import dev.autodidact.sft.LearningState;
import dev.autodidact.sft.LearningTicket;
import dev.autodidact.sft.LedgerKind;
import dev.autodidact.sft.LedgerRow;
import dev.autodidact.sft.LedgerTrust;
import dev.autodidact.sft.QueueFullException;
import dev.autodidact.sft.QuotaExceededException;
import dev.autodidact.sft.Teaching;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The {@code learn} tool: the model's own training rows go to the ledger, and a learning job turns them into weights. The
 * model writes topic, rows, kind and strength; source text, conversation, message and trust are attached here.
 */
@Priority(30)
@ApplicationScoped
public class LearnTool implements AgentTool {

    /** What the model calls it by. */
    static final String NAME = "learn";

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final ToolSpecification SPECIFICATION = ToolSpecification.builder()
            .name(NAME)
            .description("Learn something for ever: trains your own weights on rows that you write yourself.")
            .parameters(JsonObjectSchema.builder()
                    .addStringProperty("topic", "A short title")
                    .addProperty(
                            "rows",
                            JsonArraySchema.builder()
                                    .description("Training rows: different questions, each with its answer")
                                    .items(JsonObjectSchema.builder()
                                            .addStringProperty(
                                                    "q", "A question that can be asked later, without this text")
                                            .addStringProperty("a", "Its answer")
                                            .addStringProperty("text", "A statement, instead of q and a")
                                            .build())
                                    .build())
                    .addEnumProperty("kind", List.of("fact", "demonstration", "observation"))
                    .addNumberProperty("strength", "How hard to train, 1 is normal")
                    .required("rows")
                    .build())
            .build();

    private final LearningQueue queue;
    private final ChatSettings settings;
    private final MemoryStore memory;

    LearnTool(LearningQueue queue, ChatSettings settings, MemoryStore memory) {
        this.queue = queue;
        this.settings = settings;
        this.memory = memory;
    }

    @Override
    public ToolSpecification specification() {
        return SPECIFICATION;
    }

    @Override
    public Optional<LedgerTrust> outputOrigin() {
        return Optional.empty();
    }

    @Override
    public Result execute(JsonNode arguments, Context context) throws InterruptedException {
        if (!LearningGrant.granted()) {
            return Result.error("learning is not granted to this caller; answer without it", false);
        }
        try {
            LearningTicket ticket = queue.submit(teaching(arguments, context));
            memory.taught(context.agent(), context.message(), ticket.item());
            context.listener().onLearning(ticket);
            return result(queue.await(ticket.id(), settings.learnWait(), context.listener()::onLearning));
        } catch (InvalidTeachingException e) {
            return Result.error(e.getMessage(), true);
        } catch (QueueFullException | QuotaExceededException e) {
            return Result.error(e.getMessage(), false);
        }
    }

    private static Teaching teaching(JsonNode arguments, Context context) {
        return new Teaching(
                context.agent(),
                kind(arguments.path("kind")),
                arguments.path("topic").isTextual() ? arguments.get("topic").textValue() : null,
                context.origin().source(),
                rows(arguments.path("rows")),
                context.origin().trust(),
                arguments.path("strength").asDouble(Teaching.NORMAL_STRENGTH),
                context.conversation(),
                context.message(),
                context.message() + "/" + context.call());
    }

    private static LedgerKind kind(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return LedgerKind.FACT;
        }
        return Arrays.stream(LedgerKind.values())
                .filter(kind -> kind.wire().equals(node.asText().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new InvalidTeachingException(
                        "kind", "kind is '" + node.asText() + "'; it must be fact, demonstration or observation"));
    }

    private static List<LedgerRow> rows(JsonNode node) {
        if (!node.isArray()) {
            throw new InvalidTeachingException("rows", "rows must be a list of {\"q\",\"a\"} or {\"text\"} objects");
        }
        List<LedgerRow> rows = new ArrayList<>();
        for (JsonNode row : node) {
            rows.add(new LedgerRow(text(row, "q"), text(row, "a"), text(row, "text"), null));
        }
        return rows;
    }

    /** A number as an answer is a text too: models write 8443 for "8443". */
    private static String text(JsonNode row, String key) {
        JsonNode value = row.path(key);
        return value.isTextual() || value.isNumber() ? value.asText() : null;
    }

    private static Result result(LearningTicket ticket) {
        ObjectNode forModel = JsonNodeFactory.instance.objectNode();
        switch (ticket.state()) {
            case PUBLISHED -> {
                forModel.put("status", ticket.state().wire());
                JsonNode acquired = receipt(ticket).path("acquired");
                if (acquired.isTextual()) {
                    forModel.set("acquired", acquired);
                }
                if (ticket.reason() != null) {
                    forModel.put("reason", ticket.reason());
                }
            }
            case REJECTED, QUARANTINED, DENIED ->
                forModel.put("status", ticket.state().wire()).put("reason", ticket.reason());
            case FAILED -> forModel.put("error", ticket.reason());
            default -> forModel.put("status", LearningState.QUEUED.wire());
        }
        return new Result(forModel.toString(), detail(ticket), false);
    }

    private static ObjectNode detail(LearningTicket ticket) {
        ObjectNode detail = JsonNodeFactory.instance
                .objectNode()
                .put("ticket", ticket.id().toString())
                .put("status", ticket.state().wire())
                .put("adapter", ticket.adapter())
                .put("parent", ticket.parent());
        if (ticket.reason() != null) {
            detail.put("reason", ticket.reason());
        }
        if (ticket.receiptJson() != null) {
            detail.set("receipt", receipt(ticket));
        }
        return detail;
    }

    private static JsonNode receipt(LearningTicket ticket) {
        try {
            return ticket.receiptJson() == null
                    ? JsonNodeFactory.instance.objectNode()
                    : JSON.readTree(ticket.receiptJson());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the receipt of job " + ticket.id() + " is not JSON", e);
        }
    }
}
