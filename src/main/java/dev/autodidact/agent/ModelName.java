package dev.autodidact.agent;

import dev.autodidact.sft.AdapterStore;

/**
 * A model by name: {@code <base>}, {@code <base>@<adapter version>}, either with {@code +<policy version>} behind it.
 *
 * @param base the base model's id
 * @param adapter the adapter version, null for the bare base model
 * @param policy the policy that is stacked under it to write a self-edit, null for none
 */
public record ModelName(String base, String adapter, String policy) {

    /** Without a policy. */
    public ModelName(String base, String adapter) {
        this(base, adapter, null);
    }

    /** The same model with a policy under it. */
    ModelName under(String version) {
        return new ModelName(base, adapter, version);
    }

    /**
     * Reads a name.
     *
     * @throws IllegalArgumentException where what follows the @ is no adapter version
     */
    public static ModelName parse(String text) {
        int plus = text.lastIndexOf('+');
        if (plus >= 0 && AdapterStore.isVersion(text.substring(plus + 1))) {
            return parse(text.substring(0, plus)).under(text.substring(plus + 1));
        }
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
        return base + (adapter == null ? "" : "@" + adapter) + (policy == null ? "" : "+" + policy);
    }
}
