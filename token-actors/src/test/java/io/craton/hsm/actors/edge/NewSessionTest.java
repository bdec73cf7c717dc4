package io.craton.hsm.actors.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.actors.session.SessionMessage;
import io.craton.hsm.core.Octets;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.crypto.seal.ClusterKey;
import io.craton.hsm.crypto.seal.Purpose;
import io.craton.hsm.crypto.seal.Sealer;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The moment after a session is opened, when its actor is still being started. */
@ExtendWith(FakeCluster.Shared.class)
class NewSessionTest {
    private static final int APPLICATIONS = 8;
    private static final int SESSIONS_EACH = 20;

    private final FakeCluster cluster;

    NewSessionTest(FakeCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void makesSessionObjectsAtOnce() {
        SlotId slot = cluster.freshSlot();
        TestApplication.initialize(cluster, slot);
        Set<ObjectHandle> keys = IntStream.range(0, APPLICATIONS)
                .parallel()
                .mapToObj(_ -> keysOfNewSessions(slot))
                .flatMap(Set::stream)
                .collect(Collectors.toSet());
        assertThat(keys).hasSize(APPLICATIONS * SESSIONS_EACH);
    }

    private Set<ObjectHandle> keysOfNewSessions(SlotId slot) {
        TestApplication application = new TestApplication(cluster, "n2");
        application.openLoggedIn(slot);
        Set<ObjectHandle> keys = new HashSet<>();
        for (int i = 0; i < SESSIONS_EACH; i++) {
            keys.add(application.hmacKey(application.open(slot), false));
        }
        return keys;
    }

    @Test
    void stopsTheActorOfASessionThatWasClosedBeforeItsActorWasThere() {
        TestInbox<SessionMessage> actor = TestInbox.create();
        EdgeSession session = closedAtOnce();

        session.hostedBy(actor.getRef());

        assertThat(actor.getAllReceived()).containsExactly(SessionMessage.Leave.LEAVE);
    }

    private static EdgeSession closedAtOnce() {
        SlotId slot = new SlotId(0);
        try (ClusterKey key = ClusterKey.of(new byte[ClusterKey.BYTES])) {
            Sealer sealer = key.sealer(Purpose.OBJECT);
            EdgeSession session = new EdgeSession(
                    SessionHandle.of(slot, 1),
                    new ApplicationId(Octets.wrap(new byte[ApplicationId.BYTES])),
                    true,
                    new EdgeToken(slot, sealer),
                    sealer,
                    _ -> {});
            session.leave();
            return session;
        }
    }
}
