package io.craton.hsm.ops.api;

import io.craton.hsm.actors.admin.AdminService;
import io.craton.hsm.actors.admin.NodeAnswer;
import io.craton.hsm.actors.admin.NodeDescription;
import java.time.Instant;

/** The cluster of {@link FakeAdmin} for tests of other packages: n1 answers, n2 does not. */
public final class ClusterOfTwo {
    private final AdminService admin = new FakeAdmin(new FakeHsm());

    public AdminService admin() {
        return admin;
    }

    /** The node that answers. */
    public NodeDescription self() {
        return admin.nodes().stream()
                .flatMap(answer -> answer instanceof NodeAnswer.Described(NodeDescription node, Instant _)
                        ? java.util.stream.Stream.of(node)
                        : java.util.stream.Stream.empty())
                .findFirst()
                .orElseThrow();
    }
}
