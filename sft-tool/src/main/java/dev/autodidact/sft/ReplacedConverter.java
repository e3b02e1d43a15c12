package dev.autodidact.sft;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.List;

/** Keeps what an item replaces as a JSON array in a text column, which both databases have; null is nothing. */
@Converter
class ReplacedConverter implements AttributeConverter<List<Replaced>, String> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String convertToDatabaseColumn(List<Replaced> replaced) {
        try {
            return replaced == null || replaced.isEmpty() ? null : JSON.writeValueAsString(replaced);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("replaced rows cannot be written as JSON: " + replaced, e);
        }
    }

    @Override
    public List<Replaced> convertToEntityAttribute(String json) {
        try {
            return json == null ? List.of() : JSON.readValue(json, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the ledger holds replaced rows that are not JSON: " + json, e);
        }
    }
}
