package dev.autodidact.agent;

import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.Precision;
import dev.autodidact.sft.AdapterInspection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
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
        Path folder = settings.folder().orElseGet(() -> EmbeddedModel.unpack(settings.home()));
        LanguageModel model = LanguageModel.load(folder);
        model.prepare(Precision.F16, Precision.BF16);
        LOG.infof(
                "model %s, %d parameters, context %d, loaded in %d ms",
                model.id(),
                model.config().parameters(),
                model.contextLength(),
                (System.nanoTime() - start) / 1_000_000);
        return model;
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
