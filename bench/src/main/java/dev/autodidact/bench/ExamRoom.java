package dev.autodidact.bench;

import dev.autodidact.model.Adapter;
import dev.autodidact.model.Completion;
import dev.autodidact.model.GenerationRequest;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.Precision;
import dev.autodidact.model.Sampling;
import dev.autodidact.seed.ExamItem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Asks the model; greedy, in batches of neighbours in length. */
final class ExamRoom {
    private static final int BATCH = 64;

    private final LanguageModel model;

    ExamRoom(LanguageModel model) {
        this.model = model;
    }

    /** The replies to rendered prompts, in order. */
    List<String> ask(List<String> prompts, Adapter adapter, int maxTokens) {
        List<int[]> encoded = prompts.stream().map(model.tokenizer()::encode).toList();
        List<Integer> order = IntStream.range(0, prompts.size())
                .boxed()
                .sorted(Comparator.comparingInt(i -> encoded.get(i).length))
                .toList();
        String[] replies = new String[prompts.size()];
        for (int from = 0; from < order.size(); from += BATCH) {
            List<Integer> some = order.subList(from, Math.min(order.size(), from + BATCH));
            List<GenerationRequest> requests = some.stream()
                    .map(i -> new GenerationRequest(
                            encoded.get(i),
                            adapter,
                            Sampling.greedy(),
                            maxTokens,
                            model.config().eosIds()))
                    .toList();
            List<Completion> completions = model.generate(requests, Precision.BF16);
            for (int j = 0; j < some.size(); j++) {
                replies[some.get(j)] = model.tokenizer()
                        .decode(completions.get(j).tokens(), true)
                        .strip();
            }
        }
        return List.of(replies);
    }

    /** Share of the items answered right. */
    Share sit(List<ExamItem> items, Adapter adapter) {
        return sit(items, adapter, null);
    }

    /** The same; wrong replies are added to {@code wrong} for the eye. */
    Share sit(List<ExamItem> items, Adapter adapter, List<String> wrong) {
        List<String> prompts = new ArrayList<>();
        items.forEach(i -> prompts.add(i.text()));
        List<String> replies = ask(prompts, adapter, 240);
        Share share = new Share(0, 0);
        for (int i = 0; i < items.size(); i++) {
            boolean right = items.get(i).accepts(replies.get(i));
            share = share.plus(right);
            if (!right && wrong != null) {
                wrong.add(items.get(i).exam() + ": " + items.get(i).text().replace("\n", "\\n") + " => "
                        + replies.get(i)
                        + (items.get(i).rows().isEmpty() ? " (" + items.get(i).gold() + ")" : ""));
            }
        }
        return share;
    }
}
