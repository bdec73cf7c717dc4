package io.craton.hsm.actors.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.RequestId;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.token.TokenCommand;
import io.craton.hsm.core.token.TokenEvent;
import io.craton.hsm.core.token.TokenEvent.Cause;
import io.craton.hsm.core.token.TokenMachine;
import io.craton.hsm.core.token.TokenState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OrphansTest {
    private static final SlotId SLOT = new SlotId(0);
    private static final ApplicationId MOVED = application(1);
    private static final ApplicationId STAYED = application(2);
    private static final long START = 1_000;
    private static final long LATER = START + Orphans.PATIENCE.toNanos();

    private final TokenState state = opened();
    private final Orphans orphans = new Orphans(START);

    private static ApplicationId application(int number) {
        byte[] id = new byte[ApplicationId.BYTES];
        id[0] = (byte) number;
        return new ApplicationId(Octets.wrap(id));
    }

    /** One application was on the first node and went on to the second; another one never left the first. */
    private static TokenState opened() {
        TokenState state = TokenState.blank(SLOT);
        state = opened(state, MOVED, 1);
        state = TokenMachine.evolve(state, new TokenEvent.ApplicationAttached(MOVED, "n2/b"));
        return opened(state, STAYED, 2);
    }

    private static TokenState opened(TokenState state, ApplicationId application, long number) {
        return TokenMachine.evolve(
                state,
                new TokenEvent.SessionOpened(
                        new Cause(new RequestId(application, 1), 1), SessionHandle.of(SLOT, number), true, "n1/a"));
    }

    @Test
    void keepsEverythingAsLongAsSomebodyMayComeBack() {
        assertThat(orphans.detachments(state, LATER)).isEmpty();
    }

    @Test
    void detachesFromANodeNotHeardOfForTooLong() {
        orphans.heard("n2/b", LATER - 1);
        assertThat(orphans.detachments(state, LATER + 1))
                .containsExactly(new TokenCommand.Detach(MOVED, "n1/a"), new TokenCommand.Detach(STAYED, "n1/a"));
    }

    @Test
    void aWordFromTheNodeStartsTheTimeAgain() {
        orphans.heard("n1/a", LATER);
        orphans.heard("n2/b", LATER);
        long muchLater = LATER + Orphans.PATIENCE.toNanos();
        assertThat(orphans.detachments(state, muchLater)).isEmpty();
        assertThat(orphans.detachments(state, muchLater + Duration.ofSeconds(1).toNanos()))
                .hasSize(3);
    }

    @Test
    void aLaterRunOfTheSameNodeIsAnotherOne() {
        orphans.heard("n1/z", LATER);
        assertThat(orphans.detachments(state, LATER + 1)).contains(new TokenCommand.Detach(STAYED, "n1/a"));
    }
}
