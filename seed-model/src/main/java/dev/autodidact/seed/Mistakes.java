package dev.autodidact.seed;

import java.util.random.RandomGenerator;

/** Broken tool calls, shown but never trained on, and the error that says what is wrong. */
final class Mistakes {

    private Mistakes() {}

    static String broken(String call, RandomGenerator random) {
        return switch (random.nextInt(4)) {
            case 0 -> call.replace("]}}</tool_call>", "]}</tool_call>");
            case 1 -> call.replaceFirst("\"rows\"", "\"row\"");
            case 2 -> call.substring(0, call.length() * 2 / 3) + "</tool_call>";
            default -> call.replaceFirst(",\"a\":", ",");
        };
    }

    static String error() {
        return "{\"error\":\"malformed call, write it again\"}";
    }
}
