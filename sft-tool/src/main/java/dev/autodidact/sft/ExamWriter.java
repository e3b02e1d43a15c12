package dev.autodidact.sft;

import dev.autodidact.model.LanguageModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Exam questions that a model from elsewhere writes by prompt, while the source is before it. A question counts only where
 * the source holds its answer word for word, so that the exam asks for what was taught and not for what the writer made up.
 * Greedy with the adapter off, so that the same source always gives the same exam.
 */
final class ExamWriter {
    private static final int MOST = 8;
    private static final int KEPT = 512;

    private final PromptedEdit writer;
    private final Map<String, List<LedgerRow>> known = new Recent<>(KEPT);

    ExamWriter(LanguageModel model) {
        this.writer = new PromptedEdit(model);
    }

    /** The questions about a source, at most eight; none where the model wrote none that can be used. */
    synchronized List<LedgerRow> of(String source) {
        return known.computeIfAbsent(
                source, s -> usable(s, writer.write(EditForm.exam(), s, null).rows()));
    }

    /** Questions whose answer the source holds and whose wording does not give it away. */
    static List<LedgerRow> usable(String source, List<LedgerRow> written) {
        String told = Contrast.padded(source);
        List<LedgerRow> usable = new ArrayList<>();
        for (LedgerRow row : written) {
            String answer = Contrast.padded(row.a());
            if (!answer.isBlank()
                    && told.contains(answer)
                    && !Contrast.padded(row.q()).contains(answer)
                    && usable.size() < MOST) {
                usable.add(row);
            }
        }
        return List.copyOf(usable);
    }
}
