package dev.autodidact.sft;

import dev.autodidact.model.Completion;
import dev.autodidact.model.GenerationRequest;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.Precision;
import dev.autodidact.model.Sampling;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Other wordings of questions that the base model finds itself. Greedy and in f32: what is kept decides which questions
 * share a batch, and in bf16 an answer could hang on its neighbours.
 */
final class Paraphrases {
    private static final int MAX_TOKENS = 96;
    private static final int MAX_LENGTH = 300;
    private static final int BATCH = 48;
    private static final int KEPT = 4096;

    private final LanguageModel model;
    private final RowPrompts rows;
    private final String request;
    private final Map<String, List<String>> known = new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<String>> eldest) {
            return size() > KEPT;
        }
    };

    /** @param request asks for other words, with {@code {q}} for the question; null where the model cannot do that */
    Paraphrases(LanguageModel model, RowPrompts rows, String request) {
        this.model = model;
        this.rows = rows;
        this.request = request;
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

    private synchronized Map<String, List<String>> lines(List<String> questions) {
        Map<String, List<String>> found = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        for (String question : questions) {
            List<String> own = known.get(question);
            if (own == null && !found.containsKey(question)) {
                missing.add(question);
            }
            found.put(question, own);
        }
        for (int from = 0; from < missing.size(); from += BATCH) {
            List<String> some = missing.subList(from, Math.min(missing.size(), from + BATCH));
            List<Completion> replies =
                    model.generate(some.stream().map(this::request).toList(), Precision.F32);
            for (int i = 0; i < some.size(); i++) {
                List<String> own = lines(some.get(i), replies.get(i));
                known.put(some.get(i), own);
                found.put(some.get(i), own);
            }
        }
        return found;
    }

    private GenerationRequest request(String question) {
        int[] prompt = rows.prompt(request.replace("{q}", question), 0);
        return new GenerationRequest(
                prompt, null, Sampling.greedy(), MAX_TOKENS, model.config().eosIds());
    }

    private List<String> lines(String question, Completion reply) {
        List<String> own = new ArrayList<>();
        if (reply.finish() == Completion.Finish.STOP) {
            List<String> names = Contrast.names(List.of(question));
            for (String line : model.tokenizer().decode(reply.tokens(), true).split("\n")) {
                // a wording that lost a name of the question, or won one, is about something else
                if (!line.isBlank()
                        && line.length() < MAX_LENGTH
                        && Contrast.names(List.of(line)).equals(names)) {
                    own.add(line.strip());
                }
            }
        }
        return own;
    }
}
