package dev.autodidact.model.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.autodidact.model.ModelConfig;
import dev.autodidact.model.ModelFormatException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Downloads from a server that behaves like the hub. */
class ModelHubTest {
    @TempDir
    private Path cache;

    private LocalHub hub;
    private final List<String> lines = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        hub = new LocalHub();
        Path fixture = Path.of(getClass().getResource("/fixtures/tiny-llama").toURI());
        try (Stream<Path> files = Files.list(fixture)) {
            for (Path file : files.sorted().toList()) {
                hub.files.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        hub.files.put("README.md", "not needed".getBytes(StandardCharsets.UTF_8));
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private Path get(String name, boolean offline, String token) {
        HubSettings settings = new HubSettings(hub.address(), cache, offline, token, 4, 1);
        return new ModelHub(settings, lines::add).folder(name);
    }

    private Path get() {
        return get("org/tiny", false, "");
    }

    private void isWhole(Path folder) throws IOException {
        for (String name : List.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")) {
            assertThat(Files.readAllBytes(folder.resolve(name))).as(name).isEqualTo(hub.files.get(name));
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .doesNotContain("README.md")
                    .noneMatch(n -> n.endsWith(".part") || n.endsWith(".etag"));
        }
    }

    @Test
    void aModelArrivesWholeAndIsKept() throws IOException {
        Path folder = get();
        isWhole(folder);
        assertThat(folder).hasFileName(LocalHub.COMMIT);
        assertThat(ModelConfig.read(folder).vocabulary()).isEqualTo(300);
        assertThat(lines).anyMatch(l -> l.contains("model.safetensors") && l.contains("100 %"));
        hub.log.clear();
        assertThat(get()).isEqualTo(folder);
        assertThat(get("org/tiny@v2", false, "")).isEqualTo(folder);
        assertThat(hub.log).hasSize(2).allMatch(l -> l.contains("/api/models/"));
    }

    @Test
    void aCutDownloadGoesOnWhereItEnded() throws IOException {
        hub.cuts = 2;
        hub.cutAfter = 40_000;
        isWhole(get());
        // how much of what was sent before a cut arrives is up to the network, but it is more than nothing
        assertThat(hub.log)
                .filteredOn(l -> l.matches("GET /cdn/model.safetensors bytes=[1-9]\\d{3,}-"))
                .hasSize(2);
    }

    @Test
    void alsoAfterARestart() throws IOException {
        hub.cuts = 4;
        hub.cutAfter = 20_000;
        assertThatThrownBy(this::get).isInstanceOf(HubException.class).hasMessageContainingAll("org/tiny", "goes on");
        hub.log.clear();
        isWhole(get());
        assertThat(hub.log)
                .filteredOn(l -> l.matches("GET /cdn/model.safetensors bytes=[1-9]\\d{3,}-"))
                .hasSize(1);
    }

    @Test
    void aServerWithoutRangesSendsAllAgain() throws IOException {
        hub.cuts = 1;
        hub.cutAfter = 30_000;
        hub.ranges = false;
        isWhole(get());
    }

    @Test
    void damagedContentIsFetchedAgainAndNeverKept() throws IOException {
        hub.damaged = 1;
        isWhole(get());
        hub.files.put("model.safetensors", new byte[1000]);
        cache = cache.resolve("other");
        hub.damaged = 9;
        assertThatThrownBy(this::get)
                .isInstanceOf(HubException.class)
                .hasMessageContainingAll("model.safetensors", "hash", "the hub says");
        assertThatThrownBy(() -> get("org/tiny", true, "")).hasMessageContaining("offline");
    }

    @Test
    void aBusyServerIsAskedAgain() throws IOException {
        hub.busy = 3;
        isWhole(get());
    }

    @Test
    void offlineModeTakesTheCacheOrSaysSo() throws IOException {
        assertThatThrownBy(() -> get("org/tiny", true, ""))
                .isInstanceOf(HubException.class)
                .hasMessageContainingAll("org/tiny", cache.toString(), "offline");
        Path folder = get();
        hub.log.clear();
        assertThat(get("org/tiny", true, "")).isEqualTo(folder);
        assertThat(get("org/tiny@" + LocalHub.COMMIT, true, "")).isEqualTo(folder);
        assertThat(hub.log).isEmpty();
    }

    @Test
    void withoutANetworkTheCacheIsUsedAndSaid() throws IOException {
        HubSettings nowhere = new HubSettings(URI.create("http://127.0.0.1:1"), cache, false, "", 2, 1);
        assertThatThrownBy(() -> new ModelHub(nowhere, lines::add).folder("org/tiny"))
                .isInstanceOf(HubException.class)
                .hasMessageContainingAll("no way to 127.0.0.1", "org/tiny", cache.toString());
        Path folder = get();
        assertThat(new ModelHub(nowhere, lines::add).folder("org/tiny")).isEqualTo(folder);
        assertThat(lines).anyMatch(l -> l.contains("no way to 127.0.0.1") && l.contains("using org/tiny"));
    }

    @Test
    void theTokenOpensAGatedModelAndStaysWithTheHub() throws IOException {
        hub.needsToken = "secret";
        assertThatThrownBy(this::get).isInstanceOf(HubException.class).hasMessageContainingAll("gated", "set HF_TOKEN");
        assertThatThrownBy(() -> get("org/tiny", false, "wrong"))
                .isInstanceOf(HubException.class)
                .hasMessageContainingAll("HF_TOKEN is not accepted")
                .hasMessageNotContaining("wrong");
        isWhole(get("org/tiny", false, "secret"));
        assertThat(hub.log).doesNotContain("TOKEN LEAKED");
    }

    @Test
    void refusalsSayWhatToDo() {
        hub.refuse = 403;
        hub.errorCode = "GatedRepo";
        assertThatThrownBy(this::get)
                .isInstanceOf(HubException.class)
                .hasMessageContainingAll("GatedRepo", "accept its terms at", "org/tiny");
        hub.refuse = 0;
        assertThatThrownBy(() -> get("org/nothing", false, ""))
                .isInstanceOf(HubException.class)
                .hasMessageContainingAll("org/nothing", "404");
        assertThatThrownBy(() -> get("org/tiny@v9", false, ""))
                .isInstanceOf(HubException.class)
                .hasMessageContainingAll("org/tiny", "no revision 'v9'");
        for (String wrong : List.of("tiny", "a/b/c", "../x/y", "a/..", "a/b@../c", "a b/c", "/etc/passwd")) {
            assertThatThrownBy(() -> get(wrong, false, "")).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void anUnsupportedModelIsRefusedBeforeItsWeightsAreFetched() {
        hub.files.put("config.json", "{\"model_type\": \"gpt2\"}".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(this::get).isInstanceOf(ModelFormatException.class).hasMessageContaining("gpt2");
        assertThat(hub.log).noneMatch(l -> l.contains("safetensors"));
    }

    @Test
    void aModelThatDoesNotFitIsRefusedBeforeItsWeightsAreFetched() {
        HubSettings settings = new HubSettings(hub.address(), cache, false, "", 4, 1);
        ModelHub choosy = new ModelHub(settings, lines::add, (name, config) -> {
            throw new ModelFormatException(name + " of " + config.parameters() + " parameters does not fit");
        });
        assertThatThrownBy(() -> choosy.folder("org/tiny"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContainingAll("org/tiny", "does not fit");
        assertThat(hub.log).noneMatch(l -> l.contains("safetensors"));
    }

    @Test
    void otherFormatsAreRefusedByName() {
        hub.files.remove("model.safetensors");
        hub.files.put("model.Q4_K_M.gguf", new byte[4]);
        hub.files.put("pytorch_model.bin", new byte[4]);
        assertThatThrownBy(this::get)
                .isInstanceOf(HubException.class)
                .hasMessageContainingAll("model.Q4_K_M.gguf", "pytorch_model.bin", "original weights");
    }
}
