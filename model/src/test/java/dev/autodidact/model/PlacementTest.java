package dev.autodidact.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlacementTest {
    private static final ModelConfig SEVEN_B =
            new ModelConfig(4096, 32, 32, 8, 128, 14336, 128256, 1e-5, 5e5, 8192, false, Set.of());

    @Test
    void weightsReadInAShortFormatEqualThoseCastFromF32() {
        for (Precision p : List.of(Precision.BF16, Precision.F16)) {
            for (String name : List.of("tiny-llama", "tiny-llama-untied", "tiny-qwen3")) {
                try (LanguageModel cast = LanguageModel.load(Fixture.path(name));
                        LanguageModel read =
                                LanguageModel.load(Fixture.path(name), new Placement("", "cpu", List.of(p), false))) {
                    int[] ids = Tiny.prompt(2, 12);
                    assertThat(read.logits(ids, null, p)).isEqualTo(cast.logits(ids, null, p));
                    assertThat(read.logits(ids, null, Precision.F32)).isEqualTo(cast.logits(ids, null, Precision.F32));
                }
            }
        }
    }

    @Test
    void aModelThatIsHeldInOneFormatAnswersEveryRequestInIt() {
        Placement only = new Placement("mine", "cpu", List.of(Precision.BF16), true);
        try (LanguageModel model = LanguageModel.load(Fixture.path("tiny-llama"), only)) {
            assertThat(model.id()).isEqualTo("mine");
            int[] ids = Tiny.prompt(2, 12);
            assertThat(model.logits(ids, null, Precision.F32)).isEqualTo(model.logits(ids, null, Precision.BF16));
            try (LoraTraining training = model.training(List.of(Tiny.adapter()), Tiny.adamW(), Precision.F32)) {
                float loss =
                        training.step(PackedBatch.of(Tiny.rows(1, 3, 9)), 1e-3f).losses()[0];
                assertThat(loss).isBetween(0.1f, 100f);
            }
        }
    }

    @Test
    void packedRowsScoreAndTrainInHalfPrecisionToo() {
        PackedBatch packed = PackedBatch.of(Tiny.rows(1, 9, 20));
        for (String name : List.of("tiny-llama", "tiny-mistral")) {
            Placement half = new Placement("", "cpu", List.of(Precision.F16), true);
            try (LanguageModel model = LanguageModel.load(Fixture.path(name), half);
                    LanguageModel exact = LanguageModel.load(Fixture.path(name))) {
                List<Scores.Row> rows =
                        model.score(packed, List.of(), Precision.F32).rows().getFirst();
                List<Scores.Row> truth =
                        exact.score(packed, List.of(), Precision.F32).rows().getFirst();
                for (int i = 0; i < rows.size(); i++) {
                    assertThat(rows.get(i).mean()).isCloseTo(truth.get(i).mean(), within(0.1));
                }
                Adapter start = Adapter.initial(model.config(), Tiny.LORA, 1);
                try (LoraTraining training = model.training(List.of(start), Tiny.adamW(), Precision.BF16)) {
                    training.step(packed, 1e-3f);
                    assertThat(training.adapters().getFirst().finite()).isTrue();
                }
            }
        }
    }

    @Test
    void aFolderThatVanishesLeavesALoadedModelWhole(@TempDir Path folder) throws IOException {
        try (Stream<Path> files = Files.list(Fixture.path("tiny-llama-untied"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName().toString()));
            }
        }
        int[] ids = Tiny.prompt(2, 12);
        Placement half = new Placement("", "cpu", List.of(Precision.BF16), false);
        try (LanguageModel model = LanguageModel.load(folder, half);
                LanguageModel exact = LanguageModel.load(Fixture.path("tiny-llama-untied"))) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            assertThat(model.logits(ids, null, Precision.F32)).isEqualTo(exact.logits(ids, null, Precision.F32));
        }
    }

    @Test
    void largeModelsAreHeldInOneFormatAndSmallOnesInSeveral() {
        Placement large = Placement.serving("x", "cpu", "auto", SEVEN_B);
        assertThat(large.only()).isTrue();
        assertThat(large.held()).containsExactly(Precision.BF16);
        assertThat(large.weightBytes(SEVEN_B)).isBetween(16_000_000_000L, 16_200_000_000L);
        Placement small = Placement.serving("x", "auto", "auto", Tiny.MODEL.config());
        assertThat(small.only()).isFalse();
        assertThat(small.held()).containsExactly(Precision.F16, Precision.BF16);
        assertThat(Placement.serving("x", "cpu", "f32", SEVEN_B).held()).containsExactly(Precision.F32);
        assertThatThrownBy(() -> Placement.serving("x", "cpu", "int8", SEVEN_B)).hasMessageContaining("'int8'");
        assertThatThrownBy(() -> Placement.serving("x", "tpu", "auto", SEVEN_B)).hasMessageContaining("'tpu'");
    }

    @Test
    void whatDoesNotFitIsRefusedWithNeededAndAvailable() {
        Placement all = Placement.serving("x", "cpu", "all", SEVEN_B);
        MemoryNeed need = MemoryNeed.of(SEVEN_B, all);
        assertThat(need.availableBytes()).isPositive();
        assertThat(need.neededBytes()).isGreaterThan(all.weightBytes(SEVEN_B));
        assertThatThrownBy(() -> new MemoryNeed(9_000_000_000L, 5_000_000_000L).check("big", all))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContainingAll("big", "9000 MB", "5000 MB", "autodidact.precision=bf16");
        new MemoryNeed(5, 5).check("fits", all);
    }

    @Test
    void aGpuThatIsNotThereIsNamed() {
        Placement gpu = new Placement("", "gpu:7", List.of(Precision.BF16), true);
        assertThatThrownBy(() -> LanguageModel.load(Fixture.path("tiny-llama"), gpu))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("gpu:7", "GPUs", "cuda");
    }
}
