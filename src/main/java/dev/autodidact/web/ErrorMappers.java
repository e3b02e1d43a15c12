package dev.autodidact.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.autodidact.agent.BaseMismatchException;
import dev.autodidact.agent.ModelBusyException;
import dev.autodidact.agent.PromptTooLongException;
import dev.autodidact.agent.UnfitFormException;
import dev.autodidact.agent.UnknownModelException;
import dev.autodidact.memory.InvalidMemoryException;
import dev.autodidact.memory.MemoryQuotaException;
import dev.autodidact.memory.UnknownMemoryException;
import dev.autodidact.sft.CorruptAdapterException;
import dev.autodidact.sft.DecidedItemException;
import dev.autodidact.sft.ErasedVersionException;
import dev.autodidact.sft.InvalidAdapterException;
import dev.autodidact.sft.InvalidFileException;
import dev.autodidact.sft.InvalidTeachingException;
import dev.autodidact.sft.QueueFullException;
import dev.autodidact.sft.QuotaExceededException;
import dev.autodidact.sft.ReusedKeyException;
import dev.autodidact.sft.UnknownAgentException;
import dev.autodidact.sft.UnknownFileException;
import dev.autodidact.sft.UnknownItemException;
import dev.autodidact.sft.UnknownVersionException;
import dev.autodidact.sft.VersionConflictException;
import io.vertx.core.http.HttpClosedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns what is thrown into the one form of error answer. */
public class ErrorMappers {

    private static final Logger LOG = Logger.getLogger(ErrorMappers.class);

    /** How long a caller is told to wait while the database is away. */
    private static final int AWAY_SECONDS = 2;

    @ServerExceptionMapper
    Response api(ApiException e) {
        return answer(e.status(), e.body());
    }

    @ServerExceptionMapper
    Response teaching(InvalidTeachingException e) {
        return answer(400, ApiError.of(e.getMessage(), "invalid_request_error", e.param(), "invalid_teaching"));
    }

    @ServerExceptionMapper
    Response reused(ReusedKeyException e) {
        return answer(
                422, ApiError.of(e.getMessage(), "invalid_request_error", "Idempotency-Key", "idempotency_key_reused"));
    }

    @ServerExceptionMapper
    Response foreign(InvalidAdapterException e) {
        return answer(422, ApiError.of(e.getMessage(), "invalid_request_error", "adapter", "invalid_adapter"));
    }

    @ServerExceptionMapper
    Response agent(UnknownAgentException e) {
        return answer(404, ApiError.of(e.getMessage(), "not_found_error", "agent", "agent_not_found"));
    }

    @ServerExceptionMapper
    Response version(UnknownVersionException e) {
        return answer(404, ApiError.of(e.getMessage(), "not_found_error", "version", "version_not_found"));
    }

    @ServerExceptionMapper
    Response model(UnknownModelException e) {
        return answer(404, unknownModel(e));
    }

    @ServerExceptionMapper
    Response form(UnfitFormException e) {
        return answer(
                400, ApiError.of(e.getMessage(), "invalid_request_error", "response_format", "unsupported_schema"));
    }

    @ServerExceptionMapper
    Response erased(ErasedVersionException e) {
        return answer(409, ApiError.of(e.getMessage(), "conflict_error", "version", "version_erased"));
    }

    @ServerExceptionMapper
    Response conflict(VersionConflictException e) {
        return answer(409, ApiError.of(e.getMessage(), "conflict_error", "version", "version_conflict"));
    }

    @ServerExceptionMapper
    Response base(BaseMismatchException e) {
        return answer(409, ApiError.of(e.getMessage(), "conflict_error", "agent", "base_mismatch"));
    }

    @ServerExceptionMapper
    Response prompt(PromptTooLongException e, UriInfo called) {
        String param = called.getPath().startsWith("/v1") ? "messages" : "message";
        return answer(400, ApiError.of(e.getMessage(), "invalid_request_error", param, "context_length_exceeded"));
    }

    @ServerExceptionMapper
    Response queueFull(QueueFullException e) {
        return later(ApiError.of(e.getMessage(), "rate_limit_error", null, "queue_full"), e.retryAfterSeconds());
    }

    @ServerExceptionMapper
    Response quota(QuotaExceededException e) {
        ApiError body = ApiError.of(e.getMessage(), "rate_limit_error", null, e.code());
        return e.retryAfterSeconds().isPresent()
                ? later(body, e.retryAfterSeconds().getAsInt())
                : answer(429, body);
    }

    @ServerExceptionMapper
    Response file(UnknownFileException e) {
        return answer(404, ApiError.of(e.getMessage(), "not_found_error", "file", "file_not_found"));
    }

    @ServerExceptionMapper
    Response rows(InvalidFileException e) {
        return answer(400, ApiError.of(e.getMessage(), "invalid_request_error", "file", "invalid_file_format"));
    }

    @ServerExceptionMapper
    Response item(UnknownItemException e) {
        return answer(404, ApiError.of(e.getMessage(), "not_found_error", "item", "item_not_found"));
    }

    @ServerExceptionMapper
    Response decided(DecidedItemException e) {
        return answer(409, ApiError.of(e.getMessage(), "conflict_error", "item", "not_quarantined"));
    }

    @ServerExceptionMapper
    Response memory(InvalidMemoryException e) {
        return answer(400, ApiError.of(e.getMessage(), "invalid_request_error", e.param(), "invalid_" + e.param()));
    }

    @ServerExceptionMapper
    Response entry(UnknownMemoryException e) {
        return answer(404, ApiError.of(e.getMessage(), "not_found_error", "entry", "entry_not_found"));
    }

    @ServerExceptionMapper
    Response memoryQuota(MemoryQuotaException e) {
        ApiError body = ApiError.of(e.getMessage(), "rate_limit_error", null, e.code());
        return e.retryAfterSeconds() > 0 ? later(body, e.retryAfterSeconds()) : answer(429, body);
    }

    @ServerExceptionMapper
    Response busy(ModelBusyException e) {
        return later(ApiError.of(e.getMessage(), "rate_limit_error", null, "model_busy"), e.retryAfterSeconds());
    }

    @ServerExceptionMapper({JsonProcessingException.class, MismatchedInputException.class})
    Response json(JsonProcessingException e) {
        return answer(400, unreadable(e));
    }

    @ServerExceptionMapper
    Response http(WebApplicationException e) {
        int status = e.getResponse().getStatus();
        if (e.getCause() instanceof JsonProcessingException json) {
            return answer(400, unreadable(json));
        }
        if (status < 400) {
            return e.getResponse();
        }
        return answer(status, of(status, e));
    }

    @ServerExceptionMapper
    Response corrupt(CorruptAdapterException e) {
        return answer(500, corruptAdapter(e));
    }

    @ServerExceptionMapper
    Response io(UncheckedIOException e) {
        return answer(500, streamed(e));
    }

    @ServerExceptionMapper
    Response any(Throwable e) {
        if (DatabaseOutage.in(e)) {
            return Response.fromResponse(answer(503, databaseAway(e)))
                    .header("Retry-After", AWAY_SECONDS)
                    .build();
        }
        if (brokenOff(e)) {
            return answer(
                    400, ApiError.of("the request broke off", "invalid_request_error", null, "request_broken_off"));
        }
        return answer(500, serverError(e));
    }

    /** Whether the caller went away in the middle of its request, which is no failure of the server. */
    private static boolean brokenOff(Throwable e) {
        return e instanceof IOException
                && (e.getCause() instanceof HttpClosedException
                        || e.getCause() instanceof IOException inner
                                && inner.getCause() instanceof HttpClosedException);
    }

    /** A failure outside of the resources. */
    static ApiException failed(Throwable e) {
        return DatabaseOutage.in(e)
                ? ApiException.failed(503, databaseAway(e))
                : ApiException.failed(500, serverError(e));
    }

    /** The error of a request that has begun to stream: the status is gone, the body is the same. */
    public static ApiError streamed(Throwable e) {
        return switch (e) {
            case ApiException api -> api.body();
            case ModelBusyException busy -> ApiError.of(busy.getMessage(), "rate_limit_error", null, "model_busy");
            case PromptTooLongException prompt ->
                ApiError.of(prompt.getMessage(), "invalid_request_error", "message", "context_length_exceeded");
            case BaseMismatchException base ->
                ApiError.of(base.getMessage(), "conflict_error", "agent", "base_mismatch");
            case UnknownAgentException agent ->
                ApiError.of(agent.getMessage(), "not_found_error", "agent", "agent_not_found");
            case UnknownModelException model -> unknownModel(model);
            case UncheckedIOException io
            when io.getCause() instanceof CorruptAdapterException corrupt -> corruptAdapter(corrupt);
            default -> DatabaseOutage.in(e) ? databaseAway(e) : serverError(e);
        };
    }

    private static ApiError databaseAway(Throwable e) {
        LOG.warnf("the database is away: %s", e);
        return ApiError.of(
                "the database cannot be reached; nothing was stored", "server_error", null, "database_unavailable");
    }

    private static ApiError unknownModel(UnknownModelException e) {
        return ApiError.of(e.getMessage(), "invalid_request_error", "model", "model_not_found");
    }

    private static ApiError corruptAdapter(CorruptAdapterException e) {
        LOG.error(e.getMessage());
        return ApiError.of(e.getMessage() + "; it is not served", "server_error", "adapter", "adapter_corrupt");
    }

    private static ApiError serverError(Throwable e) {
        String id = UUID.randomUUID().toString();
        LOG.errorf(e, "error %s", id);
        return ApiError.of("the server failed; its log has the cause under " + id, "server_error", null, "internal");
    }

    private static ApiError of(int status, WebApplicationException e) {
        return switch (status) {
            case 404 -> ApiError.of("there is nothing at this address", "not_found_error", null, "not_found");
            case 405 ->
                ApiError.of(
                        "this address does not know the method", "invalid_request_error", null, "method_not_allowed");
            case 406 ->
                ApiError.of(
                        "none of the accepted types can be made", "invalid_request_error", "Accept", "not_acceptable");
            case 413 -> ApiError.of("the body is too large", "invalid_request_error", null, "body_too_large");
            case 415 ->
                ApiError.of(
                        "the body must be application/json",
                        "invalid_request_error",
                        "Content-Type",
                        "unsupported_type");
            default -> {
                if (status >= 500) {
                    yield serverError(e);
                }
                yield ApiError.of(String.valueOf(e.getMessage()), "invalid_request_error", null, "http_" + status);
            }
        };
    }

    private static ApiError unreadable(JsonProcessingException e) {
        String path = e instanceof JsonMappingException mapping
                ? mapping.getPath().stream()
                        .map(part -> part.getFieldName() == null ? "[" + part.getIndex() + "]" : part.getFieldName())
                        .reduce((a, b) -> b.startsWith("[") ? a + b : a + "." + b)
                        .orElse(null)
                : null;
        return ApiError.of(
                "the body is not the JSON that is expected here: " + e.getOriginalMessage(),
                "invalid_request_error",
                path,
                "invalid_json");
    }

    private static Response later(ApiError body, int seconds) {
        return Response.fromResponse(answer(429, body))
                .header("Retry-After", seconds)
                .build();
    }

    private static Response answer(int status, ApiError body) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(body)
                .build();
    }
}
