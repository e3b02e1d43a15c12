package dev.autodidact.model;

/**
 * A text to be continued in a batch with others.
 *
 * @param tenant whose it is; cached prompts are never shared between tenants
 * @param generation prompt, adapter, sampling and bounds
 * @param topLogprobs how many alternatives are told beside each token, at least 0
 * @param constraint which tokens may come, null for all
 */
public record BatchRequest(String tenant, GenerationRequest generation, int topLogprobs, TokenConstraint constraint) {}
