package io.craton.hsm.ops.node;

import io.craton.hsm.ops.config.NodeConfiguration;

/** A node as it runs in a cluster: consensus, actors, cryptography and the PKCS#11 gateway. */
public final class ClusteredNode {
    private ClusteredNode() {}

    /** Starts every part; see {@link NodeAssembly#start}. */
    public static NodeAssembly.Running start(NodeConfiguration configuration) throws NodeStartException {
        throw new NodeStartException(
                "node " + configuration.node().name() + ": this build does not hold the parts of a cluster yet");
    }
}
