package io.craton.hsm.actors.system;

/**
 * A node of the cluster.
 *
 * @param name unique in the cluster
 * @param host a name or address that the node's certificate holds as a subject alternative name
 * @param actorPort the port its actor system listens on
 */
public record NodeAddress(String name, String host, int actorPort) {
    public NodeAddress {
        if (name.isEmpty() || host.isEmpty()) {
            throw new IllegalArgumentException("a node has a name and a host");
        }
        if (actorPort < 1 || actorPort > 65_535) {
            throw new IllegalArgumentException("actor port out of range 1..65535: " + actorPort);
        }
    }
}
