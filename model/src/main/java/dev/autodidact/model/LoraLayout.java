package dev.autodidact.model;

/** Where the parts of a LoRA adapter lie in its flat array: per layer and linear A [R, in], then B [out, R]. */
final class LoraLayout {
    private LoraLayout() {}

    /** Adapter size per unit of rank: Σ (in + out) over all linear layers. */
    static long unit(ModelConfig c) {
        long sum = 0;
        for (int[] shape : c.linearShapes()) {
            sum += shape[0] + shape[1];
        }
        return sum * c.layers();
    }

    /** Number of values of an adapter of rank R. */
    static int size(ModelConfig c, int rank) {
        return Math.toIntExact(unit(c) * rank);
    }

    /** One part of an adapter: tensor name in PEFT's convention, shape, and offset in the flat array. */
    record Part(String name, int layer, int linear, boolean isB, int rows, int columns, int offset) {
        int length() {
            return rows * columns;
        }
    }

    /** For each value of an adapter whether it belongs to one of the named linear layers. */
    static boolean[] moving(ModelConfig c, int rank, java.util.Set<String> linears) {
        java.util.Set<Integer> chosen = new java.util.HashSet<>();
        for (String linear : linears) {
            int before = chosen.size();
            for (int j = 0; j < 7; j++) {
                if (ModelConfig.LINEARS[j].endsWith("." + linear)) {
                    chosen.add(j);
                }
            }
            if (chosen.size() == before) {
                throw new IllegalArgumentException(
                        "'" + linear + "' is none of the linear layers " + String.join(", ", ModelConfig.LINEARS));
            }
        }
        boolean[] moving = new boolean[size(c, rank)];
        for (Part part : parts(c, rank)) {
            if (chosen.contains(part.linear())) {
                java.util.Arrays.fill(moving, part.offset(), part.offset() + part.length(), true);
            }
        }
        return moving;
    }

    /** All parts in storage order. */
    static java.util.List<Part> parts(ModelConfig c, int rank) {
        java.util.List<Part> parts = new java.util.ArrayList<>();
        int[][] shapes = c.linearShapes();
        int offset = 0;
        for (int layer = 0; layer < c.layers(); layer++) {
            for (int j = 0; j < 7; j++) {
                String name = "base_model.model.model.layers." + layer + "." + ModelConfig.LINEARS[j];
                parts.add(new Part(name + ".lora_A.weight", layer, j, false, rank, shapes[j][1], offset));
                offset += rank * shapes[j][1];
                parts.add(new Part(name + ".lora_B.weight", layer, j, true, shapes[j][0], rank, offset));
                offset += rank * shapes[j][0];
            }
        }
        return parts;
    }
}
