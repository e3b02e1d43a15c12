package dev.autodidact.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.autodidact.memory.InvalidMemoryException;
import dev.autodidact.memory.MemoryFilter;
import dev.autodidact.memory.MemoryKind;
import dev.autodidact.memory.MemoryQuotaException;
import dev.autodidact.memory.MemoryStore;
import dev.autodidact.memory.MemoryTrust;
import dev.autodidact.memory.NewMemory;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;

/** The {@code remember} tool: the model writes a note, to be found by {@code recall}. Nothing is trained. */
@Priority(10)
@ApplicationScoped
public class RememberTool implements AgentTool {

    private static final ToolSpecification SPECIFICATION = ToolSpecification.builder()
            .name("remember")
            .description("Write a note that recall can find later. Use learn for what you must know by heart.")
            .parameters(JsonObjectSchema.builder()
                    .addStringProperty("text", "One statement that can be understood by itself")
                    .required("text")
                    .build())
            .build();

    private final MemoryStore memory;

    RememberTool(MemoryStore memory) {
        this.memory = memory;
    }

    @Override
    public ToolSpecification specification() {
        return SPECIFICATION;
    }

    @Override
    public boolean remembers() {
        return true;
    }

    @Override
    public Result execute(JsonNode arguments, Context context) {
        JsonNode text = arguments.path("text");
        if (!text.isTextual()) {
            return Result.error("text must be a text", true);
        }
        try {
            if (recalled(text.textValue(), context)) {
                return said("known", null);
            }
            MemoryStore.Added added = memory.add(
                    context.agent(),
                    new NewMemory(
                            text.textValue(),
                            null,
                            MemoryKind.NOTE,
                            MemoryTrust.valueOf(context.origin().trust().name()),
                            context.conversation(),
                            context.message(),
                            null));
            return said(
                    added.merged() ? "known" : "remembered", added.entry().id().toString());
        } catch (InvalidMemoryException e) {
            return Result.error(e.getMessage(), true);
        } catch (MemoryQuotaException e) {
            return Result.error(e.getMessage(), false);
        }
    }

    /** What was just recalled is not stored again in other words. */
    private boolean recalled(String text, Context context) {
        return !context.recalled().isEmpty()
                && memory.search(context.agent(), text, 1, MemoryFilter.ALL).stream()
                        .anyMatch(hit -> context.recalled().contains(hit.entry().id()));
    }

    private static Result said(String status, String entry) {
        ObjectNode forModel = JsonNodeFactory.instance.objectNode().put("status", status);
        ObjectNode detail = forModel.deepCopy();
        if (entry != null) {
            detail.put("entry", entry);
        }
        return new Result(forModel.toString(), detail, false);
    }
}
