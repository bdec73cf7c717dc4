package io.craton.hsm.actors.admin;

import java.util.List;
import java.util.Optional;

/**
 * A node at one instant, as it says itself. Names no token, no label and no key.
 *
 * @param uptimeSeconds since its process started
 * @param serving whether it answers PKCS#11 requests now
 * @param draining whether it has been told to lead nothing
 * @param certificates the ones it shows to others
 * @param counters what its gateway has counted
 * @param operations what its sessions have done since it started to serve
 */
public record NodeDescription(
        String node,
        String version,
        long uptimeSeconds,
        boolean serving,
        boolean draining,
        List<Group> groups,
        List<Certificate> certificates,
        List<Backend> backends,
        List<Counter> counters,
        List<OperationUse> operations) {
    public NodeDescription {
        groups = List.copyOf(groups);
        certificates = List.copyOf(certificates);
        backends = List.copyOf(backends);
        counters = List.copyOf(counters);
        operations = List.copyOf(operations);
    }

    /** Likewise, of a node whose sessions have done nothing yet. */
    public NodeDescription(
            String node,
            String version,
            long uptimeSeconds,
            boolean serving,
            boolean draining,
            List<Group> groups,
            List<Certificate> certificates,
            List<Backend> backends,
            List<Counter> counters) {
        this(node, version, uptimeSeconds, serving, draining, groups, certificates, backends, counters, List.of());
    }

    /**
     * One Raft group as the node's replica sees it.
     *
     * @param committedIndex last log index known to be on a majority, -1 if none
     * @param appliedIndex last log index applied here, -1 if none
     * @param alive false when the replica has stopped for good
     */
    public record Group(
            String name,
            Role role,
            long term,
            Optional<String> leader,
            long committedIndex,
            long appliedIndex,
            boolean alive) {}

    /** What a replica is in its group. */
    public enum Role {
        LEADER,
        /** Leads, and has not yet applied everything of the terms before. */
        LEADER_NOT_READY,
        FOLLOWER,
        CANDIDATE,
        OTHER
    }

    /**
     * A certificate in use.
     *
     * @param use what it is shown for, for instance {@code node} or {@code admin}
     * @param notAfterMillis the end of its validity, since the epoch
     */
    public record Certificate(String use, long notAfterMillis) {}

    /**
     * A backend of cryptography and its self-tests.
     *
     * @param version empty where it could not be loaded
     * @param usable whether it passed and operations are routed to it
     * @param detail one line: that it passed, or why it is not used
     * @param testedMillis when its tests began, since the epoch
     * @param tests in the order they ran; empty where it could not be loaded
     */
    public record Backend(
            String name, String version, boolean usable, String detail, long testedMillis, List<SelfTest> tests) {
        public Backend {
            tests = List.copyOf(tests);
        }
    }

    /**
     * One known answer that a backend was asked for.
     *
     * @param source where the answer is printed
     */
    public record SelfTest(String name, String source, boolean passed, long micros) {}

    /** A number that only grows, or one that tells how many there are now. */
    public record Counter(String name, long value) {}
}
