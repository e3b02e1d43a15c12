package dev.autodidact.seed;

/** The two halves of the open vocabulary: one name in ten is kept out of the corpus and serves the exams. */
enum Split {
    TRAIN,
    HELD;

    boolean has(String name) {
        return heldOut(name) == (this == HELD);
    }

    /** Stable over Java versions and case. */
    static boolean heldOut(String name) {
        int hash = 0x811C9DC5;
        String key = name.toLowerCase(java.util.Locale.ROOT);
        for (int i = 0; i < key.length(); i++) {
            hash = (hash ^ key.charAt(i)) * 0x01000193;
        }
        return Math.floorMod(hash ^ (hash >>> 15), 10) == 0;
    }
}
