package dev.autodidact.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;

/**
 * An agent in the HTTP contract.
 *
 * @param id its id
 * @param name its name for people
 * @param model the base model's id
 * @param adapter the adapter version it answers with, null for the bare base model
 * @param capacity what that version holds: items, LoRA rank, earlier answers right of those asked; null where its receipt
 *     does not say
 * @param generation grows with every switch of the version
 * @param items items ever taught to it
 * @param trustedOrigins untrusted origins that may teach it without being looked at
 * @param conversations conversations it had
 * @param messages messages in them
 * @param created when it was made
 */
public record AgentView(
        String id,
        String name,
        String model,
        String adapter,
        JsonNode capacity,
        long generation,
        long items,
        @JsonProperty("trusted_origins") List<String> trustedOrigins,
        long conversations,
        long messages,
        Instant created) {}
