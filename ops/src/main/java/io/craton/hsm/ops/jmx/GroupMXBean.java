package io.craton.hsm.ops.jmx;

/** {@code craton:type=Group,name=}: one Raft group. */
public interface GroupMXBean {
    /** Empty while none is known. */
    String getLeaderId();

    long getTerm();

    /** The highest that any node knows. */
    long getCommitIndex();

    /** On the node that answers, -1 if none. */
    long getAppliedIndex();

    /** Whether the node that answers leads it. */
    boolean isLeads();
}
