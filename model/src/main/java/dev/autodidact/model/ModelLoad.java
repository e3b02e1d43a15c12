package dev.autodidact.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

/** The way from a folder to a model in memory: what is cheap to check comes before what takes long. */
final class ModelLoad {
    private ModelLoad() {}

    static LanguageModel load(Path folder, Placement placement) {
        ModelConfig config = ModelConfig.read(folder);
        ModelFolder files = ModelFolder.open(folder, config);
        Torch.start();
        String name = placement.id().isEmpty()
                ? Objects.toString(folder.toAbsolutePath().normalize().getFileName(), "model")
                : placement.id();
        MemoryNeed.of(config, placement).check(name, placement);
        ChatTemplate template = ModelFolder.template(folder);
        TextTokenizer tokenizer = ModelFolder.tokenizer(folder);
        Torch torch = script(config, placement.device());
        try {
            checkTokenizer(folder, config, tokenizer, template);
            return new LanguageModel(name, files.hash(), folder, config, tokenizer, template, torch, placement, files);
        } catch (RuntimeException e) {
            torch.close();
            tokenizer.close();
            throw e;
        }
    }

    static Torch script(ModelConfig config, String device) {
        if (!StepScript.runs(config, device)) {
            return new Torch("decoder", LanguageModel.script(config), device);
        }
        String text = DecoderScript.text(config, StepScript.TEXT);
        return new Torch("decoder", TorchScriptArchive.write(DecoderScript.CLASS, text), device, true);
    }

    static List<float[]> randomValues(ModelConfig config, long seed, double std) {
        SplittableRandom random = new SplittableRandom(seed);
        List<float[]> values = new ArrayList<>();
        for (Weights.Slot slot : Weights.slots(config)) {
            float[] v = new float[Math.toIntExact(Arrays.stream(slot.shape()).reduce(1, (a, b) -> a * b))];
            for (int i = 0; i < v.length; i++) {
                v[i] = slot.shape().length == 1 ? 1f : (float) (random.nextGaussian() * std);
            }
            values.add(v);
        }
        return values;
    }

    /**
     * A tokenizer may have fewer tokens than the model has rows, never more; and it has to know the tokens with which the
     * model ends, else every answer would run on.
     */
    private static void checkTokenizer(
            Path folder, ModelConfig config, TextTokenizer tokenizer, ChatTemplate template) {
        if (tokenizer.vocabSize() > config.vocabulary()) {
            throw new ModelFormatException(folder.resolve("tokenizer.json") + ": has ids up to "
                    + (tokenizer.vocabSize() - 1) + ", the model has a vocabulary of " + config.vocabulary()
                    + "; it belongs to another model");
        }
        if (!config.eosIds().isEmpty() && config.eosIds().stream().noneMatch(tokenizer::has)) {
            throw new ModelFormatException(folder.resolve("tokenizer.json") + ": has no token with the id "
                    + config.eosIds() + ", with which the model ends a text; it belongs to another model");
        }
        String end = template.endToken().orElse(null);
        Integer id = end == null ? null : tokenizer.id(end);
        if (id != null && !config.eosIds().isEmpty() && !config.eosIds().contains(id)) {
            throw new ModelFormatException(folder.resolve("tokenizer_config.json") + ": ends a text with '" + end
                    + "', id " + id + ", the model with " + config.eosIds() + " (eos_token_id in config.json and"
                    + " generation_config.json); the tokenizer belongs to another model, or " + id
                    + " has to be among those ids");
        }
    }
}
