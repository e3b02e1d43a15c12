package dev.autodidact.policy;

import java.util.List;

/** Tries self-edits on a student; {@link InnerLoop} in earnest. */
public interface Judge {
    /** One outcome per study, in order. */
    List<InnerOutcome> run(List<Study> studies);

    /** State of the student: rewards earned on another one are stale. */
    String student();
}
