package dev.autodidact.web;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.autodidact.sft.LearningTicket;

/** A receipt as it was stored. */
final class Receipts {

    private Receipts() {}

    /** JSON that is passed on as it is. */
    record Raw(@JsonRawValue @JsonValue String json) {}

    static Raw json(LearningTicket ticket) {
        return new Raw(ticket.receiptJson());
    }
}
