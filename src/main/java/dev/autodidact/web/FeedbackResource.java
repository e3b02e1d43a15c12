package dev.autodidact.web;

import dev.autodidact.memory.AgentKey;
import dev.autodidact.memory.Excerpt;
import dev.autodidact.policy.Feedback;
import dev.autodidact.policy.FeedbackTable;
import dev.autodidact.sft.Agents;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.UUID;

/** What people think of an agent's answers. */
@Path("/api/agents/{id}/feedback")
@RunOnVirtualThread
class FeedbackResource {
    private static final int MAX_CORRECTION_CHARS = 2000;

    private final Agents agents;
    private final FeedbackTable table;

    FeedbackResource(Agents agents, FeedbackTable table) {
        this.agents = agents;
        this.table = table;
    }

    /**
     * A judgement.
     *
     * @param message id of the answer
     * @param score 1 or -1
     * @param correction what should have been said, or null
     */
    record Body(String message, Integer score, String correction) {}

    @POST
    public Response judge(String id, Body body) {
        AgentKey agent = agents.get(RequestCheck.agent(id)).key();
        Body judgement = RequestCheck.body(body);
        if (judgement.score() == null || Math.abs(judgement.score()) != 1) {
            throw ApiException.invalid(
                    "score", "invalid_score", "score is " + judgement.score() + "; it must be 1 or -1");
        }
        if (judgement.correction() != null) {
            RequestCheck.text("correction", judgement.correction(), MAX_CORRECTION_CHARS);
        }
        Feedback feedback = table.add(agent, message(judgement.message()), judgement.score(), judgement.correction())
                .orElseThrow(() -> unknown(judgement.message()));
        return Response.status(201).entity(feedback).build();
    }

    private static UUID message(String text) {
        return RequestCheck.id(RequestCheck.text("message", text, 64), id -> unknown(text));
    }

    private static ApiException unknown(String text) {
        return ApiException.missing(
                "message", "message_not_found", "the agent has no answer '" + Excerpt.of(String.valueOf(text)) + "'");
    }
}
