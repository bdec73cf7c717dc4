package io.craton.hsm.ops.status;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One node at one instant, as its status socket tells it and as {@code status -o json} prints it. Names no token, no label and
 * no key.
 *
 * @param pid 0 when the node does not run
 * @param state what the process is doing: {@code starting}, {@code serving}, {@code waiting} (for a leader), {@code stopping};
 *     when it does not answer, {@code silent} if its process lives and {@code down} if not
 * @param serving whether it answers PKCS#11 requests now
 * @param adminUrl where operators are answered; absent where that is switched off, or the node did not answer
 * @param groupsLed the groups this node leads, ready to accept changes
 */
@JsonPropertyOrder({"name", "pid", "serving", "state", "version", "groupsLed", "gatewaySocket", "adminUrl", "groups"})
public record NodeReport(
        String name,
        long pid,
        boolean serving,
        String state,
        @Nullable String version,
        List<String> groupsLed,
        @Nullable String gatewaySocket,
        @Nullable String adminUrl,
        List<Group> groups) {

    public NodeReport {
        groupsLed = List.copyOf(groupsLed);
        groups = List.copyOf(groups);
    }

    /**
     * One Raft group as this node's replica sees it.
     *
     * @param leader the name of the node that leads it, if one is known
     * @param commitIndex last log index known to be on a majority
     * @param appliedIndex last log index applied here
     * @param changedIndex last log index that changed what the replica holds
     * @param digest SHA-256 over every change up to it, equal on all nodes at the same index
     */
    @JsonPropertyOrder({"group", "role", "term", "leader", "commitIndex", "appliedIndex", "changedIndex", "digest"})
    public record Group(
            String group,
            String role,
            long term,
            @Nullable String leader,
            long commitIndex,
            long appliedIndex,
            long changedIndex,
            String digest) {}

    /** A node that did not answer. */
    public static NodeReport down(String name, long pid, @Nullable String gatewaySocket) {
        return new NodeReport(
                name, pid, false, pid == 0 ? "down" : "silent", null, List.of(), gatewaySocket, null, List.of());
    }
}
