package dev.autodidact.web;

import com.fasterxml.jackson.databind.JsonNode;
import dev.autodidact.agent.ChatSettings;
import dev.autodidact.agent.TurnListener;
import dev.autodidact.agent.TurnRequest;
import dev.autodidact.agent.TurnResult;
import dev.autodidact.sft.Agents;
import dev.autodidact.sft.LearningTicket;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerResponse;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/** Chat with an agent: one turn a call, as JSON or as a stream of events. */
@Path("/api/agents/{id}/chat")
@RunOnVirtualThread
class ChatResource {

    private final Turns turns;
    private final Agents agents;
    private final ChatSettings settings;
    private final EventStreams streams;

    ChatResource(Turns turns, Agents agents, ChatSettings settings, EventStreams streams) {
        this.turns = turns;
        this.agents = agents;
        this.settings = settings;
        this.streams = streams;
    }

    /**
     * A message to the agent.
     *
     * @param conversation the conversation's name; a new conversation where it is missing
     * @param message the text
     * @param recall false forbids looking up remembered entries in this turn
     */
    record ChatRequest(String conversation, String message, Boolean recall) {}

    @POST
    @Produces(MediaType.APPLICATION_JSON)
    public TurnResult chat(String id, ChatRequest body) throws InterruptedException {
        return turns.run(Caller.now(), turn(id, body), new TurnListener() {});
    }

    /**
     * Events {@code token}, {@code thought}, {@code tool_call}, {@code unreadable_call}, {@code learning}, {@code receipt},
     * {@code tool_result}, {@code done}.
     */
    @POST
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Response stream(String id, ChatRequest body, @Context HttpServerResponse client) {
        TurnRequest turn = turn(id, body);
        agents.get(turn.agent());
        Caller caller = Caller.now();
        return streams.open(client, events -> events.send("done", turns.run(caller, turn, new Sender(events))));
    }

    private TurnRequest turn(String id, ChatRequest body) {
        return new TurnRequest(
                RequestCheck.agent(id),
                RequestCheck.conversation(RequestCheck.body(body).conversation()),
                RequestCheck.text("message", body.message(), settings.maxMessageChars()),
                body.recall() == null || body.recall());
    }

    /** Sends what happens in a turn. */
    private record Sender(EventStreams.Events events) implements TurnListener {

        @Override
        public void onToken(String text) {
            events.send("token", Map.of("text", text));
        }

        @Override
        public void onThought(String text) {
            events.send("thought", Map.of("text", text));
        }

        @Override
        public void onToolCall(String name, JsonNode arguments) {
            events.send("tool_call", Map.of("name", name, "arguments", arguments));
        }

        @Override
        public void onUnreadableCall(String error) {
            events.send("unreadable_call", Map.of("error", error));
        }

        @Override
        public void onLearning(LearningTicket ticket) {
            events.send("learning", TicketView.of(ticket));
            if (ticket.state().isFinal() && ticket.receiptJson() != null) {
                events.send("receipt", Receipts.json(ticket));
            }
        }

        @Override
        public void onToolResult(String name, JsonNode result) {
            events.send("tool_result", Map.of("name", name, "result", result));
        }
    }
}
