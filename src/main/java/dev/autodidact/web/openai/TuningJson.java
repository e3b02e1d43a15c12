package dev.autodidact.web.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.autodidact.agent.ModelName;
import dev.autodidact.sft.AdapterVersion;
import dev.autodidact.sft.AdapterVersions;
import dev.autodidact.sft.LearningState;
import dev.autodidact.sft.LearningTicket;
import dev.autodidact.sft.TuningJob;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A job, its events and its checkpoints in OpenAI's form, all read from the ledger's own jobs, versions and receipts. */
final class TuningJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String base;
    private final AdapterVersions versions;

    TuningJson(String base, AdapterVersions versions) {
        this.base = base;
        this.versions = versions;
    }

    ObjectNode job(TuningJob job) {
        ObjectNode kept = kept(job);
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("object", "fine_tuning.job")
                .put("id", job.id())
                .put("model", job.model())
                .put("created_at", seconds(job.created()));
        json.put("finished_at", job.finished() == null ? null : seconds(job.finished()));
        json.putNull("estimated_finish");
        json.put("fine_tuned_model", job.adapter().map(this::model).orElse(null));
        json.put("organization_id", job.agent().tenant());
        json.put("status", job.status().name().toLowerCase(Locale.ROOT));
        json.put("training_file", job.file());
        json.putNull("validation_file");
        json.putArray("result_files");
        long tokens = 0;
        for (TuningJob.Piece piece : job.pieces()) {
            tokens += read(piece.ticket().receiptJson()).path("trainedTokens").asLong();
        }
        json.put("trained_tokens", job.ended() ? tokens : null);
        json.put("seed", kept.path("seed").asLong());
        json.set("metadata", kept.path("metadata"));
        ObjectNode parameters = JsonNodeFactory.instance
                .objectNode()
                .put("n_epochs", "auto")
                .put("batch_size", "auto")
                .put("learning_rate_multiplier", kept.path("strength").asDouble(1));
        json.set("hyperparameters", parameters);
        json.putObject("method")
                .put("type", "supervised")
                .putObject("supervised")
                .set("hyperparameters", parameters.deepCopy());
        json.put("user_provided_suffix", kept.path("suffix").textValue());
        json.putArray("integrations");
        json.put("agent", job.agent().id());
        error(job).ifPresentOrElse(error -> json.set("error", error), () -> json.putNull("error"));
        return json;
    }

    private Optional<ObjectNode> error(TuningJob job) {
        if (job.status() != TuningJob.Status.FAILED) {
            return Optional.empty();
        }
        LearningTicket first = job.pieces().getFirst().ticket();
        return Optional.of(JsonNodeFactory.instance
                .objectNode()
                .put("code", first.state() == LearningState.REJECTED ? "rejected_by_gate" : "not_learned")
                .put("message", first.reason())
                .putNull("param"));
    }

    /** The events, the newest first. */
    List<ObjectNode> events(TuningJob job) {
        List<ObjectNode> events = new ArrayList<>();
        int count = job.pieces().size();
        event(events, job, job.created(), "created", "info", "Created fine-tuning job: " + job.id());
        event(
                events,
                job,
                job.created(),
                "rows",
                "info",
                job.rows() + " rows of " + job.file() + " are in the ledger of agent '"
                        + job.agent().id() + "' as " + count + (count == 1 ? " item" : " items"));
        int warned = 0;
        for (JsonNode warning : kept(job).path("warnings")) {
            event(events, job, job.created(), "warning-" + warned++, "warn", warning.textValue());
        }
        List<Integer> ended = new ArrayList<>();
        for (int place = 0; place < count; place++) {
            if (job.pieces().get(place).ticket().finished() != null) {
                ended.add(place);
            }
        }
        ended.sort(
                Comparator.comparing(place -> job.pieces().get(place).ticket().finished()));
        for (int place : ended) {
            piece(events, job, place);
        }
        if (job.finished() != null) {
            last(events, job);
        }
        events.sort(Comparator.comparing(event -> event.get("created_at").longValue()));
        return events.reversed();
    }

    private void piece(List<ObjectNode> events, TuningJob job, int place) {
        LearningTicket ticket = job.pieces().get(place).ticket();
        metrics(events, job, place);
        String item = "Item " + (place + 1) + " of " + job.pieces().size();
        boolean learned = ticket.state() == LearningState.PUBLISHED;
        event(
                events,
                job,
                ticket.finished(),
                "item-" + place,
                learned ? "info" : "warn",
                learned
                        ? item + " is learned: " + model(ticket.adapter())
                        : item + " is " + ticket.state().wire() + ": " + ticket.reason());
    }

    private void metrics(List<ObjectNode> events, TuningJob job, int place) {
        TuningJob.Piece piece = job.pieces().get(place);
        Optional<AdapterVersion> version = version(job, piece);
        if (version.isEmpty()) {
            return;
        }
        JsonNode curve = read(version.get().curveJson());
        for (int step = 0; step < curve.size(); step++) {
            double loss = curve.get(step).asDouble();
            ObjectNode event = event(
                    events,
                    job,
                    piece.ticket().finished(),
                    "step-" + place + "-" + step,
                    "info",
                    "Step " + (step + 1) + "/" + curve.size() + ": training loss="
                            + String.format(Locale.ROOT, "%.2f", loss));
            event.put("type", "metrics");
            event.putObject("data")
                    .put("step", step + 1)
                    .put("train_loss", loss)
                    .put("total_steps", curve.size());
        }
    }

    private void last(List<ObjectNode> events, TuningJob job) {
        switch (job.status()) {
            case SUCCEEDED -> event(events, job, job.finished(), "ended", "info", "The job has successfully completed");
            case CANCELLED ->
                event(
                        events,
                        job,
                        job.cancelled(),
                        "ended",
                        "info",
                        "The job was cancelled; what was learned before stays");
            default -> event(events, job, job.finished(), "ended", "error", "Nothing of the job was learned");
        }
    }

    private static ObjectNode event(
            List<ObjectNode> events, TuningJob job, Instant at, String id, String level, String message) {
        ObjectNode event = JsonNodeFactory.instance
                .objectNode()
                .put("object", "fine_tuning.job.event")
                .put("id", "ftevent-" + job.id().substring(job.id().indexOf('-') + 1) + "-" + id)
                .put("created_at", seconds(at))
                .put("level", level)
                .put("message", message)
                .put("type", "message");
        events.add(event);
        return event;
    }

    /** The versions made on the way that are still there, the newest first. */
    List<ObjectNode> checkpoints(TuningJob job) {
        List<ObjectNode> checkpoints = new ArrayList<>();
        long steps = 0;
        for (int place = 0; place < job.pieces().size(); place++) {
            TuningJob.Piece piece = job.pieces().get(place);
            JsonNode receipt = read(piece.ticket().receiptJson());
            steps += receipt.path("steps").asLong();
            Optional<AdapterVersion> version = version(job, piece);
            if (version.isEmpty() || version.get().erased() != null) {
                continue;
            }
            JsonNode curve = read(version.get().curveJson());
            ObjectNode checkpoint = JsonNodeFactory.instance
                    .objectNode()
                    .put("object", "fine_tuning.job.checkpoint")
                    .put("id", "ftckpt-" + job.id().substring(job.id().indexOf('-') + 1) + "-" + place)
                    .put("created_at", seconds(version.get().created()))
                    .put("fine_tuning_job_id", job.id())
                    .put("fine_tuned_model_checkpoint", model(version.get().version()))
                    .put("step_number", steps);
            ObjectNode metrics = checkpoint.putObject("metrics").put("step", steps);
            if (!curve.isEmpty()) {
                metrics.put("train_loss", curve.get(curve.size() - 1).asDouble());
            }
            checkpoints.add(checkpoint);
        }
        return checkpoints.reversed();
    }

    /** The version that a piece's own training made. */
    private Optional<AdapterVersion> version(TuningJob job, TuningJob.Piece piece) {
        return Optional.ofNullable(piece.adapter())
                .flatMap(name -> versions.find(job.agent(), name))
                .filter(version -> piece.ticket().item().equals(version.item()));
    }

    private String model(String adapter) {
        return new ModelName(base, adapter).toString();
    }

    private static ObjectNode kept(TuningJob job) {
        return (ObjectNode) read(job.settingsJson());
    }

    private static JsonNode read(String json) {
        try {
            return json == null ? JsonNodeFactory.instance.objectNode() : JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was stored as JSON is none", e);
        }
    }

    private static long seconds(Instant at) {
        return at.getEpochSecond();
    }
}
