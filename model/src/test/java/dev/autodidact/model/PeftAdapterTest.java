package dev.autodidact.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PEFT folders both ways: what peft wrote gives its logits here, what it would compute otherwise is refused by name. */
class PeftAdapterTest {
    private static final String HASH = "0123456789abcdef".repeat(4);

    private static Map<String, byte[]> files(String name) throws IOException {
        Map<String, byte[]> files = new HashMap<>();
        for (String file : List.of("adapter_config.json", "adapter_model.safetensors")) {
            files.put(file, Files.readAllBytes(Fixture.path("peft/" + name + "/" + file)));
        }
        return files;
    }

    @Test
    void whatPeftWroteGivesItsLogits() throws IOException {
        JsonObject figures = Fixture.object("peft/figures.json");
        for (Map.Entry<String, JsonElement> entry : figures.entrySet()) {
            JsonObject expected = entry.getValue().getAsJsonObject();
            try (LanguageModel model =
                    LanguageModel.load(Fixture.path(expected.get("base").getAsString()))) {
                PeftAdapter read = PeftAdapter.read(files(entry.getKey()), model.config(), model.hash());
                assertThat(read.base()).isEqualTo(expected.get("base").getAsString());
                float[] logits = model.logits(Fixture.ints(expected.get("ids")), read.adapter(), Precision.F32);
                double[] last = Fixture.doubles(expected.get("logits"));
                float[] theirs = new float[last.length];
                for (int i = 0; i < last.length; i++) {
                    theirs[i] = (float) last[i];
                }
                float[] ours = Arrays.copyOfRange(logits, logits.length - theirs.length, logits.length);
                assertThat(Fixture.maxDifference(ours, theirs))
                        .as(entry.getKey())
                        .isLessThanOrEqualTo(1e-4);
            }
        }
        assertThat(figures.size()).isEqualTo(6);
    }

    @Test
    void anAdapterOnSomeLayersCanLearnOnAll() throws IOException {
        Adapter subset =
                PeftAdapter.read(files("subset"), Tiny.MODEL.config(), "").adapter();
        float[] before = subset.values();
        float[] after = Tiny.train(subset, Tiny.rows(5, 4, 12), 2);
        boolean[] others = LoraLayout.moving(Tiny.MODEL.config(), 2, java.util.Set.of("up_proj", "o_proj"));
        int moved = 0;
        for (int i = 0; i < before.length; i++) {
            moved += others[i] && before[i] != after[i] ? 1 : 0;
        }
        assertThat(moved).isGreaterThan(100);
    }

    @Test
    void anExportComesBackAsTheSameVersion() {
        Adapter adapter = Tiny.adapter();
        PeftAdapter export = new PeftAdapter(adapter, "tiny-llama", Tiny.MODEL.hash());
        assertThat(export.files().keySet()).containsExactly("adapter_config.json", "adapter_model.safetensors");
        PeftAdapter back = PeftAdapter.read(export.files(), Tiny.MODEL.config(), Tiny.MODEL.hash());
        assertThat(back).isEqualTo(export);
        assertThat(back.adapter().version()).isEqualTo(adapter.version());
        for (double alpha : new double[] {16, 0.7, 19.595918}) {
            Adapter other = Adapter.of(Tiny.MODEL.config(), new LoraConfig(4, alpha), adapter.values());
            PeftAdapter again = PeftAdapter.read(new PeftAdapter(other, "", "").files(), Tiny.MODEL.config(), "any");
            assertThat(again.adapter()).isEqualTo(other);
        }
    }

    @Test
    void theBaseIsCheckedByItsHash() {
        Map<String, byte[]> files = new PeftAdapter(Tiny.adapter(), "tiny-llama", HASH).files();
        assertThat(PeftAdapter.read(files, Tiny.MODEL.config(), HASH).baseHash())
                .isEqualTo(HASH);
        assertThatThrownBy(() -> PeftAdapter.read(files, Tiny.MODEL.config(), Tiny.MODEL.hash()))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContainingAll(HASH, Tiny.MODEL.hash());
    }

    private static void isRefused(Consumer<JsonObject> change, String... words) throws IOException {
        Map<String, byte[]> files = files("plain");
        JsonObject config = JsonParser.parseString(new String(files.get("adapter_config.json"), StandardCharsets.UTF_8))
                .getAsJsonObject();
        change.accept(config);
        files.put("adapter_config.json", config.toString().getBytes(StandardCharsets.UTF_8));
        isRefused(files, words);
    }

    private static void isRefused(Map<String, byte[]> files, String... words) {
        assertThatThrownBy(() -> PeftAdapter.read(files, Tiny.MODEL.config(), ""))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContainingAll(words);
    }

    @Test
    void whatPeftComputesOtherwiseIsRefusedByName() throws IOException {
        isRefused(c -> c.addProperty("use_dora", true), "use_dora", "plain LoRA");
        isRefused(c -> c.addProperty("bias", "all"), "bias", "'all'", "none");
        isRefused(c -> c.addProperty("lora_bias", true), "lora_bias");
        isRefused(c -> c.addProperty("fan_in_fan_out", true), "fan_in_fan_out");
        isRefused(c -> c.addProperty("peft_type", "IA3"), "peft_type", "IA3", "LORA");
        isRefused(c -> c.addProperty("task_type", "SEQ_CLS"), "task_type", "SEQ_CLS");
        isRefused(c -> c.addProperty("init_lora_weights", "pissa_niter_4"), "init_lora_weights", "pissa_niter_4");
        JsonArray saved = new JsonArray();
        saved.add("lm_head");
        isRefused(c -> c.add("modules_to_save", saved), "modules_to_save", "lm_head");
        isRefused(c -> c.add("layer_replication", saved), "layer_replication");
        isRefused(c -> c.addProperty("something_new", 3), "something_new", "3");
        isRefused(c -> c.remove("r"), "field r");
        isRefused(c -> c.addProperty("r", "many"), "adapter_config.json");
        isRefused(c -> c.addProperty("r", 5), "q_proj", "[3, 32]", "[5, 32]");
        isRefused(c -> c.addProperty("lora_alpha", -1), "alpha is -1");
        isRefused(c -> c.add("rank_pattern", new Gson().toJsonTree(Map.of("(", 3))), "rank_pattern", "'('");
        isRefused(
                c -> c.add("rank_pattern", new Gson().toJsonTree(Map.of(".*.*.*.*.*.*!", 3))),
                "rank_pattern",
                "too many steps");
        isRefused(c -> c.add("rank_pattern", new JsonPrimitive(3)), "adapter_config.json");
    }

    @Test
    void aMissingFileAPickleAndForeignTensorsAreRefused() throws IOException {
        Map<String, byte[]> files = files("plain");
        files.remove("adapter_config.json");
        isRefused(files, "adapter_config.json", "missing");
        Map<String, byte[]> pickle = files("plain");
        pickle.put("adapter_model.bin", pickle.remove("adapter_model.safetensors"));
        isRefused(pickle, "adapter_model.bin", "pickle", "safe_serialization");
        Map<String, byte[]> cut = files("plain");
        cut.put("adapter_model.safetensors", Arrays.copyOf(cut.get("adapter_model.safetensors"), 900));
        isRefused(cut, "adapter_model.safetensors");
        for (String[] rename : new String[][] {
            {"layers.1.mlp.up_proj.lora_A.weight", "layers.7.mlp.up_proj.lora_A.weight"},
            {"layers.1.mlp.up_proj.lora_A.weight", "layers.1.mlp.xx_proj.lora_A.weight"},
        }) {
            Map<String, byte[]> foreign = files("plain");
            String text = new String(foreign.get("adapter_model.safetensors"), StandardCharsets.ISO_8859_1);
            foreign.put(
                    "adapter_model.safetensors",
                    text.replace(rename[0], rename[1]).getBytes(StandardCharsets.ISO_8859_1));
            isRefused(foreign, rename[1]);
        }
        float[] values = Tiny.adapter().values();
        values[3] = Float.NaN;
        Adapter broken = Adapter.of(Tiny.MODEL.config(), Tiny.LORA, values);
        isRefused(new PeftAdapter(broken, "", "").files(), "not finite");
        isRefused(Map.of(), "adapter_config.json");
    }

    /** Run with {@code -Dpeft.python=PYTHON}, one that has torch, transformers and peft. */
    @Test
    void ourExportLoadsInPeftWithTheSameLogits(@TempDir Path folder) throws IOException, InterruptedException {
        String python = System.getProperty("peft.python");
        if (python == null) {
            System.out.println("skipped: -Dpeft.python names no Python with torch, transformers and peft");
        }
        Assumptions.assumeTrue(python != null, "no -Dpeft.python");
        for (String base : List.of("tiny-llama", "tiny-qwen2", "tiny-qwen3", "tiny-mistral")) {
            try (LanguageModel model = LanguageModel.load(Fixture.path(base))) {
                int[] ids = Tiny.prompt(3, 20);
                float[] values = Adapter.initial(model.config(), Tiny.LORA, 4).values();
                java.util.Random random = new java.util.Random(8);
                for (int i = 0; i < values.length; i++) {
                    values[i] += (float) (0.2 * random.nextGaussian());
                }
                Adapter adapter = Adapter.of(model.config(), Tiny.LORA, values);
                for (Map.Entry<String, byte[]> file :
                        new PeftAdapter(adapter, base, model.hash()).files().entrySet()) {
                    Files.write(folder.resolve(file.getKey()), file.getValue());
                }
                Path figures = folder.resolve("figures.json");
                Files.writeString(
                        figures,
                        new Gson().toJson(Map.of("ids", ids, "logits", model.logits(ids, adapter, Precision.F32))));
                Process judge = new ProcessBuilder(
                                python,
                                Path.of("src/test/python/make_peft_fixtures.py")
                                        .toAbsolutePath()
                                        .toString(),
                                "--judge",
                                folder.toString(),
                                "--base",
                                Fixture.path(base).toString(),
                                "--logits",
                                figures.toString())
                        .inheritIO()
                        .start();
                assertThat(judge.waitFor()).as(base).isZero();
            }
        }
    }
}
