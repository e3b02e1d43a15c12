package dev.autodidact.policy;

import dev.autodidact.model.Adapter;
import dev.autodidact.model.ChatTurn;
import dev.autodidact.model.Completion;
import dev.autodidact.model.EngineThread;
import dev.autodidact.model.GenerationRequest;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.Precision;
import dev.autodidact.model.Sampling;
import dev.autodidact.sft.LedgerRow;
import dev.autodidact.sft.RowPrompts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Lets a policy write self-edits, many at once. */
public final class Writer implements Rollouts {
    private final LanguageModel model;
    private final RowPrompts prompts;
    private final int maxTokens;
    private final int batch;
    private final BaseReplies replies;

    /**
     * @param maxTokens most tokens of one turn
     * @param batch most texts that are written together
     */
    public Writer(LanguageModel model, RowPrompts prompts, int maxTokens, int batch) {
        this.model = model;
        this.prompts = prompts;
        this.maxTokens = maxTokens;
        this.batch = batch;
        this.replies = new BaseReplies(model, prompts);
    }

    @Override
    public List<Draft> write(List<Task> tasks, Adapter policy, double temperature, long seed) {
        List<List<Turn>> turns = new ArrayList<>();
        List<List<String>> replies = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            turns.add(new ArrayList<>());
            replies.add(new ArrayList<>());
        }
        int longest =
                tasks.stream().mapToInt(t -> t.observations().size()).max().orElse(0);
        for (int turn = 0; turn < longest; turn++) {
            List<Integer> open = new ArrayList<>();
            for (int i = 0; i < tasks.size(); i++) {
                if (turn < tasks.get(i).observations().size()) {
                    open.add(i);
                }
            }
            write(tasks, open, turn, policy, temperature, seed, turns, replies);
        }
        List<Draft> drafts = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            drafts.add(new Draft(
                    tasks.get(i),
                    List.copyOf(turns.get(i)),
                    SelfEdit.read(replies.get(i)),
                    policy == null ? Draft.BASE : policy.version()));
        }
        return drafts;
    }

    /** Only for tasks of one observation, and where it is not longer than a turn may be. */
    @Override
    public Draft together(List<Draft> drafts, Adapter policy, int questions) {
        List<Draft> readable =
                drafts.stream().filter(d -> d.edit().fault() == null).toList();
        if (readable.size() < 2 || readable.getFirst().turns().size() != 1) {
            return null;
        }
        List<LedgerRow> rows = Combination.of(readable.stream().map(Draft::edit).toList(), questions);
        Draft draft = rows.isEmpty() ? null : rewritten(readable.getFirst(), List.of(rows));
        if (draft == null) {
            return null;
        }
        Turn turn = draft.turns().getFirst();
        PolicyBatch batch = PolicyBatch.of(draft.turns());
        double[] logProbabilities =
                batch.byTurn(model.targetLogProbabilities(batch.packed(), policy, Precision.BF16))[0];
        return new Draft(
                draft.task(),
                List.of(new Turn(turn.prompt(), turn.tokens(), logProbabilities)),
                draft.edit(),
                draft.policy());
    }

    @Override
    public Draft rewritten(Draft draft, List<List<LedgerRow>> rows) {
        List<Turn> turns = new ArrayList<>();
        List<String> replies = new ArrayList<>();
        for (int i = 0; i < draft.turns().size(); i++) {
            Turn turn = draft.turns().get(i);
            String reply = Combination.reply(model.tokenizer().decode(turn.tokens(), false), rows.get(i));
            int[] tokens = reply == null ? new int[0] : model.tokenizer().encode(reply);
            if (tokens.length == 0 || tokens.length > maxTokens) {
                return null;
            }
            turns.add(new Turn(turn.prompt(), tokens, new double[tokens.length]));
            replies.add(reply);
        }
        return new Draft(draft.task(), turns, SelfEdit.read(replies), draft.policy());
    }

    @Override
    public List<Turn> asBase(List<String> questions) {
        Map<String, String> known = replies.of(questions);
        return questions.stream()
                .filter(known::containsKey)
                .map(q -> {
                    int[] answer = prompts.answer(known.get(q));
                    return new Turn(prompts.prompt(q, 0), answer, new double[answer.length]);
                })
                .toList();
    }

    private void write(
            List<Task> tasks,
            List<Integer> open,
            int turn,
            Adapter policy,
            double temperature,
            long seed,
            List<List<Turn>> turns,
            List<List<String>> replies) {
        List<GenerationRequest> requests = new ArrayList<>();
        for (int i : open) {
            int[] prompt = prompts.prompt(
                    List.of(ChatTurn.user("Learn this document:\n"
                            + tasks.get(i).observations().get(turn))),
                    0);
            Sampling sampling = temperature == 0
                    ? Sampling.greedy()
                    : new Sampling(temperature, 1, seed * 1_000_003 + i * 131L + turn);
            requests.add(new GenerationRequest(
                    prompt, policy, sampling, maxTokens, model.config().eosIds()));
        }
        List<Completion> completions = generated(requests);
        for (int j = 0; j < open.size(); j++) {
            int[] chosen = completions.get(j).tokens();
            replies.get(open.get(j)).add(model.tokenizer().decode(chosen, false));
            double[] logProbabilities = completions.get(j).logProbabilities();
            int[] tokens = logProbabilities.length > chosen.length ? prompts.withEnd(chosen) : chosen;
            turns.get(open.get(j))
                    .add(new Turn(
                            requests.get(j).prompt(),
                            Arrays.copyOf(tokens, logProbabilities.length),
                            logProbabilities));
        }
    }

    /** In parts that two cores can share; what is written hangs on the parts, not on the cores. */
    private List<Completion> generated(List<GenerationRequest> requests) {
        List<Supplier<List<Completion>>> parts = Parts.of(requests, batch).stream()
                .<Supplier<List<Completion>>>map(part -> () -> model.generate(part, Precision.BF16))
                .toList();
        return EngineThread.all(parts).stream().flatMap(List::stream).toList();
    }
}
