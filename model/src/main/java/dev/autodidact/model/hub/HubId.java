package dev.autodidact.model.hub;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model's name on the hub.
 *
 * @param repository {@code org/name}
 * @param revision branch, tag or commit; {@code main} where none is given
 */
public record HubId(String repository, String revision) {
    private static final Pattern FORM =
            Pattern.compile("([A-Za-z0-9][\\w.-]{0,95}/[A-Za-z0-9][\\w.-]{0,95})(?:@([A-Za-z0-9][\\w./-]{0,127}))?");

    /** Whether a text has the form {@code org/name} or {@code org/name@revision}. */
    public static boolean matches(String text) {
        return FORM.matcher(text).matches() && !text.contains("..");
    }

    /**
     * Reads {@code org/name[@revision]}.
     *
     * @throws IllegalArgumentException if it has another form
     */
    public static HubId parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches() || text.contains("..")) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no model on the hub; org/name or org/name@revision was expected");
        }
        return new HubId(matcher.group(1), matcher.group(2) == null ? "main" : matcher.group(2));
    }

    /** The model's name without its owner. */
    public String name() {
        return repository.substring(repository.indexOf('/') + 1);
    }

    /** Name of its folder in the cache. */
    String folderName() {
        return repository.replace("/", "--");
    }

    /** Name of the file in the cache that says which commit the revision is. */
    String refName() {
        return revision.replace("/", "--");
    }

    @Override
    public String toString() {
        return repository + (revision.equals("main") ? "" : "@" + revision);
    }
}
