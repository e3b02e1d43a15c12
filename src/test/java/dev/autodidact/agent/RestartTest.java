package dev.autodidact.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autodidact.memory.AgentKey;
import dev.autodidact.sft.AdapterStore;
import dev.autodidact.sft.Agents;
import dev.autodidact.sft.LearningQueue;
import dev.autodidact.sft.LearningState;
import dev.autodidact.sft.LearningTicket;
import dev.autodidact.sft.LedgerKind;
import dev.autodidact.sft.LedgerRow;
import dev.autodidact.sft.LedgerTrust;
import dev.autodidact.sft.Teaching;
import dev.autodidact.web.Pupil;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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

    @Inject
    AdapterStore store;

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

    @Test
    void aRebuildThatWasCutOffGoesOnAndEndsWhereItWouldHave() throws Exception {
        Pupil never = Pupil.make();
        Pupil once = Pupil.make();
        String mark = UUID.randomUUID().toString();
        never.learn(mark + 2, "b");
        never.learn(mark + 3, "c");
        String first = once.learn(mark + 1, "a");
        once.learn(mark + 2, "b");
        String held = once.teach("hold", List.of(Pupil.row(mark + 3, "c")), 0)
                .extract()
                .path("ticket");
        training.letGo(1);
        Pupil.await(held, "published");

        UUID ticket = UUID.fromString(once.retract(first, 0).extract().path("ticket"));
        awaitNote(ticket, "item 2 of 2: half way");
        int trained = training.jobs().size();
        queue.stop();
        assertThat(once.state(first)).isEqualTo("retracting");
        training.letGo(1);
        queue.start();
        LearningTicket end = queue.await(ticket, Duration.ofSeconds(20), change -> {});
        assertThat(end.state()).isEqualTo(LearningState.PUBLISHED);
        assertThat(end.attempt()).isEqualTo(2);
        assertThat(training.jobs()).hasSize(trained + 1);
        assertThat(once.adapter()).isEqualTo(never.adapter());
        assertThat(once.state(first)).isEqualTo("retracted");
    }

    private void awaitNote(UUID ticket, String note) {
        for (int i = 0; i < 100_000_000; i++) {
            if (note.equals(queue.find(ticket).orElseThrow().note())) {
                return;
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("never saw " + note + ": " + queue.find(ticket));
    }

    @Test
    void theSweepAtTheStartDeletesErasedAndStrayFilesAndWhatNobodyRefersTo() throws Exception {
        Pupil pupil = Pupil.make();
        String mark = UUID.randomUUID().toString();
        pupil.learn(mark, "kept");
        String kept = pupil.adapter();
        List<String> sides = new ArrayList<>();
        for (int i = 0; i < 21; i++) {
            pupil.learn(mark + " side " + i, "x");
            sides.add(pupil.adapter());
            pupil.rollBack();
        }
        String stray = store.put("stray".getBytes(StandardCharsets.UTF_8));
        Files.setLastModifiedTime(store.path(stray), FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        String young = store.put("young".getBytes(StandardCharsets.UTF_8));
        Path erased = store.path(sides.getLast());

        queue.stop();
        queue.start();
        for (int i = 0; i < 20_000_000 && Files.exists(store.path(stray)); i++) {
            Thread.onSpinWait();
        }
        assertThat(store.path(stray)).doesNotExist();
        assertThat(store.path(young)).exists();
        assertThat(store.path(kept)).exists();
        assertThat(pupil.erased()).containsExactly(sides.getFirst());
        assertThat(store.path(sides.getFirst())).doesNotExist();
        assertThat(erased).exists();
    }
}
