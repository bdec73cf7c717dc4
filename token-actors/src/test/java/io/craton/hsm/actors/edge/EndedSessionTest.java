package io.craton.hsm.actors.edge;

import static io.craton.hsm.actors.edge.TestApplication.assertRefused;
import static io.craton.hsm.actors.edge.TestApplication.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.craton.hsm.actors.session.SessionActor;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.id.RequestId;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

/** What the journal keeps of sessions that are over: nothing. */
@Timeout(180)
@ExtendWith(FakeCluster.Shared.class)
class EndedSessionTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final FakeCluster cluster;
    private final SlotId slot;
    private final TestApplication application;

    EndedSessionTest(FakeCluster cluster) {
        this.cluster = cluster;
        this.slot = cluster.commonSlot();
        this.application = new TestApplication(cluster, "n2");
    }

    @Test
    void forgetsASessionThatIsClosedAndNoOther() {
        SessionHandle closed = withAnObject();
        SessionHandle open = withAnObject();
        application.close(closed);
        awaitForgotten(closed);
        assertThat(cluster.log().last(id(open))).isPositive();
        assertThat(application.find(open)).isNotEmpty();
    }

    @Test
    void forgetsTheSessionOfAUserWhosePrivateObjectsGoWithIt() {
        List<ILoggingEvent> errors = errorsOf(() -> {
            SessionHandle session = application.openLoggedIn(slot);
            application.create(session, TestApplication.data("secret", false, true));
            application.close(session);
            awaitForgotten(session);
        });
        assertThat(errors).isEmpty();
    }

    @Test
    void forgetsAllSessionsThatAreClosedTogether() {
        SessionHandle first = withAnObject();
        SessionHandle second = withAnObject();
        done(application.at().closeAllSessions(application.call(), slot));
        awaitForgotten(first);
        awaitForgotten(second);
    }

    @Test
    void forgetsTheSessionsOfAnApplicationThatIsGoneFromItsLastNode() {
        SessionHandle session = withAnObject();
        application.moveTo("n3");
        assertThat(application.find(session)).isNotEmpty();
        cluster.service("n2").applicationGone(application.id());
        await().during(Duration.ofSeconds(3))
                .atMost(SOON)
                .until(() -> !cluster.log().hasForgotten(id(session)));
        cluster.service("n3").applicationGone(application.id());
        awaitForgotten(session);
    }

    @Test
    void forgetsTheSessionsOfAnApplicationThatIsEvicted() {
        SessionHandle session = withAnObject();
        done(cluster.admin("n1").evictApplication(slot, application.id(), operator(), deadline()));
        awaitForgotten(session);
    }

    @Test
    void forgetsASessionThatIsEvictedAndLeavesTheObjectsOfTheOthers() {
        SessionHandle evicted = application.openLoggedIn(slot);
        application.create(evicted, TestApplication.data("goes", false, true));
        SessionHandle other = application.open(slot);
        application.create(other, TestApplication.data("stays", false, true));
        done(cluster.admin("n1").evictSession(evicted, operator(), deadline()));
        awaitForgotten(evicted);
        assertThat(application.find(other)).hasSize(1);
        assertThat(cluster.log().hasForgotten(id(other))).isFalse();
    }

    @Test
    void triesAgainWhereTheJournalDoesNotForget() {
        SessionHandle session = withAnObject();
        cluster.consensus().failToForget(id(session));
        application.close(session);
        await().atMost(SOON).until(() -> cluster.consensus().vainForgets(id(session)) >= 2);
        cluster.consensus().forgetAgain(id(session));
        awaitForgotten(session);
    }

    /** What the one before had no time for. */
    @Test
    void aNewLeaderForgetsWhatItReadsTheEndOf() {
        SessionHandle session = withAnObject();
        application.close(session);
        awaitForgotten(session);
        cluster.consensus().failToForget(id(session));
        cluster.leadElsewhereThan(cluster.consensus().leader());
        application.open(slot);
        await().atMost(SOON).until(() -> cluster.consensus().vainForgets(id(session)) >= 1);
        cluster.consensus().forgetAgain(id(session));
    }

    /** The application used it on another node meanwhile and closed it there. */
    @Test
    void endsTheCopyThatWasLeftBehindWithoutAFaultOfItsOwn() {
        SessionHandle session = withAnObject();
        application.moveTo("n3");
        assertThat(application.find(session)).isNotEmpty();
        application.close(session);
        awaitForgotten(session);
        application.moveTo("n2");
        long refused = cluster.log().refused();
        List<ILoggingEvent> errors = errorsOf(() -> assertRefused(
                application.at().createObject(application.call(), session, TestApplication.data("late", false, false)),
                Fault.SESSION_HANDLE_INVALID));
        assertThat(cluster.log().refused()).as("the fence").isGreaterThan(refused);
        assertThat(errors).isEmpty();
    }

    private SessionHandle withAnObject() {
        SessionHandle session = application.open(slot);
        application.create(session, TestApplication.data("an object", false, false));
        assertThat(cluster.log().last(id(session))).isPositive();
        return session;
    }

    private void awaitForgotten(SessionHandle session) {
        await().atMost(SOON).until(() -> cluster.log().hasForgotten(id(session)));
        assertThat(cluster.log().last(id(session))).isZero();
    }

    private String id(SessionHandle session) {
        return SessionActor.persistenceId(cluster.consensus().viewOf("n1"), session, 1);
    }

    private static List<ILoggingEvent> errorsOf(Runnable action) {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> events = new ListAppender<>();
        events.start();
        root.addAppender(events);
        try {
            action.run();
        } finally {
            root.detachAppender(events);
        }
        return events.list.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .toList();
    }

    private RequestId operator() {
        return new RequestId(cluster.service("n1").admit(0).application(), 1);
    }

    private static long deadline() {
        return System.nanoTime() + SOON.toNanos();
    }
}
