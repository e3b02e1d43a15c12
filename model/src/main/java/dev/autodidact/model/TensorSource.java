package dev.autodidact.model;

/** Where the values of a model's tensors come from. */
interface TensorSource {
    /** Most values that are asked for at once. */
    int CHUNK = 1 << 24;

    /** {@code count} values of a tensor in f32, row-major, from the given one on. */
    float[] values(Weights.Slot slot, long from, int count);

    /** Values held in memory, one array per tensor in weight order. */
    static TensorSource of(ModelConfig config, java.util.List<float[]> values) {
        java.util.Map<String, float[]> byName = new java.util.HashMap<>();
        for (Weights.Slot slot : Weights.slots(config)) {
            byName.put(slot.name(), values.get(byName.size()));
        }
        return (slot, from, count) -> {
            float[] all = byName.get(slot.name());
            return count == all.length ? all : java.util.Arrays.copyOfRange(all, (int) from, (int) from + count);
        };
    }
}
