package dev.autodidact.bench;

import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.Precision;
import dev.autodidact.seed.CorpusData;
import dev.autodidact.seed.ExamItem;
import dev.autodidact.seed.ExamItems;
import dev.autodidact.seed.ExamRow;
import dev.autodidact.seed.LearnReply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the seed model can do before it has learned anything: {@code BaseBench modelFolder resultsFolder [n] [seed]}.
 * Names never occur in the corpus; wrong replies are written to {@code base-wrong.txt} in the results folder.
 */
public final class BaseBench {
    private BaseBench() {}

    /** Entry point; see the class. */
    public static void main(String[] args) throws IOException {
        Path results = Path.of(args[1]);
        int n = args.length > 2 ? Integer.parseInt(args[2]) : 200;
        long seed = args.length > 3 ? Long.parseLong(args[3]) : 7;
        try (LanguageModel model = LanguageModel.load(Path.of(args[0]))) {
            model.prepare(Precision.BF16);
            ExamItems exams = new ExamItems(CorpusData.load(), seed);
            ExamRoom room = new ExamRoom(model);
            Report report = new Report("base", seed);
            report.fact("model", model.hash());
            List<String> wrong = new ArrayList<>();
            report.share("context 1 fact", room.sit(exams.context(n, 1, 1, false), null, wrong), ">= 0.98");
            report.share("context 2-3 facts", room.sit(exams.context(n, 2, 3, false), null, wrong), ">= 0.90");
            report.share("context 4-8 facts", room.sit(exams.context(n, 4, 8, false), null, wrong), ">= 0.80");
            report.share("context 1 fact, held-out phrasing", room.sit(exams.context(n, 1, 1, true), null, wrong), "");
            report.share(
                    "context 2-3 facts, held-out phrasing", room.sit(exams.context(n, 2, 3, true), null, wrong), "");
            report.share(
                    "context 4-8 facts, held-out phrasing", room.sit(exams.context(n, 4, 8, true), null, wrong), "");
            report.share(
                    "distractors 1-3 facts: unknown",
                    room.sit(exams.distractors(n, 1, 3, false), null, wrong),
                    ">= 0.85");
            report.share(
                    "distractors 4-8 facts: unknown", room.sit(exams.distractors(n, 4, 8, false), null, wrong), "");
            report.share("unknown, no context", room.sit(exams.unknown(n, false), null, wrong), ">= 0.97");
            report.share("unknown, held-out phrasing", room.sit(exams.unknown(n, true), null, wrong), ">= 0.85");
            learnCalls(report, room, exams, n, 1, false, ">= 0.97", wrong);
            learnCalls(report, room, exams, n, 2, false, ">= 0.90", wrong);
            learnCalls(report, room, exams, n, 1, true, "", wrong);
            report.share("recall result used", room.sit(exams.recall(n, true), null, wrong), "");
            report.share("recall result without answer", room.sit(exams.recall(n, false), null, wrong), "");
            report.share("world facts", room.sit(exams.world(n, false), null, wrong), "");
            report.share("world facts, held-out phrasing", room.sit(exams.world(n, true), null, wrong), "");
            report.share("one-digit sums", room.sit(exams.sums(false), null, wrong), ">= 0.95");
            report.share("one-digit sums, held-out phrasing", room.sit(exams.sums(true), null, wrong), "");
            report.share("copy a name", room.sit(exams.copies(n, false), null, wrong), "");
            report.share("small talk and requests", room.sit(exams.requests(n, false), null, wrong), "");
            report.share("small talk and requests, held out", room.sit(exams.requests(n, true), null, wrong), "");
            report.write(results);
            Files.write(results.resolve("base-wrong.txt"), wrong);
        }
    }

    /** A call is valid if it parses and follows the schema; right if every row is true and each fact has one. */
    private static void learnCalls(
            Report report,
            ExamRoom room,
            ExamItems exams,
            int n,
            int facts,
            boolean held,
            String target,
            List<String> wrong) {
        List<ExamItem> items = exams.learnCalls(n, facts, held);
        List<String> replies = room.ask(items.stream().map(ExamItem::text).toList(), null, 320);
        Share valid = new Share(0, 0);
        Share right = new Share(0, 0);
        Share rows = new Share(0, 0);
        for (int i = 0; i < items.size(); i++) {
            valid = valid.plus(LearnReply.parse(replies.get(i)).valid());
            right = right.plus(items.get(i).accepts(replies.get(i)));
            for (ExamRow row : LearnReply.parse(replies.get(i)).rows()) {
                rows = rows.plus(items.get(i).acceptsRow(row));
            }
            if (!items.get(i).accepts(replies.get(i))) {
                wrong.add(items.get(i).exam() + ": " + items.get(i).text().replace("\n", "\\n") + " => "
                        + replies.get(i));
            }
        }
        String name = "learn call, " + facts + (facts == 1 ? " fact" : " facts") + (held ? ", held-out telling" : "");
        report.share(name + ": valid", valid, held ? "" : ">= 0.99");
        report.share(name + ": rows exact", rows, "");
        report.share(name + ": right", right, target);
    }
}
