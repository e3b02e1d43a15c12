package dev.autodidact.web;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;

/**
 * One adapter version in full.
 *
 * @param adapter what the list shows too
 * @param items the taught items in its weights, in order
 * @param curve its training curve, or null
 */
public record AdapterDetailView(
        @JsonUnwrapped AdapterView adapter,
        List<LedgerView> items,
        @JsonRawValue String curve) {}
