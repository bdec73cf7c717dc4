package io.craton.hsm.actors.agreed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.actors.agreed.AgreedState.Change;
import io.craton.hsm.actors.edge.FakeCluster;
import io.craton.hsm.actors.edge.FakeCluster.Added;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FakeCluster.Shared.class)
class AgreedStateTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final FakeCluster cluster;

    AgreedStateTest(FakeCluster cluster) {
        this.cluster = cluster;
    }

    /** Adds one and answers the sum it led to. */
    private long addOne(String node) throws AgreedState.UnavailableException {
        return cluster.tally(node).change(PATIENCE, tally -> new Change<>(List.of(new Added(1)), tally.sum() + 1));
    }

    private long sumOn(String node) throws AgreedState.UnavailableException {
        return cluster.tally(node).read(PATIENCE).sum();
    }

    @Test
    void isTheSameOnEveryNodeAndUnderEveryLeader() throws Exception {
        long before = sumOn("n1");
        assertThat(addOne("n2")).isEqualTo(before + 1);
        cluster.leadElsewhereThan("n1");
        assertThat(sumOn("n1")).isEqualTo(before + 1);
        assertThat(addOne("n3")).isEqualTo(before + 2);
        for (String node : FakeCluster.NODES) {
            assertThat(sumOn(node)).isEqualTo(before + 2);
        }
    }

    /** Each change is decided on the state it is applied to, however many are made at once: every sum is answered once. */
    @Test
    void losesNoChangeWhenAllNodesChangeItAtOnce() throws Exception {
        long before = sumOn("n1");
        List<Future<Long>> sums = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 30; i++) {
                String node = FakeCluster.NODES.get(i % 3);
                sums.add(threads.submit(() -> addOne(node)));
            }
        }
        List<Long> answered = new ArrayList<>();
        for (Future<Long> sum : sums) {
            answered.add(sum.get());
        }
        assertThat(answered)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(before + 1, before + 30).boxed().toList());
    }

    @Test
    void whatChangesNothingIsDecidedOnTheLatestState() throws Exception {
        long before = sumOn("n1");
        addOne("n2");
        assertThat(cluster.tally("n1").<Long>change(PATIENCE, tally -> new Change<>(List.of(), tally.sum())))
                .isEqualTo(before + 1);
    }

    @Test
    void aLeaderThatDoesNotKnowItIsDeposedNeitherTellsNorChangesAnything() throws Exception {
        cluster.consensus().lead("n1");
        long before = sumOn("n1");
        cluster.consensus().leadBehindTheBackOfTheOldOne("n2");
        assertThat(addOne("n3")).isEqualTo(before + 1);
        Duration brief = Duration.ofMillis(600);
        assertThatThrownBy(() -> cluster.tally("n1").read(brief)).isInstanceOf(AgreedState.UnavailableException.class);
        assertThatThrownBy(() ->
                        cluster.tally("n1").change(brief, tally -> new Change<>(List.of(new Added(100)), tally.sum())))
                .isInstanceOf(AgreedState.UnavailableException.class);
        cluster.consensus().wakeUp("n1");
        assertThat(sumOn("n1")).isEqualTo(before + 1);
    }
}
