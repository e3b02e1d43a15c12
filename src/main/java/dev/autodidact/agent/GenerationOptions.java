package dev.autodidact.agent;

import dev.autodidact.model.Sampling;
import java.util.List;

/**
 * How an answer is written.
 *
 * @param tenant whose request it is; nothing that is kept between requests is shared between tenants
 * @param sampling how tokens are chosen
 * @param maxTokens how many tokens the answer may have
 * @param stop texts before which the answer ends
 * @param topLogprobs how many alternatives are told beside each token, -1 for no log-probabilities at all
 * @param form what the answer must look like, null for free text
 */
public record GenerationOptions(
        String tenant, Sampling sampling, int maxTokens, List<String> stop, int topLogprobs, AnswerForm form) {

    public GenerationOptions {
        stop = List.copyOf(stop);
    }
}
