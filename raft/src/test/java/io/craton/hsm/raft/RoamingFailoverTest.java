package io.craton.hsm.raft;

import static io.craton.hsm.raft.TestCluster.G1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Event-sourced actors on nodes that do not lead, while leaders come and go. */
class RoamingFailoverTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String ID = PersistenceIds.roaming(G1, "diary");

    private TestCluster cluster;
    private TestSystems systems;

    @BeforeEach
    void startThreeNodes(@TempDir Path directory) {
        cluster = TestCluster.of(directory, 3).startAll();
        systems = new TestSystems();
        cluster.leader(G1);
        cluster.nodes().forEach(systems::start);
    }

    @AfterEach
    void stop() {
        systems.close();
        cluster.close();
    }

    @Test
    void losesAndRepeatsNothingWhenTheLeaderDiesBetweenWrites() {
        RaftNode home = cluster.follower(G1);
        ActorSystem system = systems.of(home.name());
        ActorRef<Diary.Command> diary = diary(system, "first");
        IntStream.rangeClosed(1, 20).forEach(i -> add(system, diary, i));

        String dead = cluster.leader(G1).name();
        cluster.stop(dead);
        systems.stop(dead);
        IntStream.rangeClosed(21, 40).forEach(i -> add(system, diary, i));

        String other = cluster.nodes().stream()
                .map(RaftNode::name)
                .filter(name -> !name.equals(home.name()))
                .findFirst()
                .orElseThrow();
        assertThat(read(systems.of(other), diary(systems.of(other), "second"))).isEqualTo(lines(40));
    }

    @Test
    void goesOnWritingWhileLeadershipMoves() {
        RaftNode home = cluster.follower(G1);
        ActorSystem system = systems.of(home.name());
        ActorRef<Diary.Command> diary = diary(system, "first");
        for (int i = 1; i <= 60; i++) {
            if (i % 20 == 0) {
                RaftNode leader = cluster.leader(G1);
                String next = cluster.follower(G1).name();
                var moved = leader.transferLeadership(G1, next, Duration.ofSeconds(5));
                add(system, diary, i);
                assertThat(moved.toCompletableFuture()).succeedsWithin(PATIENCE);
            } else {
                add(system, diary, i);
            }
        }
        assertThat(read(system, diary(system, "second"))).isEqualTo(lines(60));
    }

    @Test
    void stopsTheOldCopyOfAnActorOnceTheNewOneHasWritten() {
        List<ActorSystem> two = cluster.nodes().stream()
                .limit(2)
                .map(node -> systems.of(node.name()))
                .toList();
        ActorRef<Diary.Command> old = diary(two.get(0), "old");
        add(two.get(0), old, 1);
        ActorRef<Diary.Command> fresh = diary(two.get(1), "fresh");
        add(two.get(1), fresh, 2);

        var refused = AskPattern.ask(
                old,
                (ActorRef<Done> reply) -> new Diary.Command.Add("stale", reply),
                Duration.ofSeconds(3),
                Adapter.toTyped(two.get(0)).scheduler());
        assertThat(refused.toCompletableFuture()).failsWithin(PATIENCE);

        add(two.get(1), fresh, 3);
        assertThat(read(two.get(1), diary(two.get(1), "third"))).isEqualTo(lines(3));
    }

    private static ActorRef<Diary.Command> diary(ActorSystem system, String name) {
        return Adapter.spawn(system, Diary.behavior(ID), name);
    }

    private static void add(ActorSystem system, ActorRef<Diary.Command> diary, int line) {
        AskPattern.ask(
                        diary,
                        (ActorRef<Done> reply) -> new Diary.Command.Add("line " + line, reply),
                        PATIENCE,
                        Adapter.toTyped(system).scheduler())
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private static List<String> read(ActorSystem system, ActorRef<Diary.Command> diary) {
        return AskPattern.ask(
                        diary,
                        Diary.Command.Read::new,
                        PATIENCE,
                        Adapter.toTyped(system).scheduler())
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private static List<String> lines(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> "line " + i).toList();
    }
}
