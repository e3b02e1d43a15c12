package dev.autodidact.seed;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** A conversation under construction. */
final class Conversation {

    /** The tools that the system message lists. */
    enum Tools {
        NONE(""),
        LEARN("tools: learn"),
        LEARN_RECALL("tools: learn, recall");

        private final String line;

        Tools(String line) {
            this.line = line;
        }
    }

    static final String UNKNOWN = "I don't know.";

    private final List<Message> messages = new ArrayList<>();
    private final Tools tools;

    private Conversation(String persona, Tools tools) {
        this.tools = tools;
        String system = system(persona, tools);
        if (!system.isEmpty()) {
            messages.add(Message.system(system));
        }
    }

    static String system(String persona, Tools tools) {
        return persona.isEmpty() || tools == Tools.NONE ? persona + tools.line : persona + "\n" + tools.line;
    }

    static Conversation open(Tools tools, CorpusData data, RandomGenerator random) {
        return new Conversation(Pick.chance(random, 0.25) ? Pick.one(random, data.personas()) : "", tools);
    }

    static Conversation open(String persona, Tools tools) {
        return new Conversation(persona, tools);
    }

    /** With any tools: none, learn, or both. */
    static Conversation open(CorpusData data, RandomGenerator random) {
        return open(tools(random), data, random);
    }

    static Tools tools(RandomGenerator random) {
        return Pick.of(random, Tools.NONE, Tools.NONE, Tools.LEARN, Tools.LEARN_RECALL);
    }

    /** One that lists learn. */
    static Conversation openLearning(CorpusData data, RandomGenerator random) {
        return open(Pick.of(random, Tools.LEARN, Tools.LEARN_RECALL), data, random);
    }

    Tools tools() {
        return tools;
    }

    boolean learns() {
        return tools != Tools.NONE;
    }

    boolean recalls() {
        return tools == Tools.LEARN_RECALL;
    }

    Conversation user(String text) {
        messages.add(Message.user(text));
        return this;
    }

    Conversation assistant(String text) {
        messages.add(Message.assistant(text));
        return this;
    }

    /** An assistant message that is shown but not trained on. */
    Conversation mistake(String text) {
        messages.add(new Message(Role.ASSISTANT, text, false));
        return this;
    }

    Conversation tool(String text) {
        messages.add(Message.tool(text));
        return this;
    }

    List<Message> messages() {
        return messages;
    }

    Document document() {
        return new Document(messages);
    }
}
