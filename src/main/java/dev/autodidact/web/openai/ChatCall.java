package dev.autodidact.web.openai;

import dev.autodidact.agent.CompletionRequest;

/**
 * A chat completion as it was asked for.
 *
 * @param request what is to be continued, and how
 * @param answers how many answers, {@code n}
 * @param stream whether they come in pieces
 * @param usageInStream whether the stream ends with what it took
 */
record ChatCall(CompletionRequest request, int answers, boolean stream, boolean usageInStream) {}
