package dev.autodidact.memory;

/**
 * How far the search index has come.
 *
 * @param state what it is doing
 * @param applied the revision that it holds
 * @param latest the revision of the database when it last looked
 * @param entries entries that can be found
 * @param done share of the work in hand, 0 to 1
 * @param problem what went wrong last, or null
 */
public record IndexStatus(State state, long applied, long latest, int entries, double done, String problem) {

    /** What the index is doing. */
    public enum State {
        /** Not opened yet. */
        CLOSED,
        /** Made anew from the database; searches find what is in it so far. */
        REBUILDING,
        /** Following the database. */
        READY,
        /** The database or the disk refuses; it tries again. */
        STUCK
    }

    /** {@link #done} in percent; 100 only where all is done. */
    public int percent() {
        return (int) Math.floor(done * 100);
    }
}
