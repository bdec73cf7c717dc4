package io.craton.hsm.actors.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.craton.hsm.actors.Consensus;
import io.craton.hsm.core.Octets;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.RequestId;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.token.TokenEvent;
import io.craton.hsm.core.token.TokenEvent.Cause;
import io.craton.hsm.core.token.TokenMachine;
import io.craton.hsm.core.token.TokenState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EndedSessionsTest {
    private static final SlotId SLOT = new SlotId(3);
    private static final ApplicationId OURS = new ApplicationId(Octets.wrap(new byte[ApplicationId.BYTES]));
    private static final RequestId REQUEST = new RequestId(OURS, 9);
    private static final SessionHandle FIRST = SessionHandle.of(SLOT, 1);
    private static final SessionHandle SECOND = SessionHandle.of(SLOT, 2);

    private final TokenState state = open(open(TokenState.blank(SLOT), FIRST, "n1"), SECOND, "n2");

    private static TokenState open(TokenState state, SessionHandle session, String node) {
        return TokenMachine.evolve(state, new TokenEvent.SessionOpened(cause(), session, true, node));
    }

    private static Cause cause() {
        return new Cause(REQUEST, 1);
    }

    @Test
    void findsTheSessionsThatAnEventEnds() {
        assertThat(endedBy(new TokenEvent.SessionClosed(cause(), SECOND))).containsExactly(SECOND);
        assertThat(endedBy(new TokenEvent.SessionEvicted(OURS, FIRST, REQUEST))).containsExactly(FIRST);
        assertThat(endedBy(new TokenEvent.AllSessionsClosed(cause()))).containsExactlyInAnyOrder(FIRST, SECOND);
        assertThat(endedBy(new TokenEvent.ApplicationEvicted(OURS, REQUEST))).containsExactlyInAnyOrder(FIRST, SECOND);
        assertThat(endedBy(new TokenEvent.LoggedOut(cause()))).isEmpty();
    }

    @Test
    void endsSessionsOnlyWhenTheirApplicationLeavesItsLastNode() {
        TokenEvent leavesTheFirst = new TokenEvent.ApplicationDetached(OURS, "n1");
        TokenEvent leavesTheSecond = new TokenEvent.ApplicationDetached(OURS, "n2");
        assertThat(endedBy(leavesTheFirst)).isEmpty();
        TokenState attached = TokenMachine.evolve(state, leavesTheFirst);
        TokenState gone = TokenMachine.evolve(attached, leavesTheSecond);
        assertThat(EndedSessions.of(attached, leavesTheSecond, gone)).containsExactlyInAnyOrder(FIRST, SECOND);
        assertThat(EndedSessions.of(gone, leavesTheSecond, gone)).isEmpty();
    }

    private Iterable<SessionHandle> endedBy(TokenEvent event) {
        return EndedSessions.of(state, event, TokenMachine.evolve(state, event));
    }

    @Test
    void dropsOnlySoManyAtOnce() {
        Journal journal = new Journal(CompletableFuture::new);
        try (EndedSessions ended = new EndedSessions(journal, Duration.ZERO)) {
            ended.forget(sessions(EndedSessions.AT_ONCE + 1));
            await().until(() -> journal.asked().size() == EndedSessions.AT_ONCE);
            await().during(Duration.ofMillis(200)).until(() -> journal.asked().size() == EndedSessions.AT_ONCE);
            journal.answers().getFirst().complete(null);
            await().until(() -> journal.asked().size() == EndedSessions.AT_ONCE + 1);
            assertThat(journal.asked()).doesNotHaveDuplicates();
        }
    }

    @Test
    void givesUpAfterSomeTriesAndGoesOnWithTheNext() {
        Journal journal = new Journal(() -> CompletableFuture.failedFuture(new IllegalStateException("no leader")));
        int sessions = EndedSessions.AT_ONCE + 1;
        int tries = sessions * EndedSessions.MAX_TRIES;
        try (EndedSessions ended = new EndedSessions(journal, Duration.ZERO)) {
            ended.forget(sessions(sessions));
            await().until(() -> journal.asked().size() == tries);
            await().during(Duration.ofMillis(200)).until(() -> journal.asked().size() == tries);
            assertThat(journal.asked().stream().distinct()).hasSize(sessions);
        }
    }

    @Test
    void leavesWhatIsMoreThanMayWait() {
        Journal journal = new Journal(() -> CompletableFuture.completedFuture(null));
        try (EndedSessions ended = new EndedSessions(journal, Duration.ZERO)) {
            ended.forget(sessions(EndedSessions.MAX_WAITING));
            await().atMost(Duration.ofSeconds(30)).until(() -> journal.asked().size() == EndedSessions.MAX_WAITING);
            ended.forget(sessions(EndedSessions.MAX_WAITING + 1));
            await().atMost(Duration.ofSeconds(30)).until(() -> journal.asked().size() == 2 * EndedSessions.MAX_WAITING);
            await().during(Duration.ofMillis(200)).until(() -> journal.asked().size() == 2 * EndedSessions.MAX_WAITING);
        }
    }

    private static List<SessionHandle> sessions(int count) {
        return LongStream.rangeClosed(1, count)
                .mapToObj(number -> SessionHandle.of(SLOT, number))
                .toList();
    }

    /** Asked to forget, it answers as the test says. */
    private static final class Journal implements Consensus {
        private final Supplier<CompletableFuture<Void>> answer;
        private final List<String> asked = new ArrayList<>();
        private final List<CompletableFuture<Void>> answers = new ArrayList<>();

        Journal(Supplier<CompletableFuture<Void>> answer) {
            this.answer = answer;
        }

        synchronized List<String> asked() {
            return List.copyOf(asked);
        }

        synchronized List<CompletableFuture<Void>> answers() {
            return List.copyOf(answers);
        }

        @Override
        public synchronized CompletionStage<Void> forget(String persistenceId) {
            asked.add(persistenceId);
            answers.add(answer.get());
            return answers.getLast();
        }

        @Override
        public int tokenGroups() {
            return 1;
        }

        @Override
        public String self() {
            return "n1";
        }

        @Override
        public Optional<String> leader(int group) {
            return Optional.empty();
        }

        @Override
        public CompletionStage<Void> confirmLeadership(int group, long term) {
            return CompletableFuture.failedStage(new IllegalStateException("nobody leads"));
        }

        @Override
        public void addListener(Listener listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String residentId(int group, String name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String roamingId(int group, String name) {
            return group + "-" + name;
        }

        @Override
        public String journalPluginId() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String snapshotPluginId() {
            throw new UnsupportedOperationException();
        }
    }
}
