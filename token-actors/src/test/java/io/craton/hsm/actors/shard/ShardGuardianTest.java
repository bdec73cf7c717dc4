package io.craton.hsm.actors.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.craton.hsm.actors.system.TestCluster;
import io.craton.hsm.actors.wire.TestMessages.Ping;
import io.craton.hsm.actors.wire.TestMessages.Pong;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShardGuardianTest {
    private static final String SLOW = "stop slowly";
    private static final String FAIL = "fail";

    private final ActorTestKit kit = ActorTestKit.create(
            ActorSystem.create(Behaviors.empty(), "guardians", ActorSystemSetup.create(TestCluster.sealing())));
    private final MovingConsensus moving = new MovingConsensus();
    private final List<String> made = new CopyOnWriteArrayList<>();
    private final List<String> stopped = new CopyOnWriteArrayList<>();
    private final CountDownLatch mayStop = new CountDownLatch(1);
    private final TestProbe<Object> probe = kit.createTestProbe();
    private ActorRef<ShardMessage> guardian =
            kit.<ShardMessage>createTestProbe().ref();

    @BeforeEach
    void start() {
        guardian = kit.spawn(ShardGuardian.of(
                1,
                moving.viewOf("n1"),
                Ping.class,
                (slot, term, readyNanos, context) -> token(slot.value() + "@" + term)));
    }

    @AfterEach
    void stop() {
        mayStop.countDown();
        ActorTestKit.shutdown(kit.system());
    }

    @Test
    void refusesWhileItDoesNotLeadAndNamesTheLeader() {
        send(0, "hello");
        assertThat(probe.receiveMessage()).isEqualTo(new NotLeader(1, Optional.empty()));
        assertThat(made).isEmpty();
    }

    @Test
    void makesATokenAtTheFirstMessageForItOnly() {
        guardian.tell(new ShardGuardian.LeaderReady(3, 0));
        send(7, "a");
        send(7, "b");
        send(8, "c");
        assertThat(List.of(probe.receiveMessage(), probe.receiveMessage(), probe.receiveMessage()))
                .containsExactlyInAnyOrder(new Pong("7@3", "a"), new Pong("7@3", "b"), new Pong("8@3", "c"));
        assertThat(made).containsExactly("7@3", "8@3");
    }

    @Test
    void stopsAllTokensWhenLeadershipIsLost() {
        guardian.tell(new ShardGuardian.LeaderReady(3, 0));
        send(7, "a");
        send(8, "b");
        probe.receiveMessage();
        probe.receiveMessage();
        guardian.tell(new ShardGuardian.LeadershipLost());
        await().untilAsserted(() -> assertThat(stopped).containsExactlyInAnyOrder("7@3", "8@3"));
        send(7, "c");
        assertThat(probe.receiveMessage()).isInstanceOf(NotLeader.class);
    }

    @Test
    void replacesTokensWhenTheTermChangesWithoutALoss() {
        guardian.tell(new ShardGuardian.LeaderReady(3, 0));
        send(7, "a");
        probe.receiveMessage();
        guardian.tell(new ShardGuardian.LeaderReady(3, 0));
        send(7, "b");
        assertThat(probe.receiveMessage()).isEqualTo(new Pong("7@3", "b"));
        guardian.tell(new ShardGuardian.LeaderReady(5, 0));
        await().untilAsserted(() -> {
            send(7, "c");
            assertThat(probe.receiveMessage()).isEqualTo(new Pong("7@5", "c"));
        });
        assertThat(stopped).containsExactly("7@3");
    }

    @Test
    void makesNoSecondTokenBeforeTheFirstIsGone() {
        guardian.tell(new ShardGuardian.LeaderReady(3, 0));
        send(7, SLOW);
        probe.receiveMessage();
        guardian.tell(new ShardGuardian.LeaderReady(5, 0));
        send(7, "b");
        assertThat(probe.receiveMessage()).isEqualTo(new NotLeader(1, Optional.empty()));
        assertThat(made).containsExactly("7@3");
        mayStop.countDown();
        await().untilAsserted(() -> {
            send(7, "c");
            assertThat(probe.receiveMessage()).isEqualTo(new Pong("7@5", "c"));
        });
    }

    @Test
    void makesATokenAgainAfterItFailed() {
        guardian.tell(new ShardGuardian.LeaderReady(3, 0));
        send(7, FAIL);
        await().untilAsserted(() -> assertThat(stopped).hasSize(1));
        await().untilAsserted(() -> {
            send(7, "b");
            assertThat(probe.receiveMessage(Duration.ofMillis(500))).isEqualTo(new Pong("7@3", "b"));
        });
        assertThat(made).containsExactly("7@3", "7@3");
    }

    @Test
    void dropsWhatIsNoMessageForATokenOrNoSlot() {
        guardian.tell(new ShardGuardian.LeaderReady(3, 0));
        guardian.tell(new ToSlot(7, new NotLeader(1, Optional.empty())));
        guardian.tell(new ToSlot(-1, new Ping("a", ref())));
        guardian.tell(new ToSlot(256, new Ping("a", ref())));
        send(7, "b");
        assertThat(probe.receiveMessage()).isEqualTo(new Pong("7@3", "b"));
        assertThat(made).containsExactly("7@3");
    }

    private void send(int slot, String text) {
        guardian.tell(new ToSlot(slot, new Ping(text, ref())));
    }

    private ActorRef<Pong> ref() {
        return probe.ref().narrow();
    }

    private Behavior<Ping> token(String name) {
        made.add(name);
        return Behaviors.receive(Ping.class)
                .onMessage(Ping.class, ping -> answer(name, ping))
                .onSignal(PostStop.class, signal -> {
                    stopped.add(name);
                    return Behaviors.same();
                })
                .build();
    }

    private Behavior<Ping> answer(String name, Ping ping) throws InterruptedException {
        if (ping.text().equals(FAIL)) {
            throw new IllegalStateException("as the test asked");
        }
        ping.replyTo().tell(new Pong(name, ping.text()));
        if (ping.text().equals(SLOW)) {
            assertThat(mayStop.await(20, TimeUnit.SECONDS)).isTrue();
        }
        return Behaviors.same();
    }
}
