package dev.autodidact.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autodidact.memory.AgentKey;
import dev.autodidact.sft.Agents;
import dev.autodidact.sft.LearningQueue;
import dev.autodidact.sft.LearningState;
import dev.autodidact.sft.LearningTicket;
import dev.autodidact.sft.LedgerKind;
import dev.autodidact.sft.LedgerRow;
import dev.autodidact.sft.LedgerTrust;
import dev.autodidact.sft.Teaching;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RestartTest {

    @Inject
    Agents agents;

    @Inject
    LearningQueue queue;

    @Inject
    ScriptedTraining training;

    private LearningTicket submit(AgentKey agent, String topic) {
        return queue.submit(new Teaching(
                agent,
                LedgerKind.FACT,
                topic,
                null,
                List.of(LedgerRow.statement("x")),
                LedgerTrust.OPERATOR,
                1,
                null,
                null,
                null));
    }

    private LearningTicket submitAndAwaitTraining(AgentKey agent) throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        LearningTicket ticket = submit(agent, "hold");
        try (AutoCloseable listening = queue.listen(ticket.id(), change -> started.countDown())) {
            if (queue.find(ticket.id()).orElseThrow().state() == LearningState.QUEUED) {
                assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
            }
        }
        return ticket;
    }

    @Test
    void aJobThatWasRunningWhenTheProcessStoppedRunsAgainAndNothingIsLost() throws Exception {
        AgentKey agent = agents.create(AgentKey.of("restart-" + UUID.randomUUID()), "r")
                .orElseThrow()
                .key();
        LearningTicket running = submitAndAwaitTraining(agent);
        LearningTicket waiting = submit(agent, "plain");

        queue.stop();
        assertThat(queue.find(waiting.id()).orElseThrow().state()).isEqualTo(LearningState.QUEUED);
        assertThat(agents.get(agent).activeAdapter()).isNull();

        training.letGo(1);
        queue.start();
        LearningTicket first = queue.await(running.id(), Duration.ofSeconds(20), change -> {});
        LearningTicket second = queue.await(waiting.id(), Duration.ofSeconds(20), change -> {});
        assertThat(first.state()).isEqualTo(LearningState.PUBLISHED);
        assertThat(first.attempt()).isEqualTo(2);
        assertThat(second.state()).isEqualTo(LearningState.PUBLISHED);
        assertThat(second.parent()).isEqualTo(first.adapter());
        assertThat(agents.get(agent).activeAdapter()).isEqualTo(second.adapter());
    }

    @Test
    void aJobThatNeverEndsIsGivenUpAfterSoManyStarts() throws Exception {
        AgentKey agent = agents.create(AgentKey.of("poison-" + UUID.randomUUID()), "p")
                .orElseThrow()
                .key();
        LearningTicket poison = submitAndAwaitTraining(agent);
        for (int restart = 0; restart < 3; restart++) {
            queue.stop();
            queue.start();
            CountDownLatch seen = new CountDownLatch(1);
            try (AutoCloseable listening = queue.listen(poison.id(), change -> seen.countDown())) {
                seen.await(5, TimeUnit.SECONDS);
            }
        }
        LearningTicket end = queue.await(poison.id(), Duration.ofSeconds(20), change -> {});
        assertThat(end.state()).isEqualTo(LearningState.FAILED);
        assertThat(end.reason()).contains("3 starts");
        assertThat(agents.get(agent).activeAdapter()).isNull();
    }
}
