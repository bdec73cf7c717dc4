package io.craton.hsm.actors.system;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.pekko.actor.Address;

/**
 * What a node's actor system needs to know.
 *
 * @param clusterName equal on every node: letters, digits, hyphen and underscore, at most 64, the first no sign
 * @param self this node's name, one of {@code nodes}
 * @param nodes every node of the cluster, in the same order on each
 */
public record NodeSystemSettings(String clusterName, String self, List<NodeAddress> nodes, TlsFiles tls) {
    private static final String PROTOCOL = "pekko";
    private static final Pattern CLUSTER_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

    public NodeSystemSettings {
        nodes = List.copyOf(nodes);
        if (!CLUSTER_NAME.matcher(clusterName).matches()) {
            throw new NodeSystemException("cluster name \"" + clusterName
                    + "\" must be 1 to 64 letters, digits, '-' or '_', the first a letter or digit");
        }
        if (nodes.stream().map(NodeAddress::name).collect(Collectors.toSet()).size() != nodes.size()) {
            throw new NodeSystemException("a node's name is there twice");
        }
        if (nodes.stream().noneMatch(node -> node.name().equals(self))) {
            throw new NodeSystemException("node \"" + self + "\" is not among the cluster's nodes");
        }
    }

    public NodeAddress selfAddress() {
        return nodes.stream()
                .filter(node -> node.name().equals(self))
                .findFirst()
                .orElseThrow();
    }

    /** The actor system's address on {@code node}; empty if the cluster has no such node. */
    public Optional<Address> addressOf(String node) {
        return nodes.stream()
                .filter(candidate -> candidate.name().equals(node))
                .findFirst()
                .map(this::toAddress);
    }

    Address toAddress(NodeAddress node) {
        return new Address(PROTOCOL, clusterName, node.host(), node.actorPort());
    }
}
