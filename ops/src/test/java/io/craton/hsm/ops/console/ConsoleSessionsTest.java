package io.craton.hsm.ops.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.auth.Operator;
import io.craton.hsm.auth.Operator.SecondFactorUse;
import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.auth.Role;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConsoleSessionsTest {
    private final AtomicLong now = new AtomicLong(1_000);
    private final ConsoleSessions sessions = new ConsoleSessions(now::get);

    @Test
    void knowsASessionByItsTokenAlone() {
        String anne = open("anne");
        String bert = open("bert");
        assertThat(sessions.use(anne).orElseThrow().operator().id().name()).isEqualTo("anne");
        assertThat(sessions.use(bert).orElseThrow().formToken())
                .isNotEqualTo(sessions.use(anne).orElseThrow().formToken());
        assertThat(sessions.use("A".repeat(43))).isEmpty();
        assertThat(sessions.use("")).isEmpty();
    }

    @Test
    void endsASessionThatIsNotUsedButNotOneThatIs() {
        String token = open("anne");
        pass(ConsoleSessions.IDLE);
        assertThat(sessions.use(token)).isPresent();
        pass(ConsoleSessions.IDLE);
        assertThat(sessions.use(token)).isPresent();
        pass(ConsoleSessions.IDLE.plusNanos(1));
        assertThat(sessions.use(token)).isEmpty();
    }

    @Test
    void lookingAtTheDashboardDoesNotKeepASessionFromEnding() {
        String token = open("anne");
        pass(ConsoleSessions.IDLE);
        assertThat(sessions.find(token)).isPresent();
        pass(Duration.ofNanos(1));
        assertThat(sessions.find(token)).isEmpty();
    }

    @Test
    void endsEverySessionAfterTheLongestTime() {
        String token = open("anne");
        for (Duration passed = Duration.ZERO;
                passed.compareTo(ConsoleSessions.LONGEST) < 0;
                passed = passed.plus(ConsoleSessions.IDLE)) {
            assertThat(sessions.use(token)).isPresent();
            pass(ConsoleSessions.IDLE);
        }
        pass(Duration.ofNanos(1));
        assertThat(sessions.use(token)).isEmpty();
    }

    @Test
    void forgetsASessionThatWasEnded() {
        String token = open("anne");
        sessions.end(token);
        assertThat(sessions.use(token)).isEmpty();
    }

    @Test
    void givesNobodyTheRoomOfTheOthers() {
        for (int i = 0; i < ConsoleSessions.MAX_OF_ONE; i++) {
            open("anne");
        }
        assertThat(sessions.open(operator("anne"))).isEmpty();
        open("bert");
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private String open(String name) {
        return sessions.open(operator(name)).orElseThrow().text();
    }

    private static Operator operator(String name) {
        return new Operator(new OperatorId("certificate", name), Set.of(Role.VIEWER), SecondFactorUse.NOT_REQUIRED);
    }
}
