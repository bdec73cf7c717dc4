package io.craton.hsm.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.actors.admin.NodeAnswer;
import io.craton.hsm.actors.admin.NodeDescription;
import io.craton.hsm.actors.admin.NodeDescription.Role;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClusterViewTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @Test
    void saysThatOneMoreNodeMayFailWhileAllThreeAnswer() {
        ClusterView view = view(
                described("n1", Role.LEADER, 10),
                described("n2", Role.FOLLOWER, 9),
                described("n3", Role.FOLLOWER, 10));

        assertThat(view.failureTolerance())
                .isEqualTo(new ClusterView.FailureTolerance(true, 1, "one more node may fail"));
        assertThat(view.groups()).containsExactly(new ClusterView.Group("g1", "n1", 3, 10));
        assertThat(view.nodes().get(1).groups().getFirst().lagEntries()).isEqualTo(1);
        assertThat(view.nodes().getFirst().leads()).containsExactly("g1");
    }

    @Test
    void saysThatNoFurtherNodeMayFailWhenOneOfThreeIsSilent() {
        ClusterView view = view(
                described("n1", Role.LEADER, 10),
                new NodeAnswer.Silent("n2", Optional.of(NOW)),
                described("n3", Role.FOLLOWER, 10));

        assertThat(view.failureTolerance().words()).isEqualTo("no further node may fail");
        assertThat(view.nodes().get(1).answers()).isFalse();
        assertThat(view.nodes().get(1).lastContact()).isEqualTo("2026-11-21T12:00:00Z");
    }

    @Test
    void saysHowManyNodesAreMissingForAQuorum() {
        ClusterView view = view(
                described("n1", Role.CANDIDATE, 10),
                new NodeAnswer.Silent("n2", Optional.empty()),
                new NodeAnswer.Silent("n3", Optional.empty()));

        assertThat(view.failureTolerance().quorum()).isFalse();
        assertThat(view.failureTolerance().words())
                .isEqualTo("too few nodes answer: the cluster accepts no change until 1 more do");
    }

    @Test
    void doesNotCallItAQuorumWhileAGroupHasNoLeader() {
        ClusterView view = view(
                described("n1", Role.FOLLOWER, 10),
                described("n2", Role.CANDIDATE, 10),
                described("n3", Role.FOLLOWER, 10));

        assertThat(view.failureTolerance().quorum()).isFalse();
        assertThat(view.failureTolerance().words()).contains("no leader is known of g1");
    }

    @Test
    void countsWithTwoSpareNodesOfFive() {
        assertThat(view(
                                described("n1", Role.LEADER, 1),
                                described("n2", Role.FOLLOWER, 1),
                                described("n3", Role.FOLLOWER, 1),
                                described("n4", Role.FOLLOWER, 1),
                                described("n5", Role.FOLLOWER, 1))
                        .failureTolerance()
                        .words())
                .isEqualTo("2 more nodes may fail");
    }

    private static ClusterView view(NodeAnswer... answers) {
        return ClusterView.of("test", "n1", List.of(answers));
    }

    private static NodeAnswer described(String node, Role role, long applied) {
        return new NodeAnswer.Described(
                new NodeDescription(
                        node,
                        "1",
                        5,
                        true,
                        false,
                        List.of(new NodeDescription.Group("g1", role, 3, Optional.empty(), applied, applied, true)),
                        List.of(),
                        List.of(),
                        List.of()),
                NOW);
    }
}
