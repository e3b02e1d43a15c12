package dev.autodidact.seed;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Makes exams whose names never occur in the corpus. The same seed gives the same items; each exam draws from its own
 * stream, so that the order of the calls does not matter.
 */
public final class ExamItems {

    private final CorpusData data;
    private final long seed;
    private final FactPicker picker;
    private final Talk talk;

    public ExamItems(CorpusData data, long seed) {
        this.data = data;
        this.seed = seed;
        this.picker = new FactPicker(data, Split.HELD);
        this.talk = new Talk(data);
    }

    private RandomGenerator random(String exam) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed * 31 + exam.hashCode());
    }

    /** Facts about the user, persons and things, of listed and generic relations; none answers for another. */
    public List<ExamFact> facts(int count) {
        RandomGenerator random = random("facts");
        List<Fact> facts = new ArrayList<>();
        while (facts.size() < count) {
            Fact fact = picker.fact(random);
            boolean alone = fact.entity() instanceof Entity.None
                    || fact.relation().subjects().equals(List.of("self"));
            if (!alone && picker.free(facts, fact.relation(), fact.entity())) {
                facts.add(fact);
            }
        }
        return facts.stream().map(fact -> examFact(fact, facts, random)).toList();
    }

    private ExamFact examFact(Fact fact, List<Fact> all, RandomGenerator random) {
        Relation relation = fact.relation();
        return new ExamFact(
                relation.topic(),
                fact.value(),
                fact.tell(0) + ".",
                statement(fact, Pick.one(random, relation.heldTells())),
                fact.questions(),
                relation.heldAsks().stream().map(fact::question).toList(),
                question(unknown(all, () -> picker.sameRelation(fact, random)), random, false),
                question(unknown(all, () -> picker.sameEntity(fact, random)), random, false),
                question(unknown(all, () -> anything(random)), random, false));
    }

    private FactPicker.Question anything(RandomGenerator random) {
        Fact other = picker.fact(random);
        return new FactPicker.Question(other.relation(), other.entity());
    }

    private FactPicker.Question unknown(List<Fact> facts, java.util.function.Supplier<FactPicker.Question> draw) {
        while (true) {
            FactPicker.Question question = draw.get();
            if (question != null && picker.free(facts, question.relation(), question.entity())) {
                return question;
            }
        }
    }

    /** Facts told in the same conversation and a question that they answer. */
    public List<ExamItem> context(int count, int low, int high, boolean held) {
        String exam = "context " + span(low, high) + phrasing(held);
        RandomGenerator random = random(exam);
        return items(count, () -> {
            List<Fact> facts = picker.facts(Pick.between(random, low, high), random);
            Fact asked = Pick.one(random, facts);
            String question = question(new FactPicker.Question(asked.relation(), asked.entity()), random, held);
            return item(exam, told(facts, question, random), asked.value());
        });
    }

    /** Facts told in the same conversation and a question that they do not answer. */
    public List<ExamItem> distractors(int count, int low, int high, boolean held) {
        String exam = "distractors " + span(low, high) + phrasing(held);
        RandomGenerator random = random(exam);
        return items(count, () -> {
            List<Fact> facts = picker.facts(Pick.between(random, low, high), random);
            String question = question(picker.unanswered(facts, random), random, held);
            return item(exam, told(facts, question, random), Conversation.UNKNOWN);
        });
    }

    /** The facts and the question in one message, as a passage, or in turns. */
    private List<Message> told(List<Fact> facts, String question, RandomGenerator random) {
        String sentences = talk.passage(facts, random, " ");
        return switch (random.nextInt(3)) {
            case 0 -> List.of(Message.user(sentences + " " + question));
            case 1 -> List.of(Message.user("Context: " + sentences + "\nQuestion: " + question));
            default -> List.of(Message.user(sentences), Message.assistant("OK."), Message.user(question));
        };
    }

    /** Questions about what was never told, without context. */
    public List<ExamItem> unknown(int count, boolean held) {
        String exam = "unknown" + phrasing(held);
        RandomGenerator random = random(exam);
        return items(count, () -> {
            List<Message> prompt = new ArrayList<>();
            if (random.nextBoolean()) {
                prompt.add(Message.system(Conversation.system("", Conversation.Tools.LEARN)));
            }
            prompt.add(Message.user(question(anything(random), random, held)));
            return item(exam, prompt, Conversation.UNKNOWN);
        });
    }

    /** Told facts with the learn tool listed: the reply must be a call whose rows are right. */
    public List<ExamItem> learnCalls(int count, int facts, boolean held) {
        String exam = "learn " + facts + (held ? ", held form" : ", trained form");
        RandomGenerator random = random(exam);
        return items(count, () -> {
            List<Fact> told = picker.facts(facts, random);
            String tools =
                    Conversation.system("", Pick.of(random, Conversation.Tools.LEARN, Conversation.Tools.LEARN_RECALL));
            List<Message> prompt = List.of(Message.system(tools), Message.user(telling(told, held, random)));
            return new ExamItem(
                    exam, prompt, List.of(), told.stream().map(this::rows).toList());
        });
    }

    private String telling(List<Fact> facts, boolean held, RandomGenerator random) {
        if (!held) {
            String form = Pick.of(random, "{}", "Please learn: {}", "Remember this: {}");
            return form.replace("{}", talk.passage(facts, random, " "));
        }
        String wrapper = Pick.one(random, talk.wrappers().heldTell());
        List<String> statements = new ArrayList<>();
        for (Fact fact : facts) {
            String tell = Pick.one(random, fact.relation().heldTells());
            statements.add(Phrasing.fill(tell, fact.relation(), fact.entity(), fact.value(), false));
        }
        return Talk.wrap(wrapper, String.join(" and ", statements), Style.PLAIN, ".");
    }

    private Set<ExamRow> rows(Fact fact) {
        Set<ExamRow> rows = new HashSet<>();
        fact.questions().forEach(question -> rows.add(new ExamRow(question, fact.value())));
        ToolCall.Row backwards = LearnRows.backwards(fact);
        rows.add(new ExamRow(backwards.question(), backwards.answer()));
        return rows;
    }

    /** A question, the assistant's recall call and results that hold the answer or do not. */
    public List<ExamItem> recall(int count, boolean found) {
        String exam = found ? "recall, found" : "recall, not found";
        RandomGenerator random = random(exam);
        RecallTurns turns = new RecallTurns(picker);
        return items(count, () -> {
            Conversation conversation = Conversation.open(Conversation.Tools.LEARN_RECALL, data, random);
            Fact fact = picker.fact(random);
            conversation.user(
                    fact.question(random.nextInt(fact.relation().asks().size())));
            turns.append(conversation, fact, found, random);
            List<Message> messages = conversation.messages();
            return item(exam, messages.subList(0, messages.size() - 1), found ? fact.value() : Conversation.UNKNOWN);
        });
    }

    /** Facts of the world in one phrasing each; at most count of them. */
    public List<ExamItem> world(int count, boolean held) {
        String exam = "world" + phrasing(held);
        RandomGenerator random = random(exam);
        return Pick.shuffled(random, data.worldFacts()).stream()
                .limit(count)
                .map(fact -> {
                    String ask = Pick.one(random, held ? fact.held() : fact.asks());
                    return item(exam, List.of(Message.user(Phrasing.capital(ask) + Talk.mark(ask))), fact.value());
                })
                .toList();
    }

    /** All sums of two digits, in turn. */
    public List<ExamItem> sums(boolean held) {
        List<ExamItem> items = new ArrayList<>();
        for (int pair = 0; pair < 100; pair++) {
            int a = pair / 10;
            int b = pair % 10;
            String form = held ? SumsWriter.HELD_PLUS[pair % SumsWriter.HELD_PLUS.length] : "what is {a} + {b}";
            String ask = Phrasing.capital(SumsWriter.fill(form, a, b)) + "?";
            items.add(item("sums" + phrasing(held), List.of(Message.user(ask)), String.valueOf(a + b)));
        }
        return items;
    }

    /** Held-out names to repeat. */
    public List<ExamItem> copies(int count, boolean held) {
        String exam = "copy" + phrasing(held);
        RandomGenerator random = random(exam);
        return items(count, () -> {
            String name = Pick.chance(random, 0.3)
                    ? data.names().mixed(random, Split.HELD)
                    : data.names().name(random, Split.HELD);
            String form = held ? Pick.of(random, CopyWriter.HELD_FORMS) : "Repeat: {}";
            return item(exam, List.of(Message.user(form.replace("{}", name))), name);
        });
    }

    /** Small talk and requests that it cannot fulfil, with tools listed: one of the friendly replies is right. */
    public List<ExamItem> requests(int count, boolean held) {
        String exam = "requests" + phrasing(held);
        RandomGenerator random = random(exam);
        return items(count, () -> {
            SmallTalk talk = Pick.one(random, data.smallTalk());
            Message system = Message.system(Conversation.system("", Conversation.Tools.LEARN_RECALL));
            Message user = Message.user(talk.say(held ? talk.held() : talk.says(), random));
            return new ExamItem(exam, List.of(system, user), talk.replies(), List.of());
        });
    }

    private String question(FactPicker.Question question, RandomGenerator random, boolean held) {
        Relation relation = question.relation();
        return Fact.question(
                relation, question.entity(), Pick.one(random, held ? relation.heldAsks() : relation.asks()));
    }

    private static String statement(Fact fact, String tell) {
        return Phrasing.sentence(tell, fact.relation(), fact.entity(), fact.value(), false) + ".";
    }

    private static ExamItem item(String exam, List<Message> prompt, String gold) {
        return new ExamItem(exam, prompt, List.of(gold), List.of());
    }

    private static List<ExamItem> items(int count, java.util.function.Supplier<ExamItem> draw) {
        List<ExamItem> items = new ArrayList<>();
        while (items.size() < count) {
            items.add(draw.get());
        }
        return items;
    }

    private static String span(int low, int high) {
        return low == high ? String.valueOf(low) : low + "-" + high;
    }

    private static String phrasing(boolean held) {
        return held ? ", held phrasing" : ", trained phrasing";
    }
}
