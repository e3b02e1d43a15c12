package dev.autodidact.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.autodidact.agent.StopSignal;
import dev.autodidact.memory.AgentKey;
import dev.autodidact.memory.NodeExchange;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The turns that run now, by conversation, so that somebody can stop them from any node. */
@ApplicationScoped
class RunningTurns {

    private static final String TOPIC = "stop";

    private final NodeExchange exchange;
    private final ObjectMapper json;
    private final Map<Turn, Set<StopSignal>> running = new HashMap<>();

    RunningTurns(NodeExchange exchange, ObjectMapper json) {
        this.exchange = exchange;
        this.json = json;
    }

    /** A conversation in which something is said. */
    record Turn(String tenant, String agent, String conversation) {}

    /** A turn that runs until it is closed. */
    interface Run extends AutoCloseable {
        StopSignal signal();

        @Override
        void close();
    }

    void listen(@Observes StartupEvent event) {
        exchange.listen(TOPIC, text -> {
            try {
                end(json.readValue(text, Turn.class));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("an announcement of this program is not JSON: " + text, e);
            }
        });
    }

    Run begin(AgentKey agent, String conversation) {
        Turn turn = new Turn(agent.tenant(), agent.id(), conversation);
        StopSignal signal = new StopSignal();
        synchronized (running) {
            running.computeIfAbsent(turn, key -> new HashSet<>()).add(signal);
        }
        return new Run() {
            @Override
            public StopSignal signal() {
                return signal;
            }

            @Override
            public void close() {
                synchronized (running) {
                    running.computeIfPresent(turn, (key, signals) -> {
                        signals.remove(signal);
                        return signals.isEmpty() ? null : signals;
                    });
                }
            }
        };
    }

    /** Stops what runs in a conversation, on other nodes too; whether there was something on this one. */
    boolean stop(AgentKey agent, String conversation) {
        Turn turn = new Turn(agent.tenant(), agent.id(), conversation);
        boolean here = end(turn);
        if (!here) {
            try {
                exchange.announce(TOPIC, json.writeValueAsString(turn));
            } catch (JsonProcessingException e) {
                throw new AssertionError("three texts are always JSON", e);
            }
        }
        return here;
    }

    private boolean end(Turn turn) {
        synchronized (running) {
            Set<StopSignal> signals = running.getOrDefault(turn, Set.of());
            signals.forEach(StopSignal::stop);
            return !signals.isEmpty();
        }
    }
}
