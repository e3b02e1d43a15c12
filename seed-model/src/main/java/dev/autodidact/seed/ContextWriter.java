package dev.autodidact.seed;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Facts told by the user, then questions about them: the answer is copied or it is "I don't know." */
final class ContextWriter implements DocumentWriter {

    private static final String[] MEMORY_HEADINGS = {
        "Memory:", "Memory:", "Memory:", "You remember:", "You know:", "Facts:", "Notes:"
    };
    private static final String[] ACKNOWLEDGEMENTS = {"OK.", "OK.", "Noted."};

    private final CorpusData data;
    private final FactPicker picker;
    private final Talk talk;
    private final QuestionTurns questions;
    private final SmallTalkWriter smallTalk;
    private final int low;
    private final int high;

    ContextWriter(CorpusData data, FactPicker picker, Talk talk, int low, int high) {
        this.data = data;
        this.picker = picker;
        this.talk = talk;
        this.questions = new QuestionTurns(data, picker, talk);
        this.smallTalk = new SmallTalkWriter(data);
        this.low = low;
        this.high = high;
    }

    @Override
    public Document write(RandomGenerator random) {
        List<Fact> facts = picker.facts(Pick.between(random, low, high), random);
        int turns = switch (facts.size()) {
            case 1 -> Pick.between(random, 1, 4);
            case 2, 3 -> Pick.between(random, 3, 7);
            default -> Pick.between(random, 4, 8);
        };
        return switch (random.nextInt(16)) {
            case 0 -> memory(facts, turns, random);
            case 1, 2, 3, 4, 5 -> passage(facts, turns, random);
            case 6, 7, 8, 9, 10 -> together(facts, turns, random);
            default -> earlier(facts, turns, random);
        };
    }

    /** Facts and the first question in one message; the question forbids a learn call. */
    private Document together(List<Fact> facts, int turns, RandomGenerator random) {
        Conversation conversation = Conversation.open(data, random);
        QuestionTurns.Turn first = questions.draw(facts, conversation.recalls(), random);
        String told = talk.tellAll(facts, random, conversation.learns() ? 0 : 0.1);
        String joint = told.endsWith(".") || told.endsWith("?")
                ? Pick.of(random, " ", " ", "\n")
                : Pick.of(random, ". ", "\n", ", ");
        conversation.user(told + joint + first.question()).assistant(first.answer());
        questions.append(conversation, facts, turns - 1, random);
        return conversation.document();
    }

    private Document passage(List<Fact> facts, int turns, RandomGenerator random) {
        Conversation conversation = Conversation.open(data, random);
        QuestionTurns.Turn first = questions.draw(facts, conversation.recalls(), random);
        String form = Pick.one(random, talk.frames().passage());
        String passage = talk.passage(facts, random, Pick.chance(random, 0.8) ? " " : "\n");
        String text = (Pick.chance(random, 0.7) ? Phrasing.capital(form) : form)
                .replace("question", Pick.of(random, "Question", "question"))
                .replace("{c}", passage)
                .replace("{q}", first.question());
        conversation.user(text).assistant(first.answer());
        questions.append(conversation, facts, turns - 1, random);
        return conversation.document();
    }

    /** Facts that the system message holds. */
    private Document memory(List<Fact> facts, int turns, RandomGenerator random) {
        String heading = Pick.of(random, MEMORY_HEADINGS) + "\n" + talk.passage(facts, random, "\n");
        Conversation conversation = Conversation.open(heading, Conversation.tools(random));
        questions.append(conversation, facts, turns, random);
        return conversation.document();
    }

    /** Facts in turns of their own, without tools; questions follow or come between. */
    private Document earlier(List<Fact> facts, int turns, RandomGenerator random) {
        Conversation conversation = Conversation.open(Conversation.Tools.NONE, data, random);
        boolean between = facts.size() > 1 && Pick.chance(random, 0.2);
        List<Fact> told = new ArrayList<>();
        int asked = 0;
        while (told.size() < facts.size()) {
            int chunk = Math.min(
                    facts.size() - told.size(), Pick.chance(random, 0.5) ? 1 : Pick.between(random, 1, facts.size()));
            List<Fact> next = facts.subList(told.size(), told.size() + chunk);
            conversation.user(talk.tellAll(next, random, 0.25)).assistant(Pick.of(random, ACKNOWLEDGEMENTS));
            told.addAll(next);
            if (between && asked < turns - 1) {
                questions.append(conversation, told, 1, random);
                asked++;
            }
        }
        if (Pick.chance(random, 0.06)) {
            smallTalk.append(conversation, random);
        }
        if (Pick.chance(random, 0.12)) {
            Fact fresh = correct(conversation, facts, random);
            conversation
                    .user(talk.ask(fresh.relation(), fresh.entity(), random))
                    .assistant(fresh.value());
        }
        questions.append(conversation, facts, Math.max(1, turns - asked), random);
        return conversation.document();
    }

    /** The user takes a value back: the later one holds. */
    private Fact correct(Conversation conversation, List<Fact> facts, RandomGenerator random) {
        int index = random.nextInt(facts.size());
        Fact old = facts.get(index);
        Fact fresh = picker.fact(old.relation(), old.entity(), random);
        facts.set(index, fresh);
        conversation
                .user(Corrections.tell(old, fresh, index == facts.size() - 1, talk, random))
                .assistant(Pick.of(random, ACKNOWLEDGEMENTS));
        return fresh;
    }
}
