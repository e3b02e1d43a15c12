package dev.autodidact.sft;

import dev.autodidact.model.LanguageModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Other wordings of questions that the base model finds itself. */
final class Paraphrases {
    private static final int MAX_TOKENS = 96;
    private static final int MAX_LENGTH = 300;

    private final LanguageModel model;
    private final RowPrompts rows;
    private final String request;
    private final BaseAnswers base;

    /** @param request asks for other words, with {@code {q}} for the question; null where the model cannot do that */
    Paraphrases(LanguageModel model, RowPrompts rows, String request) {
        this.model = model;
        this.rows = rows;
        this.request = request;
        this.base = new BaseAnswers(model, MAX_TOKENS);
    }

    /** Asks for the wordings of many questions in few batches, so that {@link #of} knows them. */
    void prepare(List<String> questions) {
        if (request != null) {
            lines(questions);
        }
    }

    /** Wordings of each question, none of which is a question itself or a wording of an earlier one. */
    List<List<String>> of(List<String> questions) {
        Map<String, List<String>> found = request == null ? Map.of() : lines(questions);
        Set<String> seen = new HashSet<>();
        questions.forEach(q -> seen.add(Contrast.normal(q)));
        List<List<String>> out = new ArrayList<>();
        for (String question : questions) {
            List<String> own = new ArrayList<>();
            for (String line : found.getOrDefault(question, List.of())) {
                if (seen.add(Contrast.normal(line))) {
                    own.add(line);
                }
            }
            out.add(own);
        }
        return out;
    }

    private Map<String, List<String>> lines(List<String> questions) {
        List<int[]> replies = base.of(questions.stream()
                .map(q -> rows.prompt(request.replace("{q}", q), 0))
                .toList());
        Map<String, List<String>> lines = new HashMap<>();
        for (int i = 0; i < questions.size(); i++) {
            lines.put(questions.get(i), lines(questions.get(i), replies.get(i)));
        }
        return lines;
    }

    private List<String> lines(String question, int[] reply) {
        if (reply == null) {
            return List.of();
        }
        List<String> own = new ArrayList<>();
        List<String> names = Contrast.names(List.of(question));
        for (String written : model.tokenizer().decode(reply, true).split("\n")) {
            String line = EditReply.bare(written);
            // a wording that lost a name of the question, or won one, is about something else
            if (!line.isBlank()
                    && line.length() < MAX_LENGTH
                    && Contrast.names(List.of(line)).equals(names)) {
                own.add(line);
            }
        }
        return own;
    }
}
