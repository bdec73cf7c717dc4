package io.craton.hsm.actors.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.craton.hsm.actors.system.NodeSystem;
import io.craton.hsm.actors.system.TestCluster;
import io.craton.hsm.actors.wire.TestMessages.Ping;
import io.craton.hsm.actors.wire.TestMessages.Pong;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes in this process; the test says who leads. Tokens answer with their node's name, unless it is told to be silent. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShardRouterTest {
    private static final RouterLimits LIMITS =
            new RouterLimits(Duration.ofSeconds(1), Duration.ofMillis(10), Duration.ofMillis(50), 100);
    private static final List<String> NODES = List.of("n1", "n2", "n3");

    private final MovingConsensus moving = new MovingConsensus();
    private final Map<String, Shards<Ping>> shards = new HashMap<>();
    private final Set<String> silent = ConcurrentHashMap.newKeySet();
    private final TestCluster cluster;

    ShardRouterTest(@TempDir Path folder) {
        cluster = new TestCluster(folder, 3);
    }

    @BeforeAll
    void start() {
        for (String name : NODES) {
            NodeSystem node = cluster.start(name);
            shards.put(
                    name,
                    Shards.start(
                            node,
                            moving.viewOf(name),
                            Set.of(1),
                            Ping.class,
                            (slot, term, readyNanos, context) -> token(name),
                            LIMITS));
        }
    }

    @AfterAll
    void stop() {
        shards.values().forEach(Shards::close);
        cluster.close();
    }

    @BeforeEach
    void everybodyAnswers() {
        silent.clear();
    }

    @AfterEach
    void nothingIsLeftPending() {
        NODES.forEach(node -> await().untilAsserted(
                        () -> assertThat(router(node).status().underWay()).isZero()));
    }

    @Test
    void asksTheLeaderFromEveryNode() throws Exception {
        moving.lead("n2");
        for (String node : NODES) {
            assertThat(ask(node, 20).get(25, TimeUnit.SECONDS)).isEqualTo(new Pong("n2", "hello"));
        }
    }

    @Test
    void waitsForALeader() throws Exception {
        moving.loseLeader();
        CompletableFuture<Pong> answer = ask("n1", 20);
        await().until(() -> router("n1").status().retries() > 3);
        assertThat(answer).isNotDone();
        moving.lead("n3");
        assertThat(answer.get(20, TimeUnit.SECONDS).node()).isEqualTo("n3");
    }

    @Test
    void turnsToTheNewLeaderAtOnceWhenTheOldOneDoesNotAnswer() throws Exception {
        moving.lead("n2");
        ask("n1", 20).get(25, TimeUnit.SECONDS);
        moving.lead("n3");
        ask("n1", 20).get(25, TimeUnit.SECONDS);
        moving.lead("n2");
        ask("n1", 20).get(25, TimeUnit.SECONDS);
        silent.add("n2");
        CompletableFuture<Pong> answer = ask("n1", 20);
        long moved = System.nanoTime();
        moving.lead("n3");
        assertThat(answer.get(20, TimeUnit.SECONDS).node()).isEqualTo("n3");
        assertThat(Duration.ofNanos(System.nanoTime() - moved)).isLessThan(Duration.ofMillis(800));
    }

    @Test
    void asksAgainWhenAnAttemptGoesUnanswered() throws Exception {
        moving.lead("n2");
        ask("n1", 20).get(25, TimeUnit.SECONDS);
        silent.add("n2");
        CompletableFuture<Pong> answer = ask("n1", 20);
        long retries = router("n1").status().retries();
        await().until(() -> router("n1").status().retries() > retries);
        silent.clear();
        assertThat(answer.get(20, TimeUnit.SECONDS).node()).isEqualTo("n2");
    }

    @Test
    void followsTheHintOfANodeThatKnowsBetter() throws Exception {
        moving.lead("n1");
        ask("n2", 20).get(25, TimeUnit.SECONDS);
        moving.leadUnknownToOthers("n3", "n1");
        try {
            // n2 believes in n1, and so does n1: only its refusals and the deadline end this.
            assertThatThrownBy(() -> ask("n2", 2).get(5, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(TimeoutException.class);
        } finally {
            moving.believeTheTruth("n1");
        }
        try {
            assertThat(ask("n2", 20).get(25, TimeUnit.SECONDS).node()).isEqualTo("n3");
        } finally {
            moving.believeTheTruth("n2");
        }
    }

    @Test
    void failsAtTheDeadline() {
        moving.lead("n2");
        silent.add("n2");
        long started = System.nanoTime();
        assertThatThrownBy(() -> ask("n1", 1).get(5, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(TimeoutException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - started))
                .isBetween(Duration.ofMillis(900), Duration.ofMillis(2500));
    }

    @Test
    void refusesAtOnceWhatIsOverTheLimit() {
        moving.loseLeader();
        List<CompletableFuture<Pong>> waiting = IntStream.range(0, LIMITS.maxConcurrentAsks())
                .mapToObj(i -> ask("n1", 2))
                .toList();
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        assertThat(ask("n1", 2))
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(RejectedExecutionException.class);
        await().until(() -> waiting.stream().allMatch(CompletableFuture::isCompletedExceptionally));
    }

    @Test
    void passesOnWhatMakingTheMessageThrows() {
        moving.lead("n1");
        CompletableFuture<Pong> answer = router("n1")
                .<Pong>ask(
                        1,
                        0,
                        replyTo -> {
                            throw new IllegalStateException("no message");
                        },
                        System.nanoTime() + 1_000_000_000L)
                .toCompletableFuture();
        assertThat(answer)
                .failsWithin(Duration.ofSeconds(2))
                .withThrowableThat()
                .withCauseInstanceOf(IllegalStateException.class);
    }

    private ShardRouter<Ping> router(String node) {
        return Objects.requireNonNull(shards.get(node)).router();
    }

    private CompletableFuture<Pong> ask(String node, int seconds) {
        return router(node)
                .<Pong>ask(
                        1,
                        0,
                        replyTo -> new Ping("hello", replyTo),
                        System.nanoTime() + Duration.ofSeconds(seconds).toNanos())
                .toCompletableFuture();
    }

    private Behavior<Ping> token(String node) {
        return Behaviors.receive(Ping.class)
                .onMessage(Ping.class, ping -> {
                    if (!silent.contains(node)) {
                        ping.replyTo().tell(new Pong(node, ping.text()));
                    }
                    return Behaviors.same();
                })
                .build();
    }
}
