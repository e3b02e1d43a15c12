package dev.autodidact.seed;

import java.util.List;

/** The text of the assistant's tool calls. */
final class ToolCall {

    /** A training row of a learn call: question and answer, or a statement with an empty question. */
    record Row(String question, String answer) {
        static Row statement(String text) {
            return new Row("", text);
        }
    }

    private ToolCall() {}

    static String learn(String topic, List<Row> rows) {
        StringBuilder out = new StringBuilder("<tool_call>{\"name\":\"learn\",\"arguments\":{\"topic\":")
                .append(Json.string(topic))
                .append(",\"rows\":[");
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            out.append(i == 0 ? "{" : ",{");
            if (row.question().isEmpty()) {
                out.append("\"text\":").append(Json.string(row.answer()));
            } else {
                out.append("\"q\":").append(Json.string(row.question()));
                out.append(",\"a\":").append(Json.string(row.answer()));
            }
            out.append('}');
        }
        return out.append("]}}</tool_call>").toString();
    }

    static String recall(String query) {
        return "<tool_call>{\"name\":\"recall\",\"arguments\":{\"query\":" + Json.string(query) + "}}</tool_call>";
    }

    static String results(List<String> sentences) {
        StringBuilder out = new StringBuilder("{\"results\":[");
        for (int i = 0; i < sentences.size(); i++) {
            out.append(i == 0 ? "" : ",").append(Json.string(sentences.get(i)));
        }
        return out.append("]}").toString();
    }
}
