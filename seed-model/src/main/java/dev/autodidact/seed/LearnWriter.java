package dev.autodidact.seed;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Told facts become learn calls; questions and chatter do not. */
final class LearnWriter implements DocumentWriter {

    private static final String[] REASONS = {
        "not acquired", "damaged other facts", "anchors changed", "too many rows", "untrusted source"
    };
    private static final String[] ERRORS = {
        "busy", "queue is full", "learning is switched off", "timeout", "quota is used up"
    };

    private final CorpusData data;
    private final FactPicker picker;
    private final Talk talk;
    private final QuestionTurns questions;
    private final SmallTalkWriter smallTalk;
    private final double oneFact;
    private final double usual;

    /**
     * @param oneFact share of calls with a single fact
     * @param usual share of the calls whose rows are a few questions for each fact
     */
    LearnWriter(CorpusData data, FactPicker picker, Talk talk, double oneFact, double usual) {
        this.data = data;
        this.picker = picker;
        this.talk = talk;
        this.questions = new QuestionTurns(data, picker, talk);
        this.smallTalk = new SmallTalkWriter(data);
        this.oneFact = oneFact;
        this.usual = usual;
    }

    @Override
    public Document write(RandomGenerator random) {
        Conversation conversation = Conversation.openLearning(data, random);
        int count = Pick.chance(random, oneFact) ? 1 : Pick.chance(random, 0.7) ? 2 : Pick.between(random, 3, 8);
        List<Fact> facts = new ArrayList<>(picker.facts(count, random));
        if (Pick.chance(random, 0.12)) {
            chatter(conversation, facts, random);
        }
        boolean operator = Pick.chance(random, count > 2 ? 0.6 : 0.15);
        conversation.user(operator ? operator(facts, random) : talk.tellAll(facts, random, 0.5));
        boolean published = learn(conversation, facts, random);
        if (published && Pick.chance(random, 0.1)) {
            correct(conversation, facts, random);
        }
        if (Pick.chance(random, 0.08)) {
            smallTalk.append(conversation, random);
        }
        if (Pick.chance(random, 0.2)) {
            questions.append(conversation, facts, Pick.between(random, 1, 3), random);
        }
        return conversation.document();
    }

    /** What must not be learned: small talk and a question about something unknown. */
    private void chatter(Conversation conversation, List<Fact> facts, RandomGenerator random) {
        if (Pick.chance(random, 0.5)) {
            smallTalk.append(conversation, random);
        } else if (!conversation.recalls()) {
            FactPicker.Question open = picker.unanswered(facts, random);
            conversation.user(talk.ask(open.relation(), open.entity(), random)).assistant(Conversation.UNKNOWN);
        }
    }

    private String operator(List<Fact> facts, RandomGenerator random) {
        String form = Pick.one(random, talk.frames().learn());
        String separator = form.contains("\n") && Pick.chance(random, 0.4) ? "\n" : " ";
        String capital = Pick.chance(random, 0.75) ? Phrasing.capital(form) : form;
        return capital.replace("{}", talk.passage(facts, random, separator));
    }

    private void correct(Conversation conversation, List<Fact> facts, RandomGenerator random) {
        int index = random.nextInt(facts.size());
        Fact old = facts.get(index);
        Fact fresh = picker.fact(old.relation(), old.entity(), random);
        facts.set(index, fresh);
        conversation.user(Corrections.tell(old, fresh, index == facts.size() - 1, talk, random));
        learn(conversation, List.of(fresh), random);
    }

    /** The call and what follows; true if it was published. */
    private boolean learn(Conversation conversation, List<Fact> facts, RandomGenerator random) {
        List<ToolCall.Row> rows = LearnRows.draw(facts, usual, random);
        String call = ToolCall.learn(LearnRows.topic(facts), rows);
        if (Pick.chance(random, 0.04)) {
            conversation.mistake(Mistakes.broken(call, random)).tool(Mistakes.error());
        }
        conversation.assistant(call);
        switch (random.nextInt(20)) {
            case 0, 1 -> conversation.tool("{\"status\":\"queued\"}").assistant("I am learning it now.");
            case 2, 3 ->
                conversation
                        .tool("{\"status\":\"rejected\",\"reason\":" + Json.string(Pick.of(random, REASONS)) + "}")
                        .assistant("I could not learn that.");
            case 4 ->
                conversation
                        .tool("{\"error\":" + Json.string(Pick.of(random, ERRORS)) + "}")
                        .assistant("Sorry, I could not learn that.");
            default -> {
                conversation.tool("{\"status\":\"published\",\"acquired\":\"" + acquired(rows.size(), random) + "\"}");
                conversation.assistant(echo(facts));
                return true;
            }
        }
        return false;
    }

    private static String acquired(int rows, RandomGenerator random) {
        int all = Pick.of(random, rows, rows, 4, 6);
        return (Pick.chance(random, 0.7) ? all : Math.max(1, all - 1)) + "/" + all;
    }

    static String echo(List<Fact> facts) {
        return switch (facts.size()) {
            case 1 -> "I learned it: " + facts.getFirst().echo() + ".";
            case 2 ->
                "I learned it: " + facts.getFirst().echo() + " and "
                        + facts.getLast().echo() + ".";
            default -> "I learned " + facts.size() + " facts.";
        };
    }
}
