package dev.autodidact.sft;

/** A teaching outside its bounds. Nothing was stored. */
public class InvalidTeachingException extends RuntimeException {

    private final String param;

    /**
     * Refuses a teaching.
     *
     * @param param the parameter at fault, as in the HTTP contract
     * @param message names the value and the bound
     */
    public InvalidTeachingException(String param, String message) {
        super(message);
        this.param = param;
    }

    public String param() {
        return param;
    }
}
