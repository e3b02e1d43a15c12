package dev.autodidact.web;

/**
 * The body of every error answer.
 *
 * @param error the error
 */
public record ApiError(Detail error) {

    /**
     * What is wrong.
     *
     * @param message for people: names the value and the bound
     * @param type {@code invalid_request_error}, {@code not_found_error}, {@code conflict_error},
     *     {@code rate_limit_error} or {@code server_error}
     * @param param the parameter at fault, or null
     * @param code for programs
     */
    public record Detail(String message, String type, String param, String code) {}

    static ApiError of(String message, String type, String param, String code) {
        return new ApiError(new Detail(message, type, param, code));
    }
}
