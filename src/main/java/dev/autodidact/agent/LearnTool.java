package dev.autodidact.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.autodidact.memory.MemoryStore;
import dev.autodidact.sft.AdapterStore;
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
import dev.autodidact.sft.TeachingBounds;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
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

    private static final String NOT_LEARNED = "not learned";

    private static final String NOT_TOLD =
            "no answer of these rows was said in this conversation. Write the rows again and"
                    + " take the answers from what was said, word for word";

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
            Teaching teaching = teaching(arguments, context);
            TeachingBounds.check(teaching);
            if (!context.origin().told() && teaching.kind() == LedgerKind.FACT) {
                return Result.error(NOT_TOLD, true);
            }
            LearningTicket ticket = queue.submit(teaching);
            memory.taught(context.agent(), context.message(), ticket.item());
            context.listener().onLearning(ticket);
            StopSignal stop = StopSignal.current();
            return result(
                    queue.await(ticket.id(), settings.learnWait(), context.listener()::onLearning, stop::stopped));
        } catch (InvalidTeachingException e) {
            return Result.error(e.getMessage(), true);
        } catch (QueueFullException | QuotaExceededException e) {
            ObjectNode error = JsonNodeFactory.instance.objectNode().put("error", e.getMessage());
            return new Result(said(e.getMessage()).put("error", NOT_LEARNED).toString(), error, false);
        }
    }

    private static Teaching teaching(JsonNode arguments, Context context) {
        List<LedgerRow> rows = rows(arguments.path("rows"));
        LedgerKind kind = kind(arguments.path("kind"));
        return new Teaching(
                context.agent(),
                kind,
                arguments.path("topic").isTextual() ? arguments.get("topic").textValue() : null,
                context.origin().source(),
                rows,
                context.origin().trust(),
                arguments.path("strength").asDouble(Teaching.NORMAL_STRENGTH),
                context.conversation(),
                context.message(),
                // rows that a model writes again in the same turn are no new lesson
                context.message() + "/"
                        + AdapterStore.versionOf((kind + rows.toString()).getBytes(StandardCharsets.UTF_8)));
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

    /**
     * What the model sees ends with one of the short forms that small models know, whatever is to be said besides: behind a
     * long reason the seed model called {@code learn} again or said that it had learned what was refused (LOG.md).
     */
    private static Result result(LearningTicket ticket) {
        ObjectNode forModel = switch (ticket.state()) {
            case PUBLISHED -> {
                ObjectNode published =
                        said(ticket.reason()).put("status", ticket.state().wire());
                JsonNode acquired = receipt(ticket).path("acquired");
                yield acquired.isTextual() ? published.set("acquired", acquired) : published;
            }
            case REJECTED, DENIED ->
                said(ticket.reason()).put("status", ticket.state().wire()).put("reason", NOT_LEARNED);
            case QUARANTINED ->
                said(ticket.reason()).put("status", ticket.state().wire()).put("reason", "not approved");
            case FAILED -> said(ticket.reason()).put("error", NOT_LEARNED);
            default -> said(null).put("status", LearningState.QUEUED.wire());
        };
        return new Result(forModel.toString(), detail(ticket), false);
    }

    private static ObjectNode said(String detail) {
        ObjectNode said = JsonNodeFactory.instance.objectNode();
        return detail == null ? said : said.put("detail", detail);
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
