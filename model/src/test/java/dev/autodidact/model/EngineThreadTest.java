package dev.autodidact.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Work that a thread shares with helpers. */
class EngineThreadTest {
    @Test
    void resultsComeInTheOrderOfTheParts() {
        EngineThread.use(1);
        List<Supplier<Integer>> parts = new ArrayList<>();
        for (int i = 0; i < 23; i++) {
            int own = i;
            parts.add(() -> own * own);
        }
        List<Integer> squares = EngineThread.all(parts);
        assertThat(squares).hasSize(23);
        assertThat(squares.get(7)).isEqualTo(49);
        assertThat(squares).isSorted();
        assertThat(EngineThread.all(List.<Supplier<Integer>>of())).isEmpty();
    }

    @Test
    void aFailureIsToldAfterTheOtherPartsOfItsWaveHaveEnded() {
        EngineThread.use(1);
        AtomicInteger running = new AtomicInteger();
        Supplier<Integer> slow = () -> {
            running.incrementAndGet();
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return running.decrementAndGet();
        };
        Supplier<Integer> broken = () -> {
            throw new IllegalStateException("broken part");
        };
        for (List<Supplier<Integer>> parts : List.of(List.of(broken, slow), List.of(slow, broken))) {
            assertThatThrownBy(() -> EngineThread.all(parts)).hasMessage("broken part");
            assertThat(running).hasValue(0);
        }
    }

    @Test
    void anInterruptIsKeptUntilTheWorkIsDone() {
        EngineThread.use(1);
        AtomicInteger done = new AtomicInteger();
        Thread.currentThread().interrupt();
        EngineThread.all(List.<Supplier<Integer>>of(done::incrementAndGet, done::incrementAndGet));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(done).hasValue(2);
    }

    @Test
    void helpersAreOfTheThreadThatAsks() throws InterruptedException {
        ConcurrentHashMap<String, String> helpedBy = new ConcurrentHashMap<>();
        List<Thread> askers = new ArrayList<>();
        for (String name : List.of("one", "two")) {
            askers.add(Thread.ofPlatform().start(() -> {
                EngineThread.use(1);
                Supplier<String> who = () -> Thread.currentThread().toString();
                helpedBy.put(name, EngineThread.all(List.of(who, who)).getLast());
            }));
        }
        for (Thread asker : askers) {
            asker.join();
        }
        assertThat(helpedBy.get("one")).isNotEqualTo(helpedBy.get("two"));
    }
}
