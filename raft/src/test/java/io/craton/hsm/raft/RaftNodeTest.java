package io.craton.hsm.raft;

import static io.craton.hsm.raft.TestCluster.G1;
import static io.craton.hsm.raft.TestCluster.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.craton.hsm.raft.Outcome.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RaftNodeTest {
    private TestCluster cluster;

    @BeforeAll
    void startThreeNodes(@TempDir Path directory) {
        cluster = TestCluster.of(directory, 3).startAll();
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    @Test
    void replicatesWhatTheLeaderWrites() {
        String id = newId();
        assertThat(outcome(write(cluster.leader(G1), id, 1))).isEqualTo(Outcome.done(1));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(cluster.nodes())
                        .allSatisfy(
                                n -> assertThat(n.replica(G1).store().head(id).last())
                                        .isEqualTo(1)));
        cluster.awaitEqualReplicas(G1);
    }

    @Test
    void putsWaitingWritesIntoFewEntries() {
        RaftNode leader = cluster.leader(G1);
        long before = leader.status(G1).committedIndex();
        List<CompletableFuture<EntryWriter.Done>> writes = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            writes.add(write(leader, newId(), 1));
        }
        writes.forEach(w -> assertThat(outcome(w).verdict()).isEqualTo(Verdict.DONE));
        assertThat(leader.status(G1).committedIndex() - before).isLessThan(125);
    }

    @Test
    void refusesAResidentWriteOnAFollowerAtOnceAndNamesTheLeader() {
        RaftNode leader = cluster.leader(G1);
        RaftNode follower = cluster.follower(G1);
        await().atMost(PATIENCE).until(() -> follower.leader(G1).equals(Optional.of(leader.name())));
        assertThat(write(follower, newId(), 1))
                .isCompletedExceptionally()
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(
                        NotLeaderException.class, e -> assertThat(e.leader()).contains(leader.name()));
    }

    @Test
    void confirmsLeadershipOnlyInItsOwnTerm() {
        RaftNode leader = cluster.leader(G1);
        long term = leader.status(G1).term();
        assertThat(leader.confirmLeadership(G1, term)).succeedsWithin(PATIENCE);
        assertNotLeader(leader.confirmLeadership(G1, term - 1));
        assertNotLeader(leader.confirmLeadership(G1, term + 1));
        assertNotLeader(cluster.follower(G1).confirmLeadership(G1, term));
    }

    @Test
    void movesLeadershipOnRequestAndRefusesWritesOfTheTermBefore() {
        RaftNode before = cluster.leader(G1);
        long oldTerm = before.status(G1).term();
        RaftNode target = cluster.follower(G1);
        List<String> heard = new CopyOnWriteArrayList<>();
        before.addListener(new Recorder(heard));
        await().atMost(PATIENCE).until(() -> heard.contains("ready g1"));

        assertThat(before.transferLeadership(G1, target.name(), Duration.ofSeconds(10)))
                .succeedsWithin(PATIENCE);

        await().atMost(PATIENCE).until(() -> cluster.leader(G1) == target);
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(heard).containsSubsequence("ready g1", "lost g1", "leader g1 " + target.name()));
        String id = newId();
        JournalOp stale =
                JournalMachineTest.write(id, UUID.randomUUID(), 1, "a").inTerm(oldTerm);
        assertThat(outcome(target.replica(G1).write(stale)).verdict()).isEqualTo(Verdict.STALE_TERM);
        assertNotLeader(before.confirmLeadership(G1, oldTerm));
    }

    @Test
    void refusesToMoveLeadershipToANodeThatDoesNotExist() {
        assertThat(cluster.leader(G1).transferLeadership(G1, "n9", Duration.ofSeconds(1)))
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(JournalException.Invalid.class);
    }

    @Test
    void tellsALateListenerHowThingsStand() {
        RaftNode leader = cluster.leader(GroupId.META);
        List<String> heard = new CopyOnWriteArrayList<>();
        leader.addListener(new Recorder(heard));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(heard).containsSubsequence("leader meta " + leader.name(), "ready meta"));
    }

    @Test
    void keepsAnIdleGroupMoving() {
        long before = cluster.leader(G1).replica(G1).machine().mark().index();
        await().atMost(PATIENCE)
                .until(() -> cluster.leader(G1).replica(G1).machine().mark().index() > before);
    }

    @Test
    void reportsEveryGroupAndItsState() {
        RaftNode leader = cluster.leader(G1);
        assertThat(leader.groups()).containsExactly(GroupId.META, G1);
        GroupStatus status = leader.status(G1);
        assertThat(status.alive()).isTrue();
        assertThat(status.role()).isEqualTo(GroupStatus.Role.LEADER);
        assertThat(status.leader()).contains(leader.name());
        assertThat(status.appliedIndex()).isPositive();
        assertThatThrownBy(() -> leader.status(new GroupId(2))).isInstanceOf(IllegalArgumentException.class);
    }

    private static String newId() {
        return PersistenceIds.resident(G1, UUID.randomUUID().toString());
    }

    private static CompletableFuture<EntryWriter.Done> write(RaftNode node, String id, long from) {
        return node.replica(G1).writeAsLeader(JournalMachineTest.write(id, UUID.randomUUID(), from, "event"));
    }

    private static Outcome outcome(CompletableFuture<EntryWriter.Done> done) {
        return done.orTimeout(30, TimeUnit.SECONDS).join().outcome();
    }

    private static void assertNotLeader(CompletionStage<Void> result) {
        assertThat(result)
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(NotLeaderException.class);
    }

    /** Writes down what it hears. */
    private record Recorder(List<String> heard) implements LeadershipListener {
        @Override
        public void leaderReady(GroupId group, long term) {
            heard.add("ready " + group);
        }

        @Override
        public void leadershipLost(GroupId group) {
            heard.add("lost " + group);
        }

        @Override
        public void leaderChanged(GroupId group, Optional<String> leader) {
            heard.add("leader " + group + leader.map(l -> " " + l).orElse(""));
        }
    }
}
