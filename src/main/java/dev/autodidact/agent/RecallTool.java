package dev.autodidact.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.autodidact.memory.InvalidMemoryException;
import dev.autodidact.memory.MemoryHit;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The {@code recall} tool: the model looks something up in the memory and sees {@code {"results":["…"]}}. */
@Priority(20)
@ApplicationScoped
public class RecallTool implements AgentTool {

    private static final ToolSpecification SPECIFICATION = ToolSpecification.builder()
            .name("recall")
            .description("Look up what you were told before, in this conversation or in others.")
            .parameters(JsonObjectSchema.builder()
                    .addStringProperty("query", "What to look for, in a few words")
                    .required("query")
                    .build())
            .build();

    private final Recollection recollection;

    RecallTool(Recollection recollection) {
        this.recollection = recollection;
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
        JsonNode query = arguments.path("query");
        if (!query.isTextual()) {
            return Result.error("query must be a text", true);
        }
        try {
            List<MemoryHit> hits = recollection.find(context.agent(), query.textValue(), context.seen());
            ObjectNode forModel = JsonNodeFactory.instance.objectNode();
            ArrayNode results = forModel.putArray("results");
            ObjectNode detail = JsonNodeFactory.instance.objectNode();
            ArrayNode entries = detail.putArray("results");
            for (MemoryHit hit : hits) {
                results.add(hit.entry().text());
                entries.addObject()
                        .put("entry", hit.entry().id().toString())
                        .put("text", hit.entry().text())
                        .put("score", hit.score());
            }
            return new Result(forModel.toString(), detail, false, hits);
        } catch (InvalidMemoryException e) {
            return Result.error(e.getMessage(), true);
        }
    }
}
