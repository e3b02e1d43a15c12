package dev.autodidact.web;

import dev.autodidact.agent.AgentLoop;
import dev.autodidact.agent.GenAiSpan;
import dev.autodidact.agent.LearningGrant;
import dev.autodidact.agent.TurnListener;
import dev.autodidact.agent.TurnRequest;
import dev.autodidact.agent.TurnResult;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import jakarta.enterprise.context.ApplicationScoped;

/** The only way from a request to a turn: the caller's grant goes with it. */
@ApplicationScoped
public class Turns {

    private final AgentLoop loop;
    private final Tracer tracer;
    private final RunningTurns running;

    Turns(AgentLoop loop, Tracer tracer, RunningTurns running) {
        this.running = running;
        this.loop = loop;
        this.tracer = tracer;
    }

    /**
     * Does one turn for a caller; see {@link AgentLoop#turn}.
     *
     * @param caller who asks; on another thread than the request's it was found out before
     */
    public TurnResult run(Caller caller, TurnRequest request, TurnListener listener) throws InterruptedException {
        Span span = GenAiSpan.of(tracer, "invoke_agent", request.agent().id())
                .setAttribute("gen_ai.agent.id", request.agent().id())
                .setAttribute("gen_ai.conversation.id", request.conversation())
                .setAttribute("autodidact.tenant", request.agent().tenant())
                .startSpan();
        try (Scope scope = span.makeCurrent();
                RunningTurns.Run turn = running.begin(request.agent(), request.conversation())) {
            return LearningGrant.with(
                    caller.learning(), () -> turn.signal().during(() -> loop.turn(request, listener)));
        } catch (InterruptedException | RuntimeException e) {
            GenAiSpan.fail(span, e);
            throw e;
        } finally {
            span.end();
        }
    }
}
