package dev.autodidact.web;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.autodidact.sft.AdapterComparison;
import java.util.List;

/**
 * One adapter version in full.
 *
 * @param adapter what the list shows too
 * @param items the taught items in its weights, in order
 * @param layers what it does to each linear layer; null where it was erased
 * @param curve its training curve, or null
 */
public record AdapterDetailView(
        @JsonUnwrapped AdapterView adapter,
        List<LedgerView> items,
        List<AdapterComparison.LayerUpdate> layers,
        @JsonRawValue String curve) {}
