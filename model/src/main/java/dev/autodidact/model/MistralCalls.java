package dev.autodidact.model;

import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Mistral's tool calls as JSON objects: {@code [TOOL_CALLS][{"name":…,"arguments":{…}},…]} of the older templates, and
 * {@code [TOOL_CALLS]name[ARGS]{…}}, repeated, of the newer ones (a {@code [CALL_ID]…} behind the name is passed over).
 */
final class MistralCalls {
    static final String MARK = "[TOOL_CALLS]";

    private static final Pattern NAMED =
            Pattern.compile("\\s*([^\\[\\]{}\\s]+)\\s*(?:\\[CALL_ID\\][^\\[{]*)?(?:\\[ARGS\\])?\\s*(?=\\{)");

    private MistralCalls() {}

    /** The calls' texts; what cannot be taken apart is one text, so that its fault is told. */
    static List<String> split(String reply) {
        List<String> calls = new ArrayList<>();
        int at = 0;
        while (at < reply.length()) {
            if (reply.startsWith(MARK, at)) {
                at += MARK.length();
                continue;
            }
            Matcher named = NAMED.matcher(reply).region(at, reply.length());
            if (Character.isWhitespace(reply.charAt(at)) || "[],;".indexOf(reply.charAt(at)) >= 0) {
                at++;
            } else if (reply.charAt(at) == '{') {
                at = add(calls, "", reply, at);
            } else if (named.lookingAt()) {
                at = add(calls, named.group(1), reply, named.end());
            } else {
                calls.add(reply.substring(at).strip());
                return calls;
            }
        }
        if (calls.isEmpty()) {
            calls.add("");
        }
        return calls;
    }

    private static int add(List<String> calls, String name, String reply, int at) {
        int end = CallJson.endOfObject(reply, at);
        String object = end < 0 ? reply.substring(at) : reply.substring(at, end);
        calls.add(name.isEmpty() ? object : "{\"name\":" + new JsonPrimitive(name) + ",\"arguments\":" + object + "}");
        return end < 0 ? reply.length() : end;
    }
}
