package io.craton.hsm.core.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.craton.hsm.core.lease.HeldLease.Entries;
import io.craton.hsm.core.lease.HeldLease.Revision;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class LeaseTest {
    private static final long D = LeaseTerms.DURATION.toNanos();
    private static final long GRANTED = LeaseTerms.GRANTED.toNanos();
    private static final HeldLease HELD = new HeldLease(3, 7, 100 + D);

    @Test
    void aNewHolderHasNoValidLease() {
        for (long now : new long[] {0, -5, Long.MAX_VALUE, Long.MIN_VALUE}) {
            assertThat(HeldLease.none(now).isValidAt(now)).isFalse();
        }
    }

    @Test
    void aLeaseLastsFromBeforeItWasAskedForToTheNanosecond() {
        HeldLease lease = HeldLease.none(50).granted(3, 7, 100).lease();
        assertThat(lease.isValidAt(100 + D - 1)).isTrue();
        assertThat(lease.isValidAt(100 + D)).isFalse();
    }

    @Test
    void aLeaseIsValidAcrossTheOverflowOfTheClock() {
        long asked = Long.MAX_VALUE - 10;
        HeldLease lease = HeldLease.none(asked).granted(3, 7, asked).lease();
        assertThat(lease.isValidAt(asked + D - 1)).isTrue();
        assertThat(lease.isValidAt(asked + D)).isFalse();
    }

    @Test
    void aRenewalExtendsTheLeaseAndKeepsTheEntries() {
        assertThat(HELD.granted(3, 7, 200)).isEqualTo(new Revision(new HeldLease(3, 7, 200 + D), Entries.KEEP));
    }

    @Test
    void aLateRenewalDoesNotShortenTheLease() {
        assertThat(HELD.granted(3, 7, 50)).isEqualTo(new Revision(HELD, Entries.KEEP));
    }

    @Test
    void aGrantOfAnEarlierTermOrStampChangesNothing() {
        assertThat(HELD.granted(2, 9, 200)).isEqualTo(new Revision(HELD, Entries.KEEP));
        assertThat(HELD.granted(3, 6, 200)).isEqualTo(new Revision(HELD, Entries.KEEP));
        assertThat(HELD.granted(4, 6, 200)).isEqualTo(new Revision(HELD, Entries.KEEP));
    }

    @Test
    void aGrantForALaterStampMeansThatARevocationWasMissed() {
        assertThat(HELD.granted(3, 8, 200)).isEqualTo(new Revision(new HeldLease(3, 8, 200 + D), Entries.DROP_ALL));
        assertThat(HELD.granted(4, 8, 200)).isEqualTo(new Revision(new HeldLease(4, 8, 200 + D), Entries.DROP_ALL));
    }

    @Test
    void aNewLeaderThatKnowsTheSameStateTakesNothingAway() {
        assertThat(HELD.granted(4, 7, 200)).isEqualTo(new Revision(new HeldLease(4, 7, 200 + D), Entries.KEEP));
    }

    @Test
    void aRevocationInSequenceTakesWhatItNamesAndDoesNotExtendTheLease() {
        assertThat(HELD.revoked(3, 7, 8))
                .isEqualTo(new Revision(new HeldLease(3, 8, HELD.validUntilNanos()), Entries.DROP_NAMED));
        assertThat(HELD.revoked(5, 7, 8))
                .isEqualTo(new Revision(new HeldLease(5, 8, HELD.validUntilNanos()), Entries.DROP_NAMED));
    }

    @Test
    void aRevocationAfterAMissedOneTakesEverything() {
        assertThat(HELD.revoked(3, 8, 9))
                .isEqualTo(new Revision(new HeldLease(3, 9, HELD.validUntilNanos()), Entries.DROP_ALL));
    }

    @Test
    void aRepeatedOrOutdatedRevocationChangesNothing() {
        assertThat(HELD.revoked(3, 6, 7)).isEqualTo(new Revision(HELD, Entries.KEEP));
        assertThat(HELD.revoked(2, 7, 8)).isEqualTo(new Revision(HELD, Entries.KEEP));
    }

    @Test
    void onlyAnEntryOfTheSameTermAndStampIsCovered() {
        assertThat(HELD.covers(3, 7)).isTrue();
        assertThat(HELD.covers(3, 6)).isFalse();
        assertThat(HELD.covers(3, 8)).isFalse();
        assertThat(HELD.covers(2, 7)).isFalse();
        assertThat(HELD.covers(4, 7)).isFalse();
    }

    @Test
    void theGranterWaitsLongerThanAnyHolderCountsEvenWithClocksAtDifferentRates() {
        double slowestHolder = D / 0.98;
        double fastestGranter = GRANTED / 1.02;
        assertThat(fastestGranter).isGreaterThan(slowestHolder);
    }

    @Test
    void aNewLeaderSettlesNothingUntilEveryLeaseOfItsPredecessorHasRunOut() {
        LeaseLedger ledger = new LeaseLedger(Set.of("a", "b"), 1_000);
        assertThat(ledger.isSettled(5, 1_000)).isFalse();
        assertThat(ledger.isSettled(5, 1_000 + GRANTED - 1)).isFalse();
        assertThat(ledger.isSettled(5, 1_000 + GRANTED)).isTrue();
    }

    @Test
    void aNewLeaderNeedNotWaitOnceEveryNodeHasReported() {
        LeaseLedger ledger = new LeaseLedger(Set.of("a", "b"), 0);
        ledger.granted("a", 5, 10);
        assertThat(ledger.isSettled(5, 20)).isFalse();
        ledger.granted("b", 4, 10);
        assertThat(ledger.isSettled(4, 20)).isTrue();
        assertThat(ledger.isSettled(5, 20)).isFalse();
        ledger.confirmed("b", 5);
        assertThat(ledger.isSettled(5, 20)).isTrue();
    }

    @Test
    void aChangeSettlesWhenEveryHolderConfirmedOrItsLeaseRanOut() {
        LeaseLedger ledger = quiet("a", "b", "c");
        ledger.granted("a", 5, 0);
        ledger.granted("b", 5, 100);
        assertThat(ledger.unconfirmed(6, 200)).containsExactlyInAnyOrder("a", "b");
        ledger.confirmed("a", 6);
        assertThat(ledger.unconfirmed(6, 200)).containsExactly("b");
        assertThat(ledger.isSettled(6, 100 + GRANTED - 1)).isFalse();
        assertThat(ledger.isSettled(6, 100 + GRANTED)).isTrue();
        assertThat(ledger.unconfirmed(6, 100 + GRANTED)).isEmpty();
    }

    @Test
    void aGrantIsNoConfirmationButTheStampTheHolderReportsIs() {
        LeaseLedger ledger = quiet("a");
        ledger.granted("a", 5, 0);
        ledger.granted("a", 5, 10);
        assertThat(ledger.isSettled(6, 20)).isFalse();
        ledger.granted("a", 6, 30);
        assertThat(ledger.isSettled(6, 40)).isTrue();
    }

    @Test
    void aLateRequestOrConfirmationTakesNoConfirmationBack() {
        LeaseLedger ledger = quiet("a");
        ledger.granted("a", 5, 0);
        ledger.confirmed("a", 7);
        ledger.confirmed("a", 6);
        ledger.granted("a", 5, 10);
        assertThat(ledger.isSettled(7, 20)).isTrue();
        assertThat(ledger.isSettled(8, 20)).isFalse();
    }

    @Test
    void aConfirmationOfANodeWithoutALeaseMeansNothing() {
        LeaseLedger ledger = new LeaseLedger(Set.of("a"), 0);
        ledger.confirmed("a", 9);
        assertThat(ledger.isSettled(5, 10))
                .as("its predecessor's lease may still run")
                .isFalse();
    }

    @Test
    void anUnknownNodeIsADefect() {
        LeaseLedger ledger = quiet("a");
        assertThatIllegalArgumentException().isThrownBy(() -> ledger.granted("x", 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> ledger.confirmed("x", 1));
    }

    /** A ledger whose quiet time is over at 0. */
    private static LeaseLedger quiet(String... nodes) {
        return new LeaseLedger(Set.of(nodes), -GRANTED);
    }
}
