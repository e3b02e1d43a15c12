package dev.autodidact.web;

import dev.autodidact.memory.AgentKey;
import dev.autodidact.sft.Agents;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/** Stopping the turn that a conversation is in. */
@Path("/api/agents/{id}/conversations/{conversation}/stop")
@RunOnVirtualThread
class StopResource {

    private final RunningTurns running;
    private final Agents agents;

    StopResource(RunningTurns running, Agents agents) {
        this.running = running;
        this.agents = agents;
    }

    /**
     * What was done.
     *
     * @param conversation the conversation
     * @param running whether this node was at a turn of it; the other nodes are told where it was not
     */
    record Stopping(String conversation, boolean running) {}

    @POST
    public Response stop(String id, String conversation) {
        AgentKey agent = agents.get(RequestCheck.agent(id)).key();
        String name = RequestCheck.conversation(conversation);
        return Response.accepted(new Stopping(name, running.stop(agent, name))).build();
    }
}
