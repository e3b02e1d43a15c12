package dev.autodidact.web;

import dev.autodidact.agent.AgentLoop;
import dev.autodidact.agent.LearningGrant;
import dev.autodidact.agent.TurnListener;
import dev.autodidact.agent.TurnRequest;
import dev.autodidact.agent.TurnResult;
import jakarta.enterprise.context.ApplicationScoped;

/** The only way from a request to a turn: the caller's grant goes with it. */
@ApplicationScoped
public class Turns {

    private final AgentLoop loop;

    Turns(AgentLoop loop) {
        this.loop = loop;
    }

    /**
     * Does one turn for a caller; see {@link AgentLoop#turn}.
     *
     * @param caller who asks; on another thread than the request's it was found out before
     */
    public TurnResult run(Caller caller, TurnRequest request, TurnListener listener) throws InterruptedException {
        return LearningGrant.with(caller.learning(), () -> loop.turn(request, listener));
    }
}
