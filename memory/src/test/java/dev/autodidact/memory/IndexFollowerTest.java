package dev.autodidact.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index is made from the database whatever happens to its files. */
class IndexFollowerTest {

    private static final AgentKey ADA = AgentKey.of("ada");
    private static final int ENTRIES = 600;

    @TempDir
    Path home;

    private JdbcConnectionPool source;

    @BeforeEach
    void fill() throws Exception {
        source = Rig.h2(home);
        Rig.migrate(source);
        try (Rig rig = new Rig(source, home)) {
            for (int i = 0; i < ENTRIES; i++) {
                rig.store.add(
                        ADA, NewMemory.note("The code of door " + i + " is " + (7 * i + 1_000), MemoryTrust.USER));
            }
            assertFindsAll(rig);
        }
    }

    @AfterEach
    void close() {
        source.dispose();
    }

    private Path index() {
        return home.resolve("memory-index");
    }

    private static void assertFindsAll(Rig rig) {
        for (int i : List.of(0, 300, ENTRIES - 1)) {
            String code = String.valueOf(7 * i + 1_000);
            assertThat(rig.store
                            .search(ADA, code, 3, MemoryFilter.ALL)
                            .getFirst()
                            .entry()
                            .text())
                    .endsWith(" " + code);
        }
        assertThat(rig.store.index().entries()).isEqualTo(ENTRIES);
        assertThat(rig.store.index().state()).isEqualTo(IndexStatus.State.READY);
    }

    /** Waits for the end of a rebuild. */
    private static Rig rebuilt(Rig rig) throws InterruptedException {
        long latest = rig.database.run(MemoryTable::clock).revision();
        IndexStatus now = rig.store.index();
        for (int i = 0; i < 6_000 && (now.applied() < latest || now.state() != IndexStatus.State.READY); i++) {
            Thread.sleep(20);
            now = rig.store.index();
        }
        assertThat(now.applied()).isEqualTo(latest);
        return rig;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(index())) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @Test
    void anIndexThatWasDeletedIsMadeAgain() throws Exception {
        for (Path file : files()) {
            Files.delete(file);
        }
        Files.delete(index());
        try (Rig rig = new Rig(source, home)) {
            assertFindsAll(rebuilt(rig));
        }
    }

    @Test
    void anIndexOfWhichAnyFileIsMissingOrDamagedIsMadeAgain() throws Exception {
        Random random = new Random(5);
        int count = files().size();
        for (int i = 0; i < count; i++) {
            Path file = files().get(Math.min(i, files().size() - 1));
            if (file.getFileName().toString().equals("write.lock")) {
                continue;
            }
            if (i % 2 == 0) {
                Files.delete(file);
            } else {
                byte[] noise = new byte[(int) Math.max(8, Files.size(file))];
                random.nextBytes(noise);
                Files.write(file, noise);
            }
            try (Rig rig = new Rig(source, home)) {
                assertFindsAll(rebuilt(rig));
            }
        }
    }

    @Test
    void anIndexInWhichOneByteHasChangedIsMadeAgain() throws Exception {
        for (int part = 1; part < 5; part++) {
            Path largest = files().stream()
                    .max(Comparator.comparingLong(file -> file.toFile().length()))
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(largest);
            bytes[(int) ((long) bytes.length * part / 5)] ^= 0x10;
            Files.write(largest, bytes);
            try (Rig rig = new Rig(source, home)) {
                assertFindsAll(rebuilt(rig));
            }
            assertThat(!Files.exists(largest) || !Arrays.equals(bytes, Files.readAllBytes(largest)))
                    .isTrue();
        }
    }

    @Test
    void anIndexThatASearchFindsBrokenIsMadeAgainWhileTheNodeRuns() throws Exception {
        try (Rig rig = new Rig(source, home)) {
            rebuilt(rig);
            MemoryIndex open = rig.follower.at(0, Duration.ZERO);
            rig.follower.broken(open, new IOException("the test says so"));
            for (int i = 0; i < 6_000 && rig.follower.at(0, Duration.ofSeconds(1)) == open; i++) {
                Thread.sleep(20);
            }
            assertFindsAll(rebuilt(rig));
            assertThat(rig.follower.at(0, Duration.ZERO)).isNotSameAs(open);
        }
    }

    /** Notes at each call how far the index is; another model than before, so that all texts are embedded again. */
    private static final class Watcher implements TextEmbedder {
        private final TextEmbedder words = new WordEmbedder();
        private final CountDownLatch ready = new CountDownLatch(1);
        private final List<IndexStatus> seen = new CopyOnWriteArrayList<>();
        private volatile MemoryStore store;

        @Override
        public String id() {
            return "watched";
        }

        @Override
        public int dimensions() {
            return words.dimensions();
        }

        @Override
        public Embedded read(List<String> texts) {
            try {
                ready.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("the test has ended", e);
            }
            seen.add(store.index());
            return words.read(texts);
        }
    }

    @Test
    void anIndexThatIsMadeAgainSaysHowFarItIs() throws Exception {
        try (Rig rig = new Rig(source, home)) {
            for (int i = 0; i < ENTRIES; i++) {
                rig.store.add(ADA, NewMemory.note("Window " + i + " is shut", MemoryTrust.USER));
            }
        }
        Watcher watcher = new Watcher();
        try (Rig rig = new Rig(source, home, new LocalExchange(), Map.of(), watcher)) {
            watcher.store = rig.store;
            watcher.ready.countDown();
            rebuilt(rig);
        }
        List<IndexStatus> seen = List.copyOf(watcher.seen);
        assertThat(seen).hasSizeGreaterThan(100);
        assertThat(seen)
                .allMatch(status -> status.state() == IndexStatus.State.REBUILDING && status.latest() >= ENTRIES);
        assertThat(seen.getFirst().done()).isZero();
        assertThat(seen.getLast().done()).isBetween(0.9, 0.9999);
        for (int i = 1; i < seen.size(); i++) {
            assertThat(seen.get(i).done()).isGreaterThan(seen.get(i - 1).done());
        }
    }

    @Test
    void anIndexOfAnotherDatabaseIsNotUsed() throws Exception {
        Path other = home.resolve("other");
        JdbcConnectionPool empty = Rig.h2(other);
        Rig.migrate(empty);
        Files.createDirectories(other.resolve("memory-index"));
        for (Path file : files()) {
            Files.copy(file, other.resolve("memory-index").resolve(file.getFileName()));
        }
        try (Rig rig = new Rig(empty, other)) {
            rig.store.add(ADA, NewMemory.note("A single fact", MemoryTrust.USER));
            assertThat(rig.store.search(ADA, "code of door", 5, MemoryFilter.ALL))
                    .extracting(hit -> hit.entry().text())
                    .containsExactly("A single fact");
        } finally {
            empty.dispose();
        }
    }

    @Test
    void whatWasNotYetOnTheDiskIsReadAgainFromTheDatabase() throws Exception {
        Rig lost = new Rig(source, home);
        rebuilt(lost);
        lost.store.add(ADA, NewMemory.note("The last word is zebra", MemoryTrust.USER));
        assertThat(lost.store.search(ADA, "zebra", 1, MemoryFilter.ALL)).hasSize(1);
        // as after a crash: the index goes back to its last commit
        MemoryIndex open = lost.follower.at(0, Duration.ZERO);
        lost.follower.broken(open, new IOException("the test has closed it"));
        assertThat(rebuilt(lost)
                        .store
                        .search(ADA, "zebra", 1, MemoryFilter.ALL)
                        .getFirst()
                        .entry()
                        .text())
                .contains("zebra");
        lost.close();
    }

    @Test
    void whatComesInOneAfterTheOtherMakesFewPiecesAndIsFoundAllTheSame() throws Exception {
        try (Rig rig = new Rig(source, home)) {
            rebuilt(rig);
            long before = newestPiece();
            for (int i = 0; i < 400; i++) {
                rig.store.add(ADA, NewMemory.note("Lamp " + i + " is lit", MemoryTrust.USER));
            }
            assertThat(rig.store.search(ADA, "lamp 399", 1, MemoryFilter.ALL))
                    .extracting(hit -> hit.entry().text())
                    .containsExactly("Lamp 399 is lit");
            // a piece for each entry, or for each batch of eight, would be fifty and more, merges aside
            assertThat(newestPiece() - before).isLessThan(40);
        }
    }

    /** Lucene numbers its segments in base 36. */
    private long newestPiece() throws IOException {
        return files().stream()
                .map(file -> file.getFileName().toString())
                .filter(name -> name.matches("_[0-9a-z]+[._].*"))
                .mapToLong(name -> Long.parseLong(name.replaceAll("^_([0-9a-z]+).*", "$1"), 36))
                .max()
                .orElse(0);
    }

    /** Breaks on texts with this word, as a tokenizer may. */
    private static final class Delicate implements TextEmbedder {
        private final TextEmbedder words = new WordEmbedder();

        @Override
        public String id() {
            return words.id();
        }

        @Override
        public int dimensions() {
            return words.dimensions();
        }

        @Override
        public Embedded read(List<String> texts) {
            if (texts.stream().anyMatch(text -> text.contains("indigestible"))) {
                throw new IllegalArgumentException("this cannot be read");
            }
            return words.read(texts);
        }
    }

    @Test
    void aTextThatCannotBeEmbeddedIsFoundByItsWordsAndKeepsNoOtherOut() throws Exception {
        try (Rig rig = new Rig(source, home, new LocalExchange(), Map.of(), new Delicate())) {
            rig.store.add(ADA, NewMemory.note("Something indigestible lies there", MemoryTrust.USER));
            rig.store.add(ADA, NewMemory.note("The last word is zebra", MemoryTrust.USER));
            assertThat(rig.store.search(ADA, "zebra", 1, MemoryFilter.ALL))
                    .extracting(hit -> hit.entry().text())
                    .containsExactly("The last word is zebra");
            assertThat(rig.store.search(ADA, "something lies", 2, MemoryFilter.ALL))
                    .extracting(hit -> hit.entry().text())
                    .contains("Something indigestible lies there");
            assertThat(rig.store.index().state()).isEqualTo(IndexStatus.State.READY);
        }
    }
}
