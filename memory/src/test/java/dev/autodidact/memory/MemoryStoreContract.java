package dev.autodidact.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the store promises on each database. */
interface MemoryStoreContract {

    /** A node on a fresh schema, or on the one of this test so far. */
    Rig rig();

    AgentKey ADA = AgentKey.of("ada");
    AgentKey BOB = AgentKey.of("bob");

    private static MemoryEntry note(Rig rig, AgentKey agent, String text) {
        return rig.store.add(agent, NewMemory.note(text, MemoryTrust.USER)).entry();
    }

    private static List<String> found(Rig rig, AgentKey agent, String query, MemoryFilter filter) {
        return rig.store.search(agent, query, 10, filter).stream()
                .map(hit -> hit.entry().text())
                .toList();
    }

    @Test
    default void whatWasAddedIsFoundAtOnceAndByItsOwnerOnly() {
        Rig rig = rig();
        note(rig, ADA, "The door code is 4711.");
        note(rig, ADA, "My cat is called Zimt.");
        note(rig, BOB, "The door code is 1111.");
        assertThat(found(rig, ADA, "door code", MemoryFilter.ALL)).startsWith("The door code is 4711.");
        assertThat(found(rig, ADA, "door code", MemoryFilter.ALL)).doesNotContain("The door code is 1111.");
        assertThat(rig.store.newest(ADA, 10))
                .extracting(MemoryEntry::text)
                .containsExactly("My cat is called Zimt.", "The door code is 4711.");
        assertThat(rig.store.count(BOB)).isEqualTo(1);
    }

    @Test
    default void oneTextIsOneEntryHoweverManyWriteItAtOnce() {
        Rig rig = rig();
        ConcurrentLinkedQueue<UUID> ids = new ConcurrentLinkedQueue<>();
        List<Thread> writers = IntStream.range(0, 4)
                .mapToObj(i -> Thread.ofPlatform().start(() -> {
                    for (int j = 0; j < 10; j++) {
                        ids.add(note(rig, ADA, "Fact number " + j + (i % 2 == 0 ? "." : ""))
                                .id());
                    }
                }))
                .toList();
        writers.forEach(Rigs::join);
        assertThat(Set.copyOf(ids)).hasSize(10);
        assertThat(rig.store.newest(ADA, 100)).hasSize(10).allMatch(entry -> entry.seen() == 4);
        assertThat(found(rig, ADA, "fact number 7", MemoryFilter.ALL))
                .hasSize(10)
                .first()
                .asString()
                .startsWith("Fact number 7");
    }

    @Test
    default void entriesAreChangedSupersededAndForgotten() {
        Rig rig = rig();
        MemoryEntry entry = note(rig, ADA, "The port is 1.");
        assertThat(found(rig, ADA, "port", MemoryFilter.ALL)).containsExactly("The port is 1.");
        rig.store.update(ADA, entry.id(), "The harbour is 2.");
        assertThat(found(rig, ADA, "harbour", MemoryFilter.ALL)).containsExactly("The harbour is 2.");
        MemoryEntry next = rig.store
                .add(
                        ADA,
                        new NewMemory(
                                "The harbour is 3.", null, MemoryKind.NOTE, MemoryTrust.USER, null, null, entry.id()))
                .entry();
        assertThat(found(rig, ADA, "harbour", MemoryFilter.ALL)).containsExactly("The harbour is 3.");
        assertThat(rig.store.find(ADA, entry.id()).orElseThrow().supersededBy()).isEqualTo(next.id());
        assertThat(rig.store.forget(ADA, next.id()).text()).isEqualTo("The harbour is 3.");
        assertThat(found(rig, ADA, "harbour", MemoryFilter.ALL)).isEmpty();
        MemoryEntry gone = rig.store.find(ADA, next.id()).orElseThrow();
        assertThat(gone.text()).isEmpty();
        assertThat(gone.forgotten()).isNotNull();
        assertThatThrownBy(() -> rig.store.forget(BOB, next.id())).isInstanceOf(UnknownMemoryException.class);
        assertThatThrownBy(() -> rig.store.update(ADA, next.id(), "x")).isInstanceOf(UnknownMemoryException.class);
    }

    @Test
    default void searchesAndForgettingGoBySourceAndConversation() {
        Rig rig = rig();
        for (int i = 0; i < 6; i++) {
            rig.store.add(
                    ADA,
                    new NewMemory(
                            "Common fact " + i,
                            "book " + i % 2,
                            i < 3 ? MemoryKind.NOTE : MemoryKind.EPISODE,
                            MemoryTrust.WEB,
                            "c" + i % 3,
                            UUID.randomUUID(),
                            null));
        }
        assertThat(found(rig, ADA, "common fact", new MemoryFilter(null, "book 1", null, Set.of())))
                .containsExactlyInAnyOrder("Common fact 1", "Common fact 3", "Common fact 5");
        assertThat(found(rig, ADA, "common fact", new MemoryFilter(MemoryKind.NOTE, null, "c2", Set.of())))
                .containsExactly("Common fact 2");
        UUID seen = rig.store.newest(ADA, 1).getFirst().message();
        assertThat(found(rig, ADA, "common fact", MemoryFilter.except(Set.of(seen))))
                .hasSize(5);
        assertThat(rig.store.forgetSource(ADA, "book 1")).isEqualTo(3);
        assertThat(rig.store.forgetConversation(ADA, "c2")).isEqualTo(1);
        assertThat(found(rig, ADA, "common fact", MemoryFilter.ALL))
                .containsExactlyInAnyOrder("Common fact 0", "Common fact 4");
        assertThat(rig.store.forgetAll(ADA)).isEqualTo(2);
        assertThat(rig.store.count(ADA)).isZero();
    }

    @Test
    default void useIsCountedAndATaughtMessageIsLinked() {
        Rig rig = rig();
        UUID message = UUID.randomUUID();
        rig.store.observe(ADA, "c", message, "My cat is called Zimt. And what is your name?");
        MemoryEntry entry = rig.store.newest(ADA, 1).getFirst();
        assertThat(entry.text()).isEqualTo("My cat is called Zimt.");
        rig.store.used(List.of(entry.id()));
        UUID item = UUID.randomUUID();
        rig.store.taught(ADA, message, item);
        MemoryEntry after = rig.store.find(ADA, entry.id()).orElseThrow();
        assertThat(after.uses()).isEqualTo(1);
        assertThat(after.lastUsed()).isNotNull();
        assertThat(after.item()).isEqualTo(item);
    }

    @Test
    default void aListGoesByKindSourceAndConversationAndOnFromAnEntry() {
        Rig rig = rig();
        for (int i = 0; i < 7; i++) {
            rig.store.add(
                    ADA,
                    new NewMemory(
                            "Fact " + i,
                            "book " + i % 2,
                            i < 4 ? MemoryKind.NOTE : MemoryKind.EPISODE,
                            MemoryTrust.USER,
                            "c" + i % 3,
                            null,
                            null));
        }
        assertThat(listed(rig, new MemoryFilter(MemoryKind.NOTE, null, null, Set.of())))
                .containsExactly("Fact 3", "Fact 2", "Fact 1", "Fact 0");
        assertThat(listed(rig, new MemoryFilter(null, "book 1", "c2", Set.of())))
                .containsExactly("Fact 5");
        List<MemoryEntry> first = rig.store.newest(ADA, 3, MemoryFilter.ALL, null);
        List<MemoryEntry> next =
                rig.store.newest(ADA, 3, MemoryFilter.ALL, first.getLast().id());
        assertThat(first).extracting(MemoryEntry::text).containsExactly("Fact 6", "Fact 5", "Fact 4");
        assertThat(next).extracting(MemoryEntry::text).containsExactly("Fact 3", "Fact 2", "Fact 1");
        UUID foreign = note(rig, BOB, "Not hers").id();
        assertThatThrownBy(() -> rig.store.newest(ADA, 3, MemoryFilter.ALL, foreign))
                .isInstanceOf(UnknownMemoryException.class);
    }

    private static List<String> listed(Rig rig, MemoryFilter filter) {
        return rig.store.newest(ADA, 100, filter, null).stream()
                .map(MemoryEntry::text)
                .toList();
    }
}
