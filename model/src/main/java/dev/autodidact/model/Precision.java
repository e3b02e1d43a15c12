package dev.autodidact.model;

/** Number format of the base weights and activations. Adapters, optimiser state and loss are always f32. */
public enum Precision {
    /** IEEE single: exactness tests and golden comparisons. */
    F32,
    /** bfloat16: training, scoring and batched decode. */
    BF16,
    /** IEEE half: single-stream decode on CPU, bound by memory bandwidth. */
    F16;

    /**
     * The format for batches on this machine: bf16 where the processor multiplies it itself (AMX, AVX-512 BF16), which
     * {@code /proc/cpuinfo} tells, else f32. With those instructions a batch costs about as much as a single row.
     */
    public static Precision forBatches() {
        try {
            String flags = java.nio.file.Files.readString(java.nio.file.Path.of("/proc/cpuinfo"));
            return flags.contains("avx512_bf16") || flags.contains("amx_bf16") ? BF16 : F32;
        } catch (java.io.IOException e) {
            return F32; // not Linux
        }
    }

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
