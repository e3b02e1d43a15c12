package dev.autodidact.seed;

import java.util.ArrayList;
import java.util.List;

/** A training conversation in ChatML. */
public record Document(List<Message> messages) {

    /** Closes every message. */
    public static final String END = "<|im_end|>";

    public Document {
        messages = List.copyOf(messages);
    }

    /** The whole conversation as the seed model's chat template renders it. */
    public String text() {
        return render(messages);
    }

    /** The prompt that lets the assistant answer: the messages and the opening of an assistant message. */
    public static String prompt(List<Message> messages) {
        return render(messages) + Role.ASSISTANT.opening();
    }

    /** The text cut at the borders of trained and untrained parts; the borders are always next to a marker token. */
    public List<Span> spans() {
        List<Span> spans = new ArrayList<>();
        StringBuilder given = new StringBuilder();
        for (Message message : messages) {
            given.append(message.role().opening());
            if (message.target()) {
                spans.add(new Span(given.toString(), 0f));
                given.setLength(0);
                spans.add(new Span(message.text() + END, 1f));
            } else {
                given.append(message.text()).append(END);
            }
            given.append('\n');
        }
        spans.add(new Span(given.toString(), 0f));
        return spans;
    }

    private static String render(List<Message> messages) {
        StringBuilder text = new StringBuilder();
        for (Message message : messages) {
            text.append(message.role().opening())
                    .append(message.text())
                    .append(END)
                    .append('\n');
        }
        return text.toString();
    }
}
