package dev.autodidact.agent;

import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.MemoryNeed;
import dev.autodidact.model.ModelConfig;
import dev.autodidact.model.ModelFormatException;
import dev.autodidact.model.Placement;
import dev.autodidact.model.hub.HubId;
import dev.autodidact.model.hub.HubSettings;
import dev.autodidact.model.hub.ModelHub;
import dev.autodidact.sft.AdapterInspection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.logging.Logger;

/** Loads the base model once, when it is first needed: at the start of the application. */
@ApplicationScoped
class BaseModel {

    private static final Logger LOG = Logger.getLogger(BaseModel.class);

    @Produces
    @Singleton
    LanguageModel load(ModelSettings settings) {
        long start = System.nanoTime();
        Path folder = folder(settings);
        String id = settings.model()
                .filter(name -> isOnHub(name))
                .map(HubId::parse)
                .map(HubId::name)
                .orElse("");
        ModelConfig config = ModelConfig.read(folder);
        Placement placement = placement(settings, id, config);
        MemoryNeed memory = MemoryNeed.of(config, placement);
        LanguageModel model = LanguageModel.load(folder, placement);
        LOG.infof(
                "model %s on %s: %d parameters, context %d, about %d MB of %d MB available, learning up to %d MB, loaded in"
                        + " %d ms",
                model.id(),
                placement,
                config.parameters(),
                model.contextLength(),
                memory.neededBytes() / 1_000_000,
                memory.availableBytes() / 1_000_000,
                MemoryNeed.learning(config, placement) / 1_000_000,
                (System.nanoTime() - start) / 1_000_000);
        return model;
    }

    private static Placement placement(ModelSettings settings, String id, ModelConfig config) {
        return Placement.serving(id, settings.device(), settings.precision(), config)
                .withStepBytes(settings.stepBytes());
    }

    private static Path folder(ModelSettings settings) {
        if (settings.model().isEmpty()) {
            return EmbeddedModel.unpack(settings.home());
        }
        String name = settings.model().get();
        if (!isOnHub(name)) {
            return folder(name);
        }
        ModelSettings.Hub hub = settings.hub();
        HubSettings how = new HubSettings(
                hub.endpoint(),
                hub.cache().orElseGet(() -> settings.home().resolve("models").resolve("hub")),
                hub.offline(),
                hub.token().orElse(""),
                hub.attempts(),
                hub.pauseMs());
        return new ModelHub(how, LOG::info, (id, config) -> {
                    Placement placement = placement(settings, id, config);
                    MemoryNeed.of(config, placement).check(id, placement);
                })
                .folder(name);
    }

    /** A folder that exists goes before a model of that name. */
    private static boolean isOnHub(String name) {
        return HubId.matches(name) && !Files.isDirectory(Path.of(name));
    }

    private static Path folder(String name) {
        Path folder = Path.of(name);
        if (!Files.isDirectory(folder)) {
            throw new ModelFormatException("autodidact.model is '" + name + "': there is no such folder"
                    + (name.endsWith(".gguf") ? ", and GGUF files are not loaded: take the original model" : "")
                    + "; a folder in Hugging Face layout, or org/name[@revision] on the hub, was expected");
        }
        return folder;
    }

    @Produces
    @Singleton
    AdapterInspection inspection(LanguageModel model) {
        return new AdapterInspection(model.config());
    }

    void close(@Disposes LanguageModel model) {
        model.close();
    }
}
