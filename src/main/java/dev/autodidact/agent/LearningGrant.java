package dev.autodidact.agent;

/** Whether the caller of the present turn may change weights; a turn that nobody bound belongs to the runtime itself. */
public final class LearningGrant {

    private static final ScopedValue<Boolean> GRANTED = ScopedValue.newInstance();

    private LearningGrant() {}

    /** What runs under a grant. */
    public interface Work<T> {
        T run() throws InterruptedException;
    }

    /** Runs something on this thread with learning granted or not. */
    public static <T> T with(boolean granted, Work<T> work) throws InterruptedException {
        return ScopedValue.where(GRANTED, granted).call(work::run);
    }

    static boolean granted() {
        return GRANTED.orElse(true);
    }
}
