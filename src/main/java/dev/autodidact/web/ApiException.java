package dev.autodidact.web;

/** A request that is answered with an error; see {@link ApiError} for the parts. */
public class ApiException extends RuntimeException {

    private final int status;
    private final ApiError body;

    private ApiException(int status, ApiError body) {
        super(body.error().message());
        this.status = status;
        this.body = body;
    }

    /** An error of any status; see {@link ApiError.Detail} for the parts. */
    public static ApiException of(int status, String type, String param, String code, String message) {
        return new ApiException(status, ApiError.of(message, type, param, code));
    }

    /** 400: the request itself is at fault. */
    public static ApiException invalid(String param, String code, String message) {
        return new ApiException(400, ApiError.of(message, "invalid_request_error", param, code));
    }

    /** 401: nobody knows who calls. */
    static ApiException unauthorized(String code, String message) {
        return new ApiException(401, ApiError.of(message, "authentication_error", null, code));
    }

    /** 422: understood, but it does not make sense. */
    static ApiException unprocessable(String param, String code, String message) {
        return new ApiException(422, ApiError.of(message, "invalid_request_error", param, code));
    }

    /** 429: too often. */
    static ApiException tooMany(String code, String message) {
        return new ApiException(429, ApiError.of(message, "rate_limit_error", null, code));
    }

    /** 5xx: the server's own trouble. */
    static ApiException failed(int status, ApiError body) {
        return new ApiException(status, body);
    }

    /** 403: not for this caller. */
    static ApiException forbidden(String code, String message) {
        return new ApiException(403, ApiError.of(message, "permission_error", null, code));
    }

    /** 404: there is no such thing. */
    static ApiException missing(String param, String code, String message) {
        return new ApiException(404, ApiError.of(message, "not_found_error", param, code));
    }

    /** 409: it does not fit with what is there. */
    static ApiException conflict(String param, String code, String message) {
        return new ApiException(409, ApiError.of(message, "conflict_error", param, code));
    }

    /** 411: nobody knows how large the body will be. */
    static ApiException lengthRequired() {
        return new ApiException(
                411,
                ApiError.of(
                        "the body must announce its size with Content-Length",
                        "invalid_request_error",
                        "Content-Length",
                        "length_required"));
    }

    /** 413: the body is larger than allowed. */
    static ApiException tooLarge(String message) {
        return new ApiException(413, ApiError.of(message, "invalid_request_error", null, "body_too_large"));
    }

    public int status() {
        return status;
    }

    public ApiError body() {
        return body;
    }
}
