package io.craton.hsm.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProgressTest {
    private final Progress progress = new Progress();

    @Test
    void stepsBeforeTheHandshakeIsDoneDoNotProlongIt() {
        assertThat(progress.standingNanos(0)).isZero();
        progress.enter(Progress.Phase.READING);
        progress.enter(Progress.Phase.WRITING);

        assertThat(progress.phase()).isEqualTo(Progress.Phase.GREETING);
        assertThat(progress.standingNanos(100)).isEqualTo(100);
    }

    @Test
    void aPhaseThatIsEnteredAgainAndAgainStandsStill() {
        progress.greeted();
        progress.enter(Progress.Phase.READING);
        assertThat(progress.standingNanos(0)).isZero();
        progress.enter(Progress.Phase.READING);

        assertThat(progress.standingNanos(70)).isEqualTo(70);
    }

    @Test
    void theSamePhaseOfAnotherRequestIsAnotherStep() {
        progress.greeted();
        progress.enter(Progress.Phase.WORKING);
        assertThat(progress.standingNanos(0)).isZero();
        progress.enter(Progress.Phase.RESTING);
        progress.enter(Progress.Phase.WORKING);

        assertThat(progress.standingNanos(70)).isZero();
        assertThat(progress.standingNanos(90)).isEqualTo(20);
    }
}
