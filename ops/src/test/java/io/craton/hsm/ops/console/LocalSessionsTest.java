package io.craton.hsm.ops.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.auth.Operator;
import io.craton.hsm.auth.Operator.SecondFactorUse;
import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.auth.Role;
import io.craton.hsm.auth.SessionToken;
import io.craton.hsm.ops.console.ConsoleSession.OpenToken;
import io.craton.hsm.ops.http.RouteCaller;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LocalSessionsTest {
    private static final RouteCaller.Caller ANNE = new RouteCaller.Caller(
            new Operator(new OperatorId("corp", "anne"), Set.of(Role.VIEWER), SecondFactorUse.NOT_REQUIRED),
            "192.0.2.1");

    private final List<ConsoleSession> left = new ArrayList<>();
    private final LocalSessions sessions = new LocalSessions(left::add);

    private static SessionToken token() {
        return SessionToken.random(new SecureRandom());
    }

    @Test
    void keepsOneForEachSignInWithAFormTokenOfItsOwn() {
        SessionToken first = token();
        ConsoleSession kept = sessions.of(first, ANNE);
        assertThat(sessions.of(first, ANNE)).isSameAs(kept);
        assertThat(sessions.of(token(), ANNE).formToken()).isNotEqualTo(kept.formToken());
        assertThat(kept.formToken())
                .as("the same at every node")
                .isEqualTo(new LocalSessions(left::add).of(first, ANNE).formToken())
                .isNotEqualTo(first.text());
    }

    @Test
    void namesTheOnesThatHaveATokenOpenAndLetsGoOfOneThatHasEnded() {
        SessionToken open = token();
        SessionToken none = token();
        sessions.of(none, ANNE);
        ConsoleSession kept = sessions.of(open, ANNE);
        assertThat(kept.use(Optional.of(new OpenToken("0", "id", true)))).isEmpty();
        assertThat(sessions.withTokens()).containsExactly(open.hash());
        sessions.end(open.hash());
        sessions.end(open.hash());
        assertThat(left).containsExactly(kept);
        assertThat(sessions.withTokens()).isEmpty();
    }

    @Test
    void letsGoOfTheOneThatWasNotUsedForLongestWhenThereAreTooMany() {
        SessionToken first = token();
        SessionToken second = token();
        ConsoleSession used = sessions.of(first, ANNE);
        ConsoleSession unused = sessions.of(second, ANNE);
        for (int i = 2; i < LocalSessions.MAX; i++) {
            sessions.of(token(), ANNE);
        }
        assertThat(sessions.of(first, ANNE)).isSameAs(used);
        assertThat(left).isEmpty();
        sessions.of(token(), ANNE);
        assertThat(left).containsExactly(unused);
    }
}
