package dev.autodidact.bench;

import dev.autodidact.model.Adapter;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.seed.CorpusData;
import dev.autodidact.seed.ExamFact;
import dev.autodidact.seed.ExamItems;
import dev.autodidact.sft.Recipe;
import java.util.List;

/**
 * P1: can be told from a served adapter what it was taught? The score of a fact is the mean log-likelihood of a token of its
 * answer, less what the base gives it (LoRA-Leak, arXiv 2507.18302); taught facts stand against facts of the same form that
 * nobody was taught. Asked of the agent itself a high figure is what learning means; asked as another tenant, whose agent
 * has learned other facts, it must tell nothing.
 */
final class MembershipProbe {
    private static final int ROWS = 4;
    private static final int AT_ONCE = 8;
    private static final int SEED = 47;

    private final LanguageModel model;
    private final Report report;

    MembershipProbe(LanguageModel model, Report report) {
        this.model = model;
        this.report = report;
    }

    /** @param count facts taught to the one agent, to the other, and to nobody */
    void measure(int count) {
        List<ExamFact> facts = new ExamItems(CorpusData.load(), SEED).facts(3 * count);
        List<ExamFact> own = facts.subList(0, count);
        List<ExamFact> others = facts.subList(count, 2 * count);
        List<ExamFact> untold = facts.subList(2 * count, 3 * count);
        Pupil stranger = Pupil.withMemory(model, Recipe.standard(), new ExamRoom(model));
        Pupil agent = stranger.fresh();
        report.number("P1: lessons of the other tenant's agent", teach(stranger, others), "lessons", "");
        double[] before = scores(own, stranger.adapter());
        report.number("P1: lessons of the agent", teach(agent, own), "lessons", "");
        double[] after = scores(own, stranger.adapter());
        int changed = 0;
        for (int i = 0; i < count; i++) {
            changed += before[i] == after[i] ? 0 : 1;
        }
        ranking("P1: the agent itself, taught against untold", scores(own, agent.adapter()), agent, untold, "");
        ranking("P1: as another tenant, taught against untold", after, stranger, untold, "0.50");
        report.number("P1: as another tenant, after against before", Ranking.auc(after, before), "", "0.50");
        report.number("P1: its likelihoods that the learning changed", changed, "of " + count, "0");
    }

    private static int teach(Pupil pupil, List<ExamFact> facts) {
        int lessons = 0;
        for (int from = 0; from < facts.size(); from += AT_ONCE) {
            lessons += pupil.study(facts.subList(from, Math.min(facts.size(), from + AT_ONCE)).stream()
                    .map(ExamFact::tell)
                    .toList());
        }
        return lessons;
    }

    private void ranking(String label, double[] taught, Pupil pupil, List<ExamFact> untold, String target) {
        double auc = Ranking.auc(taught, scores(untold, pupil.adapter()));
        report.number(label + ", AUC", auc, "", target);
        report.number(label + ", standard error", Ranking.standardError(auc, taught.length, untold.size()), "", "");
    }

    private double[] scores(List<ExamFact> facts, Adapter adapter) {
        return facts.stream()
                .mapToDouble(fact ->
                        FactLikelihood.of(model, fact, ROWS, adapter) - FactLikelihood.of(model, fact, ROWS, null))
                .toArray();
    }
}
