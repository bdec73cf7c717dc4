package io.craton.hsm.ops.jmx;

/** {@code craton:type=Cluster}: the whole cluster, and what the source of every notification is. */
public interface ClusterMXBean {
    String getName();

    /** The node that answers. */
    String getNode();

    boolean isQuorumAvailable();

    /** How many more nodes may fail; below 0 when too few answer. */
    int getFailureTolerance();

    /** The same in words. */
    String getFailureToleranceWords();

    int getVoters();

    /** Versions beyond the first among the nodes that answer. */
    int getVersionSkew();

    /** Makes {@code node} lead {@code group}; takes seconds. Needs the permission to operate nodes. */
    void transferLeadership(String group, String node);

    /** Has {@code node} lead nothing, or lead again. Needs the permission to operate nodes. */
    void drain(String node, boolean draining);
}
