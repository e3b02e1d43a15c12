package dev.autodidact.model;

import java.nio.file.Path;
import java.util.Objects;

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
            checkTokenizer(folder, config, tokenizer);
            return new LanguageModel(name, files.hash(), folder, config, tokenizer, template, torch, placement, files);
        } catch (RuntimeException e) {
            torch.close();
            tokenizer.close();
            throw e;
        }
    }

    static Torch script(ModelConfig config, String device) {
        return new Torch("decoder", LanguageModel.script(config), device);
    }

    /** A tokenizer may have fewer tokens than the model has rows, never more. */
    private static void checkTokenizer(Path folder, ModelConfig config, TextTokenizer tokenizer) {
        if (tokenizer.vocabSize() > config.vocabulary()) {
            throw new ModelFormatException(folder.resolve("tokenizer.json") + ": has ids up to "
                    + (tokenizer.vocabSize() - 1) + ", the model has a vocabulary of " + config.vocabulary()
                    + "; it belongs to another model");
        }
    }
}
