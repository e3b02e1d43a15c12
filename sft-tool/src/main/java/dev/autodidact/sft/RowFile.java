package dev.autodidact.sft;

import java.time.Instant;

/**
 * An uploaded file of rows, without its content.
 *
 * @param id its name for calls, {@code file-…}
 * @param tenant whose it is
 * @param agent the only agent whose key sees it, or null for all of the tenant
 * @param name what it was called where it came from
 * @param sizeBytes its size
 * @param rows how many rows it holds
 * @param created when it came
 */
public record RowFile(String id, String tenant, String agent, String name, long sizeBytes, int rows, Instant created) {}
