package dev.autodidact.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.junit.jupiter.api.Test;

class JsonLinesTest {

    @Test
    void eachRecordIsOneLineThatSaysWhatHappenedAndWhy() throws Exception {
        ExtLogRecord record = new ExtLogRecord(Level.WARN, "said \"no\"\nand went", "dev.autodidact.web.Some");
        record.setLoggerName("dev.autodidact.web.Some");
        record.putMdc("traceId", "4711");
        record.setThrown(new IllegalStateException("outer", new IllegalArgumentException("inner \u00e9")));
        String line = new JsonLines().format(record);
        assertThat(line).endsWith("\n");
        assertThat(line.strip()).doesNotContain("\n");
        JsonNode json = new ObjectMapper().readTree(line);
        assertThat(json.path("level").asText()).isEqualTo("WARN");
        assertThat(json.path("message").asText()).isEqualTo("said \"no\"\nand went");
        assertThat(json.path("loggerName").asText()).isEqualTo("dev.autodidact.web.Some");
        assertThat(json.path("mdc").path("traceId").asText()).isEqualTo("4711");
        assertThat(json.path("timestamp").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*");
        assertThat(json.toString()).contains("outer", "inner \u00e9");
    }
}
