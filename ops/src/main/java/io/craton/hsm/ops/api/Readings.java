package io.craton.hsm.ops.api;

import io.craton.hsm.actors.admin.AdminService;
import io.craton.hsm.actors.admin.NodeDescription;
import io.craton.hsm.ops.operators.SignInCount;
import java.util.List;
import java.util.function.Supplier;

/**
 * What MBeans and metrics are read from: the same answers the administration API gives. Thread-safe.
 *
 * @param signIns what came of signing in on this node
 */
public record Readings(NodeAccess node, String clusterName, SlotReadings slots, Supplier<List<SignInCount>> signIns) {
    /** @throws IllegalStateException while this node is starting or joining the others again */
    public AdminService admin() {
        return node.admin()
                .orElseThrow(() -> new IllegalStateException("this node is starting or joining the others again"));
    }

    /** The whole cluster as it was known last; asks nobody. */
    public ClusterView cluster() {
        AdminService admin = admin();
        return ClusterView.of(clusterName, admin.self(), admin.lastKnown());
    }

    public NodeDescription self() {
        return node.self();
    }
}
