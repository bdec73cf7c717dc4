package io.craton.hsm.auth.state;

import static io.craton.hsm.auth.state.SignInSamples.ALICE;
import static io.craton.hsm.auth.state.SignInSamples.AT_PROVIDER;
import static io.craton.hsm.auth.state.SignInSamples.BOB;
import static io.craton.hsm.auth.state.SignInSamples.HERE;
import static io.craton.hsm.auth.state.SignInSamples.SEALED;
import static io.craton.hsm.auth.state.SignInSamples.T0;
import static io.craton.hsm.auth.state.SignInSamples.VERIFIER;
import static io.craton.hsm.auth.state.SignInSamples.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.auth.Identity.ProviderSession;
import io.craton.hsm.auth.Operator;
import io.craton.hsm.auth.Operator.SecondFactorUse;
import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.auth.Role;
import io.craton.hsm.auth.state.SignInDecision.Fault;
import io.craton.hsm.core.Octets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SignInMachineTest {
    private static final SessionTerms TERMS = new SessionTerms(10 * 60_000, 60 * 60_000);
    private static final long OVER_BACK_OFF = SignInLimits.MAX_BACK_OFF_MILLIS;

    private final InMemoryOperatorState state = new InMemoryOperatorState();
    private long now = T0;

    /** A follower that only sees the events has the same state, and so has a node that starts from a snapshot. */
    @AfterEach
    void everyNodeHasTheSameState() {
        assertThat(state.replayed()).isEqualTo(state.current());
        assertThat(SignInStateCodec.decode(SignInStateCodec.encode(state.current())))
                .isEqualTo(state.current());
    }

    @Test
    void locksANameAfterTenFailuresAndLetsItTryAgainLater() {
        for (int i = 0; i < SignInLimits.MAX_NAME_FAILURES; i++) {
            accepted(attempt(ALICE, HERE));
            now += OVER_BACK_OFF;
        }
        refused(attempt(ALICE, HERE), Fault.LOCKED_OUT);
        refused(attempt(new OperatorId("ldap", " ALICE "), "192.0.2.9"), Fault.LOCKED_OUT);
        accepted(attempt(BOB, HERE));
        now += SignInLimits.LOCK_MILLIS - OVER_BACK_OFF;
        accepted(attempt(ALICE, HERE));
        refused(attempt(ALICE, HERE), Fault.LOCKED_OUT);
        now += SignInLimits.FORGET_MILLIS;
        accepted(attempt(ALICE, HERE));
        now += SignInLimits.FIRST_BACK_OFF_MILLIS;
        accepted(attempt(ALICE, HERE));
    }

    @Test
    void makesANameWaitLongerAfterEachFailure() {
        long wait = SignInLimits.FIRST_BACK_OFF_MILLIS;
        for (int i = 1; i < SignInLimits.MAX_NAME_FAILURES; i++) {
            accepted(attempt(ALICE, HERE));
            now += Math.min(wait, SignInLimits.MAX_BACK_OFF_MILLIS) - 1;
            refused(attempt(ALICE, HERE), Fault.LOCKED_OUT);
            now += 1;
            wait *= 2;
        }
    }

    @Test
    void tryingALockedNameDoesNotKeepItsOwnerOutForLonger() {
        for (int i = 0; i < SignInLimits.MAX_NAME_FAILURES; i++) {
            accepted(attempt(ALICE, HERE));
            now += OVER_BACK_OFF;
        }
        long opens = now - OVER_BACK_OFF + SignInLimits.LOCK_MILLIS;
        for (; now < opens; now += 60_000) {
            refused(attempt(ALICE, HERE), Fault.LOCKED_OUT);
        }
        now = opens;
        accepted(attempt(ALICE, HERE));
    }

    @Test
    void anOfficerUnlocksAName() {
        for (int i = 0; i < SignInLimits.MAX_NAME_FAILURES; i++) {
            accepted(attempt(ALICE, HERE));
            now += OVER_BACK_OFF;
        }
        accepted(new SignInCommand.UnlockName(ALICE));
        accepted(attempt(ALICE, HERE));
    }

    @Test
    void locksASourceThatTriesManyNamesAndGivesBackOnlyWhatSucceeded() {
        for (int i = 0; i < SignInLimits.MAX_SOURCE_FAILURES; i++) {
            accepted(attempt(new OperatorId("ldap", "guess" + i), HERE));
        }
        refused(attempt(ALICE, HERE), Fault.LOCKED_OUT);
        refused(new SignInCommand.CountAttempt(now, Optional.empty(), HERE), Fault.LOCKED_OUT);
        accepted(attempt(ALICE, "192.0.2.2"));
        accepted(open(token(1), ALICE, SecondFactorUse.NOT_REQUIRED));
        accepted(attempt(BOB, HERE));
        refused(attempt(new OperatorId("ldap", "carol"), HERE), Fault.LOCKED_OUT);
    }

    @Test
    void aCodeWaitsForNoFailureButForALock() {
        accepted(attempt(ALICE, HERE));
        for (int i = 1; i < SignInLimits.MAX_NAME_FAILURES; i++) {
            accepted(new SignInCommand.CountCode(now, ALICE, HERE));
        }
        refused(new SignInCommand.CountCode(now, ALICE, HERE), Fault.LOCKED_OUT);
        now += OVER_BACK_OFF;
        refused(attempt(ALICE, HERE), Fault.LOCKED_OUT);
        refused(new SignInCommand.CountCode(now, ALICE, "192.0.2.9"), Fault.LOCKED_OUT);
        now += SignInLimits.LOCK_MILLIS;
        accepted(new SignInCommand.CountCode(now, ALICE, HERE));
    }

    @Test
    void askingAgainInADeviceFlowLocksNobodyOut() {
        for (int i = 0; i < 2 * SignInLimits.MAX_SOURCE_FAILURES; i++) {
            accepted(new SignInCommand.CountAttempt(now, Optional.empty(), HERE));
            accepted(new SignInCommand.ReturnAttempt(HERE));
        }
        assertThat(state.current().sources()).isEmpty();
    }

    @Test
    void aSessionEndsWhenItIsIdleAndWhenItIsOld() {
        accepted(open(token(1), ALICE, SecondFactorUse.NOT_REQUIRED));
        long idle = TERMS.idleMillis();
        now += idle - 1;
        accepted(new SignInCommand.UseSession(now, token(1)));
        now += idle - 1;
        accepted(new SignInCommand.UseSession(now, token(1)));
        now += idle;
        refused(new SignInCommand.UseSession(now, token(1)), Fault.UNKNOWN);
        assertThat(state.current().session(token(1), now)).isEmpty();

        accepted(open(token(2), ALICE, SecondFactorUse.NOT_REQUIRED));
        long end = now + TERMS.absoluteMillis();
        for (; now < end; now += idle / 2) {
            accepted(new SignInCommand.UseSession(now, token(2)));
        }
        now = end;
        refused(new SignInCommand.UseSession(now, token(2)), Fault.UNKNOWN);
        accepted(new SignInCommand.Sweep(now));
        assertThat(state.current().sessions()).isEmpty();
    }

    @Test
    void recordsTheUseOfASessionNoFinerThanTheGrain() {
        accepted(open(token(1), ALICE, SecondFactorUse.NOT_REQUIRED));
        int before = state.events().size();
        for (int i = 0; i < 100; i++) {
            now += SignInLimits.SEEN_GRAIN_MILLIS / 100;
            accepted(new SignInCommand.UseSession(now, token(1)));
        }
        assertThat(state.events()).hasSize(before + 1);
    }

    @Test
    void opensNoSessionUnderATokenThatWasThereBefore() {
        accepted(open(token(1), ALICE, SecondFactorUse.NOT_REQUIRED));
        refused(open(token(1), BOB, SecondFactorUse.NOT_REQUIRED), Fault.DUPLICATE);
        refused(start(token(1), BOB), Fault.DUPLICATE);
        accepted(start(token(2), BOB));
        refused(open(token(2), BOB, SecondFactorUse.NOT_REQUIRED), Fault.DUPLICATE);
    }

    @Test
    void endsTheOldestSessionOfAnOperatorWithTooMany() {
        for (int i = 1; i <= SignInLimits.MAX_SESSIONS_PER_OPERATOR + 1; i++) {
            accepted(open(token(i), ALICE, SecondFactorUse.NOT_REQUIRED));
            now += 1;
        }
        assertThat(state.current().sessions())
                .hasSize(SignInLimits.MAX_SESSIONS_PER_OPERATOR)
                .doesNotContainKey(token(1))
                .containsKey(token(SignInLimits.MAX_SESSIONS_PER_OPERATOR + 1));
    }

    @Test
    void refusesMoreSessionsThanTheClusterHolds() {
        for (int i = 0; i < SignInLimits.MAX_SESSIONS; i++) {
            accepted(open(token(i), new OperatorId("ldap", "op" + i), SecondFactorUse.NOT_REQUIRED));
        }
        refused(open(token(9_999), ALICE, SecondFactorUse.NOT_REQUIRED), Fault.FULL);
        accepted(new SignInCommand.EndSession(token(1)));
        accepted(open(token(9_999), ALICE, SecondFactorUse.NOT_REQUIRED));
    }

    @Test
    void enrolsASecondFactorOnlyWhileAnOfficerAllowsIt() {
        accepted(start(token(1), ALICE));
        refused(new SignInCommand.PrepareEnrolment(now, token(1), SEALED), Fault.ENROLMENT_NOT_ALLOWED);
        refused(finish(token(1), 100, token(2)), Fault.ENROLMENT_NOT_ALLOWED);
        accepted(new SignInCommand.AllowEnrolment(now, ALICE, now + 60_000));
        refused(finish(token(1), 100, token(2)), Fault.ENROLMENT_NOT_ALLOWED);
        now += 60_000;
        refused(new SignInCommand.PrepareEnrolment(now, token(1), SEALED), Fault.ENROLMENT_NOT_ALLOWED);
        accepted(new SignInCommand.AllowEnrolment(now, ALICE, now + 60_000));
        accepted(new SignInCommand.PrepareEnrolment(now, token(1), SEALED));
        accepted(finish(token(1), 100, token(2)));

        assertThat(state.current().secondFactor(ALICE)).contains(new SecondFactor(SEALED, 100));
        assertThat(state.current().enrolments()).isEmpty();
        refused(new SignInCommand.AllowEnrolment(now, ALICE, now + 60_000), Fault.ENROLLED);
        accepted(start(token(3), ALICE));
        refused(new SignInCommand.PrepareEnrolment(now, token(3), SEALED), Fault.ENROLLED);
    }

    @Test
    void sweepsAwayPermissionsToEnrolThatNobodyUsed() {
        accepted(new SignInCommand.AllowEnrolment(now, ALICE, Long.MAX_VALUE));
        assertThat(state.current().enrolments()).containsEntry(ALICE, now + SignInLimits.MAX_ENROLMENT_MILLIS);
        now += SignInLimits.MAX_ENROLMENT_MILLIS;
        accepted(new SignInCommand.Sweep(now));
        assertThat(state.current().enrolments()).isEmpty();
    }

    @Test
    void acceptsNoCodeTwiceAlsoInTwoSignInsAtOnce() {
        enrol(ALICE, 100);
        accepted(start(token(3), ALICE));
        accepted(start(token(4), ALICE));
        refused(finish(token(3), 100, token(5)), Fault.REPLAYED);
        refused(finish(token(3), 99, token(5)), Fault.REPLAYED);
        accepted(finish(token(3), 101, token(5)));
        refused(finish(token(4), 101, token(6)), Fault.REPLAYED);
        accepted(finish(token(4), 102, token(6)));
        refused(finish(token(4), 103, token(7)), Fault.UNKNOWN);
    }

    @Test
    void whoHasASecondFactorDoesNotGetInWithoutIt() {
        enrol(ALICE, 100);
        refused(open(token(8), ALICE, SecondFactorUse.NOT_REQUIRED), Fault.SECOND_FACTOR_NEEDED);
        refused(open(token(8), BOB, SecondFactorUse.SHOWN), Fault.SECOND_FACTOR_NEEDED);
        refused(open(token(8), BOB, SecondFactorUse.EXEMPT), Fault.SECOND_FACTOR_NEEDED);
        accepted(open(token(8), BOB, SecondFactorUse.NOT_REQUIRED));
    }

    @Test
    void aSignInWaitsForItsCodeOnlySoLong() {
        enrol(ALICE, 100);
        accepted(start(token(3), ALICE));
        now += SignInLimits.PENDING_MILLIS;
        refused(finish(token(3), 200, token(4)), Fault.UNKNOWN);
        accepted(new SignInCommand.Sweep(now));
        assertThat(state.current().pending()).isEmpty();
        for (int i = 0; i <= SignInLimits.MAX_PENDING; i++) {
            accepted(start(token(1_000 + i), ALICE));
            now += 1;
        }
        assertThat(state.current().pending()).hasSize(SignInLimits.MAX_PENDING).doesNotContainKey(token(1_000));
    }

    @Test
    void resettingASecondFactorEndsEverythingOfItsOwner() {
        enrol(ALICE, 100);
        accepted(start(token(3), ALICE));
        accepted(open(token(9), BOB, SecondFactorUse.NOT_REQUIRED));
        accepted(new SignInCommand.ResetSecondFactor(ALICE));
        assertThat(state.current().secondFactors()).isEmpty();
        assertThat(state.current().pending()).isEmpty();
        assertThat(state.current().sessions()).containsOnlyKeys(token(9));
    }

    @Test
    void endsTheSessionsThatAProviderSaysHaveEnded() {
        accepted(openAt(token(1), new ProviderSession("https://id.example", "s1", Optional.of("a"))));
        accepted(openAt(token(2), new ProviderSession("https://id.example", "s1", Optional.of("b"))));
        accepted(openAt(token(3), new ProviderSession("https://id.example", "s2", Optional.of("c"))));
        accepted(openAt(token(4), new ProviderSession("https://other.example", "s1", Optional.of("a"))));
        accepted(open(token(5), BOB, SecondFactorUse.NOT_REQUIRED));

        accepted(logout(Optional.empty(), Optional.empty()));
        assertThat(state.current().sessions()).hasSize(5);
        accepted(logout(Optional.of("s2"), Optional.of("a")));
        assertThat(state.current().sessions()).hasSize(5);
        accepted(logout(Optional.empty(), Optional.of("a")));
        assertThat(state.current().sessions()).containsOnlyKeys(token(2), token(3), token(4), token(5));
        accepted(logout(Optional.of("s1"), Optional.empty()));
        assertThat(state.current().sessions()).containsOnlyKeys(token(3), token(4), token(5));
    }

    @Test
    void aProvidersLogoutEndsASignInThatStillWaitsForItsCode() {
        accepted(start(token(1), ALICE));
        accepted(new SignInCommand.EndProviderSessions(
                AT_PROVIDER.issuer(), Optional.of(AT_PROVIDER.subject()), AT_PROVIDER.sessionId()));
        assertThat(state.current().pending()).isEmpty();
    }

    @Test
    void aBreakGlassAccountIsMadeOnceAndEachUseIsAnEvent() {
        refused(open(token(1), BreakGlass.ID, SecondFactorUse.EXEMPT), Fault.BREAK_GLASS);
        accepted(new SignInCommand.CreateBreakGlass(now, VERIFIER));
        refused(new SignInCommand.CreateBreakGlass(now, VERIFIER), Fault.BREAK_GLASS);
        accepted(open(token(1), BreakGlass.ID, SecondFactorUse.EXEMPT));
        accepted(open(token(2), BreakGlass.ID, SecondFactorUse.EXEMPT));
        assertThat(state.events())
                .filteredOn(SignInEvent.BreakGlassUsed.class::isInstance)
                .hasSize(2);
        assertThat(state.current().breakGlass().orElseThrow().uses()).isEqualTo(2);
    }

    @Test
    void nobodyCanKeepTheBreakGlassAccountLocked() {
        for (int i = 0; i < 50; i++) {
            accepted(attempt(BreakGlass.ID, "192.0.2." + i));
        }
        accepted(attempt(BreakGlass.ID, HERE));
    }

    private SignInCommand attempt(OperatorId name, String source) {
        return new SignInCommand.CountAttempt(now, Optional.of(name), source);
    }

    private SignInCommand start(Octets pending, OperatorId operator) {
        return new SignInCommand.StartSignIn(
                now, pending, operator, Set.of(Role.OPERATOR), HERE, Optional.of(AT_PROVIDER));
    }

    private SignInCommand finish(Octets pending, long step, Octets session) {
        return new SignInCommand.FinishSignIn(now, pending, step, session, TERMS);
    }

    private SignInCommand open(Octets session, OperatorId operator, SecondFactorUse use) {
        return new SignInCommand.OpenSession(
                now, session, new Operator(operator, Set.of(Role.VIEWER), use), HERE, Optional.empty(), TERMS);
    }

    private SignInCommand openAt(Octets session, ProviderSession at) {
        return new SignInCommand.OpenSession(
                now,
                session,
                new Operator(ALICE, Set.of(Role.VIEWER), SecondFactorUse.NOT_REQUIRED),
                HERE,
                Optional.of(at),
                TERMS);
    }

    private static SignInCommand logout(Optional<String> subject, Optional<String> session) {
        return new SignInCommand.EndProviderSessions("https://id.example", subject, session);
    }

    private void enrol(OperatorId operator, long step) {
        accepted(new SignInCommand.AllowEnrolment(now, operator, now + 60_000));
        accepted(start(token(1), operator));
        accepted(new SignInCommand.PrepareEnrolment(now, token(1), SEALED));
        accepted(finish(token(1), step, token(2)));
    }

    private List<SignInEvent> accepted(SignInCommand command) {
        SignInDecision decision = state.submit(command);
        assertThat(decision).as("%s", command).isInstanceOf(SignInDecision.Accepted.class);
        return ((SignInDecision.Accepted) decision).events();
    }

    private void refused(SignInCommand command, Fault fault) {
        SignInState before = state.current();
        assertThat(state.submit(command)).as("%s", command).isEqualTo(SignInDecision.refused(fault));
        assertThat(state.current()).isSameAs(before);
    }
}
