package dev.autodidact.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.autodidact.memory.AgentKey;
import dev.autodidact.memory.MemoryHit;
import dev.autodidact.sft.LedgerTrust;
import dev.langchain4j.agent.tool.ToolSpecification;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A tool that the model may call in a turn. */
public interface AgentTool {

    /** What the model is told of it. */
    ToolSpecification specification();

    /**
     * Does it. A failure that the model can mend is a result, see {@link Result#malformed}.
     *
     * @param arguments the arguments as the model wrote them: a JSON object
     */
    Result execute(JsonNode arguments, Context context) throws InterruptedException;

    /**
     * What the tool's output counts as when the model wants to learn from it. Empty only for output that is the runtime's
     * own words; any text from elsewhere is untrusted.
     */
    default Optional<LedgerTrust> outputOrigin() {
        return Optional.of(LedgerTrust.TOOL);
    }

    /** Whether it reads or writes the memory: it is not offered in a turn that forbids recall. */
    default boolean remembers() {
        return false;
    }

    /**
     * What the runtime attaches to a call; the model cannot set any of it.
     *
     * @param agent who calls
     * @param conversation in which conversation
     * @param message the person's message of this turn
     * @param origin where what the model says in the call comes from
     * @param seen the stored messages that the model sees anyway
     * @param recalled the entries that were recalled in this turn so far
     * @param call counts the calls of the turn from 0
     * @param listener hears of progress
     */
    record Context(
            AgentKey agent,
            String conversation,
            UUID message,
            WindowOrigin origin,
            Set<UUID> seen,
            Set<UUID> recalled,
            int call,
            TurnListener listener) {}

    /**
     * What came of a call.
     *
     * @param forModel the text the model sees
     * @param detail all of it, for the caller of the turn
     * @param malformed whether the arguments were at fault: the model may try again, but not for ever
     * @param recalled the entries that it has put before the model
     */
    record Result(String forModel, JsonNode detail, boolean malformed, List<MemoryHit> recalled) {

        /** A result without entries of the memory. */
        public Result(String forModel, JsonNode detail, boolean malformed) {
            this(forModel, detail, malformed, List.of());
        }

        /** What went wrong, in words for the model and for the caller. */
        static Result error(String message, boolean malformed) {
            ObjectNode error = JsonNodeFactory.instance.objectNode().put("error", message);
            return new Result(error.toString(), error, malformed);
        }
    }
}
