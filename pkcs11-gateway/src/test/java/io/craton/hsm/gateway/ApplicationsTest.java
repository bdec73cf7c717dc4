package io.craton.hsm.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.id.ApplicationId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ApplicationsTest {
    private static final long GRACE = 500_000_000L;
    private static final ApplicationId ONE = new ApplicationId(Octets.ofHex("01".repeat(16)));
    private static final ApplicationId TWO = new ApplicationId(Octets.ofHex("02".repeat(16)));

    private final Applications applications = new Applications(Duration.ofNanos(GRACE));

    @Test
    void anApplicationIsGoneOnceItsLastConnectionIsAGraceAgo() {
        applications.connected(ONE);
        applications.connected(ONE);
        applications.disconnected(ONE, 0);
        assertThat(applications.takeGone(10 * GRACE)).isEmpty();

        applications.disconnected(ONE, 10 * GRACE);
        assertThat(applications.takeGone(11 * GRACE - 1)).isEmpty();
        assertThat(applications.takeGone(11 * GRACE)).containsExactly(ONE);
        assertThat(applications.takeGone(20 * GRACE)).isEmpty();
        assertThat(applications.count()).isZero();
    }

    @Test
    void anApplicationThatReconnectsWithinTheGraceStays() {
        applications.connected(ONE);
        applications.disconnected(ONE, 0);
        applications.connected(ONE);

        assertThat(applications.takeGone(10 * GRACE)).isEmpty();
        assertThat(applications.count()).isOne();
    }

    @Test
    void anApplicationThatSaidGoodbyeIsNotReportedAgain() {
        applications.connected(ONE);
        applications.saidGoodbye(ONE);
        applications.disconnected(ONE, 0);

        assertThat(applications.takeGone(10 * GRACE)).isEmpty();
        assertThat(applications.count()).isZero();
    }

    @Test
    void applicationsAreCountedApart() {
        applications.connected(ONE);
        applications.connected(TWO);
        applications.disconnected(ONE, 0);

        assertThat(applications.takeGone(GRACE)).containsExactly(ONE);
        assertThat(applications.count()).isOne();
    }
}
