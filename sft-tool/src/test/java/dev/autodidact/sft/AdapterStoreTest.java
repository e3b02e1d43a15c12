package dev.autodidact.sft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdapterStoreTest {

    @TempDir
    Path home;

    private AdapterStore store;
    private byte[] bytes;

    @BeforeEach
    void makeAStore() {
        store = new AdapterStore(home);
        bytes = new byte[5_000];
        new Random(7).nextBytes(bytes);
    }

    @Test
    void bytesComeBackUnderTheirOwnHash() throws IOException {
        String version = store.put(bytes);
        assertThat(version).isEqualTo(AdapterStore.versionOf(bytes)).matches(AdapterStore::isVersion);
        assertThat(store.load(version)).isEqualTo(bytes);
    }

    @Test
    void puttingTheSameBytesTwiceKeepsOneFile() throws IOException {
        assertThat(store.put(bytes)).isEqualTo(store.put(bytes));
        try (Stream<Path> files = Files.list(home.resolve("adapters"))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void everyFlippedBitIsRefusedAtLoad() throws IOException {
        String version = store.put(bytes);
        Random random = new Random(11);
        for (int i = 0; i < 1_000; i++) {
            byte[] broken = bytes.clone();
            broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(store.path(version), broken);
            assertThatThrownBy(() -> store.load(version)).isInstanceOf(CorruptAdapterException.class);
        }
    }

    @Test
    void puttingTheBytesAgainMendsABrokenFile() throws IOException {
        String version = store.put(bytes);
        Files.write(store.path(version), new byte[] {1});
        store.put(bytes);
        assertThat(store.load(version)).isEqualTo(bytes);
    }

    @Test
    void aCutOrMissingFileIsRefusedAtLoad() throws IOException {
        String version = store.put(bytes);
        Files.write(store.path(version), java.util.Arrays.copyOf(bytes, bytes.length - 1));
        assertThatThrownBy(() -> store.load(version))
                .isInstanceOf(CorruptAdapterException.class)
                .hasMessageContaining("SHA-256");
        Files.delete(store.path(version));
        assertThatThrownBy(() -> store.load(version))
                .isInstanceOf(CorruptAdapterException.class)
                .hasMessageContaining("missing");
    }

    @Test
    void partsOfACrashAreRemovedAndWholeFilesAreNot() throws IOException {
        String version = store.put(bytes);
        Path part = home.resolve("adapters/" + version + ".x.part");
        Files.write(part, new byte[] {1, 2});
        store.removeParts();
        assertThat(part).doesNotExist();
        assertThat(store.load(version)).isEqualTo(bytes);
    }

    @Test
    void aFailingDiskLeavesNoFileOfThatVersion() throws IOException {
        // The folder's name is taken by a file: nothing can be written.
        Files.write(home.resolve("adapters"), new byte[] {1});
        assertThatThrownBy(() -> store.put(bytes)).isInstanceOf(IOException.class);
    }

    @Test
    void onlyHashesNameFiles() {
        for (String name : new String[] {"../../etc/passwd", "", "A".repeat(64), "0".repeat(63), "0".repeat(65)}) {
            assertThatIllegalArgumentException().isThrownBy(() -> store.path(name));
        }
    }
}
