package io.craton.hsm.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.actors.admin.NodeDescription;
import io.craton.hsm.actors.admin.NodeDescription.Backend;
import io.craton.hsm.actors.admin.NodeDescription.Group;
import io.craton.hsm.actors.admin.NodeDescription.Role;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HealthResourceTest {
    @Test
    void isReadyWhileItServesAndDoesNotDrain() {
        assertThat(HealthResource.ready(node(true, false)).ok()).isTrue();
        assertThat(HealthResource.ready(node(true, true)).words()).isEqualTo("the node drains");
        assertThat(HealthResource.ready(node(false, false)).ok()).isFalse();
    }

    @Test
    void hasAQuorumWhileEveryGroupHasALeader() {
        assertThat(HealthResource.quorum(node(true, false)).ok()).isFalse();
        assertThat(HealthResource.quorum(node(true, false)).words()).isEqualTo("no leader is known of g2");
    }

    @Test
    void failsTheSelfTestWhenABackendDidNotPass() {
        assertThat(HealthResource.selfTest(node(true, false)).ok()).isFalse();
        assertThat(HealthResource.selfTest(node(true, false)).words())
                .isEqualTo("1 of 2 backends passed their self-tests and are used");
    }

    private static NodeDescription node(boolean serving, boolean draining) {
        return new NodeDescription(
                "n1",
                "1",
                5,
                serving,
                draining,
                List.of(
                        new Group("g1", Role.FOLLOWER, 1, Optional.of("n2"), 1, 1, true),
                        new Group("g2", Role.CANDIDATE, 1, Optional.empty(), 1, 1, true)),
                List.of(),
                List.of(
                        new Backend("jdk", "25", true, "passed", 0, List.of()),
                        new Backend("awslc", "", false, "not loaded", 0, List.of())),
                List.of());
    }
}
