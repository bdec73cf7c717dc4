package io.craton.hsm.actors.edge;

import static io.craton.hsm.actors.edge.TestApplication.assertRefused;
import static io.craton.hsm.actors.edge.TestApplication.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.craton.hsm.actors.ApplicationTicket;
import io.craton.hsm.actors.Call;
import io.craton.hsm.actors.KeyPairHandles;
import io.craton.hsm.actors.SessionView;
import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.Template;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FakeCluster.Shared.class)
class SessionTest {
    private static final byte[] DATA = {1, 2, 3};

    private final FakeCluster cluster;
    private final SlotId slot;
    private final TestApplication application;

    SessionTest(FakeCluster cluster) {
        this.cluster = cluster;
        this.slot = cluster.commonSlot();
        this.application = new TestApplication(cluster, "n2");
    }

    @Test
    void showsASessionOnEveryNodeAlike() {
        SessionHandle session = application.openReadOnly(slot);
        SessionView expected = new SessionView(slot, false, Optional.empty());
        for (String node : FakeCluster.NODES) {
            application.moveTo(node);
            assertThat(application.view(session)).isEqualTo(expected);
        }
        application.close(session);
        assertRefused(application.at().session(application.call(), session), Fault.SESSION_HANDLE_INVALID);
    }

    @Test
    void refusesSlotsAndSessionsThatAreNone() {
        assertRefused(application.at().openSession(application.call(), new SlotId(200), true), Fault.SLOT_ID_INVALID);
        assertRefused(application.at().token(application.call(), new SlotId(200)), Fault.SLOT_ID_INVALID);
        for (long handle :
                new long[] {0, 1, -1, 200, SessionHandle.of(slot, 1_000_000).value()}) {
            assertRefused(
                    application.at().session(application.call(), new SessionHandle(handle)),
                    Fault.SESSION_HANDLE_INVALID);
            assertRefused(
                    application.at().closeSession(application.call(), new SessionHandle(handle)),
                    Fault.SESSION_HANDLE_INVALID);
            assertRefused(
                    application.at().random(application.call(), new SessionHandle(handle), 4),
                    Fault.SESSION_HANDLE_INVALID);
        }
    }

    @Test
    void refusesTheSessionOfAnotherApplicationOnEveryNode() {
        SessionHandle session = application.openLoggedIn(slot);
        ObjectHandle key = application.hmacKey(session, false);
        TestApplication stranger = new TestApplication(cluster, "n2");
        SessionHandle own = stranger.open(slot);
        for (String node : FakeCluster.NODES) {
            stranger.moveTo(node);
            assertRefused(stranger.at().session(stranger.call(), session), Fault.SESSION_HANDLE_INVALID);
            assertRefused(stranger.at().closeSession(stranger.call(), session), Fault.SESSION_HANDLE_INVALID);
            assertRefused(stranger.at().logout(stranger.call(), session), Fault.SESSION_HANDLE_INVALID);
            assertRefused(stranger.sign(session, Mechanism.SHA256_HMAC, key, DATA), Fault.SESSION_HANDLE_INVALID);
            assertRefused(stranger.sign(own, Mechanism.SHA256_HMAC, key, DATA), Fault.KEY_HANDLE_INVALID);
            assertRefused(stranger.at().destroyObject(stranger.call(), own, key), Fault.OBJECT_HANDLE_INVALID);
        }
        assertThat(stranger.view(own).login())
                .as("a login is of one application")
                .isEmpty();
        done(application.sign(session, Mechanism.SHA256_HMAC, key, DATA));
    }

    @Test
    void answersARepeatedRequestWithTheFirstResultOnAnyNodeAndAfterTheLeaderMoved() {
        Call open = application.call();
        SessionHandle session = done(application.at().openSession(open, slot, true));
        assertThat(done(application.at().openSession(application.again(open), slot, true)))
                .isEqualTo(session);
        done(application.login(session, Role.USER, TestApplication.USER_PIN));

        Call generate = application.call();
        KeyPairHandles pair = done(application.ecPair(generate, session, true));
        assertThat(done(application.ecPair(application.again(generate), session, true)))
                .isEqualTo(pair);
        application.moveTo("n3");
        assertThat(done(application.ecPair(application.again(generate), session, true)))
                .isEqualTo(pair);
        cluster.leadElsewhereThan("n3");
        assertThat(done(application.ecPair(application.again(generate), session, true)))
                .isEqualTo(pair);
        assertThat(application.ecPair(session, true).privateKey().value())
                .as("nothing was made twice")
                .isEqualTo(pair.privateKey().value() + 4);

        Call create = application.call();
        ObjectHandle object = done(application.at().createObject(create, session, data()));
        application.moveTo("n2");
        assertThat(done(application.at().createObject(application.again(create), session, data())))
                .as("also from the copy that stayed on n2, which is stale")
                .isEqualTo(object);
        Call destroy = application.call();
        done(application.at().destroyObject(destroy, session, object));
        application.moveTo("n1");
        done(application.at().destroyObject(application.again(destroy), session, object));
        application.close(session);
    }

    private static Template data() {
        return TestApplication.data("repeated", false, true);
    }

    @Test
    void takesASessionOverWithItsLoginAndItsObjects() {
        SessionHandle session = application.openLoggedIn(slot);
        ObjectHandle key = application.hmacKey(session, false);
        byte[] mac = done(application.sign(session, Mechanism.SHA256_HMAC, key, DATA));
        ObjectHandle open = application.create(session, TestApplication.data("travels", false, false));
        application.moveTo("n3");
        assertThat(application.view(session)).isEqualTo(new SessionView(slot, true, Optional.of(Role.USER)));
        assertThat(done(application.sign(session, Mechanism.SHA256_HMAC, key, DATA)))
                .isEqualTo(mac);
        assertThat(find(session, "travels")).containsExactly(open);
        ObjectHandle more = application.create(session, TestApplication.data("travels", false, false));
        assertThat(more.value()).isGreaterThan(open.value());
        application.moveTo("n1");
        cluster.leadElsewhereThan("n1");
        assertThat(find(session, "travels")).containsExactly(open, more);
        assertThat(done(application.sign(session, Mechanism.SHA256_HMAC, key, DATA)))
                .isEqualTo(mac);
    }

    /** The search comes in a session that had none of the objects, before any other of the application's sessions is used there. */
    @Test
    void findsTheObjectsOfEverySessionAfterAMove() {
        SessionHandle bare = application.open(slot);
        List<ObjectHandle> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.add(application.create(application.open(slot), TestApplication.data("scattered", false, false)));
        }
        SessionHandle closed = application.open(slot);
        application.create(closed, TestApplication.data("scattered", false, false));
        application.moveTo("n3");
        application.close(closed);
        assertThat(find(bare, "scattered")).containsExactlyElementsOf(made);
        application.moveTo("n1");
        assertThat(find(bare, "scattered")).containsExactlyElementsOf(made);
    }

    /** The copy that stayed behind cannot write; the session is fetched again before the request is carried out. */
    @Test
    void refusesTheWriteOfACopyThatWasLeftBehind() {
        SessionHandle session = application.open(slot);
        ObjectHandle first = application.create(session, TestApplication.data("first", false, false));
        application.moveTo("n3");
        ObjectHandle second = application.create(session, TestApplication.data("second", false, false));
        done(application.at().destroyObject(application.call(), session, first));
        long refused = cluster.log().refused();
        application.moveTo("n2");
        ObjectHandle third = application.create(session, TestApplication.data("late", false, false));
        assertThat(cluster.log().refused()).as("the fence").isGreaterThan(refused);
        assertThat(third.value()).as("after the second, once").isEqualTo(second.value() + 2);
        assertThat(find(session, "second")).containsExactly(second);
        assertThat(find(session, "first")).isEmpty();
    }

    @Test
    void closesTheSessionsOfAnApplicationThatIsGoneAndLogsItOut() {
        SessionHandle session = application.openLoggedIn(slot);
        SessionHandle other = application.open(slot);
        application.at().applicationGone(application.id());
        await().untilAsserted(() -> {
            assertRefused(application.at().session(application.call(), session), Fault.SESSION_HANDLE_INVALID);
            assertRefused(application.at().session(application.call(), other), Fault.SESSION_HANDLE_INVALID);
        });
        SessionHandle fresh = application.open(slot);
        assertThat(application.view(fresh).login()).isEmpty();
    }

    @Test
    void keepsTheSessionsOfAnApplicationThatIsStillOnAnotherNode() {
        SessionHandle session = application.openLoggedIn(slot);
        application.moveTo("n3");
        application.view(session);
        cluster.service("n2").applicationGone(application.id());
        await().during(Duration.ofMillis(500))
                .untilAsserted(
                        () -> assertThat(application.view(session).login()).contains(Role.USER));
        cluster.service("n3").applicationGone(application.id());
        application.moveTo("n1");
        await().untilAsserted(() ->
                assertRefused(application.at().session(application.call(), session), Fault.SESSION_HANDLE_INVALID));
    }

    @Test
    void logsOutWithTheLastSession() {
        SessionHandle first = application.openLoggedIn(slot);
        SessionHandle second = application.open(slot);
        application.close(first);
        assertThat(application.view(second).login()).contains(Role.USER);
        done(application.at().closeAllSessions(application.call(), slot));
        assertRefused(application.at().session(application.call(), second), Fault.SESSION_HANDLE_INVALID);
        SessionHandle third = application.open(slot);
        assertThat(third.counter()).as("no handle twice").isGreaterThan(second.counter());
        assertThat(application.view(third).login()).isEmpty();
    }

    @Test
    void knowsItsOwnTicketsOnEveryNodeAndNoOthers() {
        ApplicationTicket ticket = cluster.service("n1").admit(1000);
        assertThat(cluster.service("n3").isGenuine(ticket, 1000)).isTrue();
        assertThat(cluster.service("n3").isGenuine(ticket, 1001)).isFalse();
        byte[] proof = ticket.proof().toByteArray();
        proof[0] ^= 1;
        ApplicationTicket forged = new ApplicationTicket(ticket.application(), Octets.wrap(proof));
        assertThat(cluster.service("n1").isGenuine(forged, 1000)).isFalse();
        assertThat(cluster.service("n1").isGenuine(new ApplicationTicket(ticket.application(), Octets.EMPTY), 1000))
                .isFalse();
        assertThat(cluster.service("n1").admit(1000)).isNotEqualTo(ticket);
    }

    private List<ObjectHandle> find(SessionHandle session, String label) {
        Attributes wanted = Attributes.builder()
                .put(AttributeType.LABEL, TestApplication.text(label))
                .build();
        return application.find(session, wanted);
    }
}
