package dev.autodidact.policy;

/** There is no such promoted policy for this base model. */
public final class UnknownPolicyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownPolicyException(String version, String baseHash) {
        super("there is no promoted policy '" + version + "' for the base " + baseHash);
    }
}
