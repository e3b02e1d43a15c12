package dev.autodidact.agent;

import dev.autodidact.sft.AdapterStore;

/**
 * A model by name: {@code <base>} or {@code <base>@<adapter version>}.
 *
 * @param base the base model's id
 * @param adapter the adapter version, null for the bare base model
 */
public record ModelName(String base, String adapter) {

    /**
     * Reads a name.
     *
     * @throws IllegalArgumentException where what follows the @ is no adapter version
     */
    public static ModelName parse(String text) {
        int at = text.lastIndexOf('@');
        if (at < 0) {
            return new ModelName(text, null);
        }
        String version = text.substring(at + 1);
        if (!AdapterStore.isVersion(version)) {
            throw new IllegalArgumentException("'" + version + "' is no adapter version (64 hexadecimal digits)");
        }
        return new ModelName(text.substring(0, at), version);
    }

    @Override
    public String toString() {
        return adapter == null ? base : base + "@" + adapter;
    }
}
