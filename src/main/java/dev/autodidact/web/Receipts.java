package dev.autodidact.web;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.autodidact.sft.AdapterVersion;
import dev.autodidact.sft.LearningTicket;

/** A receipt as it was stored. */
final class Receipts {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Receipts() {}

    /** JSON that is passed on as it is. */
    record Raw(@JsonRawValue @JsonValue String json) {}

    static Raw json(LearningTicket ticket) {
        return new Raw(ticket.receiptJson());
    }

    /** What a version holds, by its receipt; null where that does not say. */
    static JsonNode capacity(AdapterVersion version) {
        try {
            return version.receiptJson() == null
                    ? null
                    : JSON.readTree(version.receiptJson()).get("capacity");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the receipt of version " + version.version() + " is no JSON", e);
        }
    }
}
