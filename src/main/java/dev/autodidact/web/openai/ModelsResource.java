package dev.autodidact.web.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.autodidact.agent.ServedModel;
import dev.autodidact.agent.ServedModels;
import dev.autodidact.web.Caller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;

/** {@code GET /v1/models[/{id}]}: the base model, each agent and each adapter version. */
@Path("/v1/models")
@RunOnVirtualThread
class ModelsResource {

    private final ServedModels models;

    ModelsResource(ServedModels models) {
        this.models = models;
    }

    /**
     * One model.
     *
     * @param id the name to ask for it
     * @param object {@code model}
     * @param created seconds since 1970, 0 for the base model
     * @param ownedBy the tenant
     * @param parent the base model, null for the base model itself
     * @param root what answers, by its unchanging name
     */
    record ModelView(
            String id,
            String object,
            long created,
            @JsonProperty("owned_by") String ownedBy,
            String parent,
            String root) {

        static ModelView of(ServedModel model) {
            return new ModelView(
                    model.id(),
                    "model",
                    model.created() == null ? 0 : model.created().getEpochSecond(),
                    model.tenant(),
                    model.parent(),
                    model.root());
        }
    }

    /**
     * A list.
     *
     * @param object {@code list}
     * @param data its elements
     */
    record ModelList(String object, List<ModelView> data) {}

    @GET
    public ModelList list() {
        Caller caller = Caller.now();
        return new ModelList(
                "list",
                models.list(caller.tenant()).stream()
                        .filter(model -> caller.seesModel(model.id()))
                        .map(ModelView::of)
                        .toList());
    }

    @GET
    @Path("{id}")
    public ModelView show(String id) {
        return ModelView.of(models.resolve(Caller.now().tenant(), Caller.now().model(id)));
    }
}
