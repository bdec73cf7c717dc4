package io.craton.hsm.raft;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A voting member of every Raft group of the cluster.
 *
 * @param name the node's name: letters, digits, dot, dash, underscore; at most 64 characters; unique in the cluster
 * @param host the address the others dial; it must be a subject alternative name of the node's certificate
 * @param raftPort the TCP port of the Raft transport, 1 to 65535
 */
public record RaftPeer(String name, String host, int raftPort) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    public RaftPeer {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(host, "host");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("node name '" + name + "' is not of the form " + NAME);
        }
        if (host.isBlank()) {
            throw new IllegalArgumentException("node " + name + " has no host");
        }
        if (raftPort < 1 || raftPort > 65_535) {
            throw new IllegalArgumentException("node " + name + ": Raft port " + raftPort + " is not in 1..65535");
        }
    }

    String address() {
        return host.contains(":") ? "[" + host + "]:" + raftPort : host + ":" + raftPort;
    }
}
