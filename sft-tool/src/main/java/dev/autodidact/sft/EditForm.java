package dev.autodidact.sft;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A form in which a model that was not trained for it is asked to write training rows: data, so that forms can be added
 * and compared without code.
 *
 * @param name how receipts and benches call it
 * @param kind what the reply must be
 * @param prompt the request, with {@code {passage}} where the source goes
 * @param reminder what is added to the fault when the reply could not be used
 */
public record EditForm(String name, Kind kind, String prompt, String reminder) {
    /** What a reply is made of. */
    public enum Kind {
        /** A JSON list of questions with answers. */
        PAIRS,
        /** A statement per line. */
        LINES
    }

    /** Checks that the passage has a place. */
    public EditForm {
        if (!prompt.contains("{passage}")) {
            throw new IllegalArgumentException("the form '" + name + "' has no place {passage} in its prompt");
        }
    }

    /** The forms that come with the runtime; the first is the usual one. */
    public static List<EditForm> all() {
        return read("edit-forms.json");
    }

    /** The form in which an exam is asked for. */
    static EditForm exam() {
        return read("exam-form.json").getFirst();
    }

    private static List<EditForm> read(String file) {
        try (InputStream in = EditForm.class.getResourceAsStream(file)) {
            List<EditForm> forms = new ArrayList<>();
            for (JsonNode form : new ObjectMapper().readTree(in)) {
                forms.add(new EditForm(
                        form.path("name").asText(),
                        Kind.valueOf(form.path("kind").asText().toUpperCase(java.util.Locale.ROOT)),
                        form.path("prompt").asText(),
                        form.path("reminder").asText()));
            }
            return List.copyOf(forms);
        } catch (IOException e) {
            throw new IllegalStateException(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
