package dev.autodidact.model;

/** Number format of the base weights and activations. Adapters, optimiser state and loss are always f32. */
public enum Precision {
    /** IEEE single: exactness tests and golden comparisons. */
    F32,
    /** bfloat16: training, scoring and batched decode. */
    BF16,
    /** IEEE half: single-stream decode on CPU, bound by memory bandwidth. */
    F16;

    /** Number of the format in the script's dialect. */
    int scriptType() {
        return switch (this) {
            case F32 -> 6;
            case BF16 -> 15;
            case F16 -> 5;
        };
    }

    /** Name of the script method that casts a list of tensors to this format. */
    String castMethod() {
        return switch (this) {
            case F32 -> "to_f32";
            case BF16 -> "to_bf16";
            case F16 -> "to_f16";
        };
    }
}
