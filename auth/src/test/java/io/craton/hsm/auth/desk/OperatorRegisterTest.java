package io.craton.hsm.auth.desk;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.auth.Operator;
import io.craton.hsm.auth.Operator.SecondFactorUse;
import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.auth.Role;
import io.craton.hsm.auth.SessionToken;
import io.craton.hsm.auth.desk.OperatorRegister.Act;
import io.craton.hsm.auth.desk.OperatorRegister.Entry;
import io.craton.hsm.auth.state.BreakGlass;
import io.craton.hsm.auth.state.InMemoryOperatorState;
import io.craton.hsm.auth.state.SessionTerms;
import io.craton.hsm.auth.state.SignInCommand;
import io.craton.hsm.auth.state.SignInDecision;
import io.craton.hsm.auth.state.SignInEvent;
import io.craton.hsm.auth.state.SignInLimits;
import io.craton.hsm.core.Octets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OperatorRegisterTest {
    private static final OperatorId ANNE = new OperatorId("ldap", "Anne");
    private static final OperatorId BERT = new OperatorId("ldap", "bert");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final TestClock clock = new TestClock();
    private final InMemoryOperatorState state = new InMemoryOperatorState();
    private final OperatorRegister register = new OperatorRegister(state, clock);

    @Test
    void listsWhoIsSignedInFromWhereUnderANameThatLeadsToNoToken() {
        Octets token = signIn(ANNE);

        Entry anne = register.list(Optional.empty(), 10).getFirst();
        assertThat(anne.id()).isEqualTo(ANNE);
        assertThat(anne.sessions()).hasSize(1);
        assertThat(anne.sessions().getFirst().session().source()).isEqualTo("192.0.2.7");
        assertThat(anne.sessions().getFirst().id()).hasSize(12).isSubstringOf(token.toHex());
    }

    @Test
    void doesNotListASessionThatIsOver() {
        signIn(ANNE);
        clock.advance(Duration.ofMillis(SessionTerms.DEFAULT.idleMillis()));
        assertThat(register.list(Optional.empty(), 10)).isEmpty();
    }

    @Test
    void goesOnAfterAnOperatorAndEndsWithTheLast() {
        for (OperatorId id : List.of(BERT, ANNE, new OperatorId("certificate", "zoe"))) {
            signIn(id);
        }
        List<Entry> first = register.list(Optional.empty(), 2);
        assertThat(first).extracting(entry -> entry.id().name()).containsExactly("zoe", "Anne");
        assertThat(register.list(Optional.of(first.getLast().id()), 2))
                .extracting(Entry::id)
                .containsExactly(BERT);
        assertThat(register.list(Optional.of(BERT), 2)).isEmpty();
    }

    @Test
    void showsALockBesideTheOperatorInWhateverSpellingItCameAbout() {
        signIn(ANNE);
        failures(new OperatorId("ldap", "ANNE"), SignInLimits.MAX_NAME_FAILURES - 1);
        Entry almost = register.list(Optional.empty(), 10).getFirst();
        assertThat(almost.failures()).isEqualTo(SignInLimits.MAX_NAME_FAILURES - 1);
        assertThat(almost.lockedUntilMillis()).isEmpty();

        failures(new OperatorId("ldap", "aNNe"), 1);
        List<Entry> locked = register.list(Optional.empty(), 10);
        assertThat(locked).hasSize(1);
        assertThat(locked.getFirst().lockedUntilMillis()).hasValue(clock.millis() + SignInLimits.LOCK_MILLIS);
    }

    @Test
    void listsALockedNameThatNobodyHasAndUnlocksIt() {
        OperatorId guessed = new OperatorId("ldap", "root");
        failures(guessed, SignInLimits.MAX_NAME_FAILURES);
        assertThat(register.list(Optional.empty(), 10)).extracting(Entry::id).containsExactly(guessed);

        assertThat(register.unlock(new OperatorId("ldap", "Root"))).isEqualTo(new Act.Done(true));
        assertThat(register.list(Optional.empty(), 10)).isEmpty();
        assertThat(register.unlock(guessed)).isEqualTo(new Act.Done(false));
    }

    @Test
    void showsNoLockThatIsOverNorOneOfTheBreakGlassAccount() {
        failures(ANNE, SignInLimits.MAX_NAME_FAILURES);
        failures(BreakGlass.ID, SignInLimits.MAX_NAME_FAILURES);
        assertThat(register.list(Optional.empty(), 10)).extracting(Entry::id).containsExactly(ANNE.folded());
        clock.advance(Duration.ofMillis(SignInLimits.LOCK_MILLIS));
        assertThat(register.list(Optional.empty(), 10)).isEmpty();
    }

    @Test
    void allowsAnEnrolmentForAWhileAndSevenDaysAtMost() {
        assertThat(register.allowEnrolment(ANNE, Duration.ofHours(2)))
                .isEqualTo(new Act.Allowed(clock.millis() + Duration.ofHours(2).toMillis()));
        assertThat(register.allowEnrolment(BERT, Duration.ofDays(30)))
                .isEqualTo(new Act.Allowed(clock.millis() + Duration.ofDays(7).toMillis()));
        assertThat(register.list(Optional.empty(), 10).getFirst().mayEnrolUntilMillis())
                .hasValue(clock.millis() + Duration.ofHours(2).toMillis());

        clock.advance(Duration.ofHours(2));
        assertThat(register.list(Optional.empty(), 10)).extracting(Entry::id).containsExactly(BERT);
    }

    @Test
    void resetsASecondFactorAndAllowsTheNextOnlyThen() {
        enrol(ANNE);
        assertThat(register.allowEnrolment(ANNE, Duration.ofHours(1))).isEqualTo(Act.Refused.ENROLLED);
        Entry enrolled = register.list(Optional.empty(), 10).getFirst();
        assertThat(enrolled.secondFactor()).isTrue();
        assertThat(enrolled.sessions()).hasSize(1);

        assertThat(register.resetSecondFactor(ANNE)).isEqualTo(new Act.Done(true));
        assertThat(register.list(Optional.empty(), 10)).isEmpty();
        assertThat(register.resetSecondFactor(ANNE)).isEqualTo(new Act.Done(false));
        assertThat(register.allowEnrolment(ANNE, Duration.ofHours(1))).isInstanceOf(Act.Allowed.class);
    }

    @Test
    void endsEverySessionOfOneOperatorAndOfNobodyElse() {
        signIn(ANNE);
        signIn(ANNE);
        signIn(BERT);
        assertThat(register.endSessions(ANNE)).isEqualTo(new Act.Done(true));
        assertThat(register.list(Optional.empty(), 10)).extracting(Entry::id).containsExactly(BERT);
        assertThat(state.events().getLast())
                .isInstanceOfSatisfying(
                        SignInEvent.SessionsEnded.class,
                        ended -> assertThat(ended.end()).isEqualTo(SignInEvent.End.OFFICER));
        assertThat(register.endSessions(ANNE)).isEqualTo(new Act.Done(false));
    }

    private Octets signIn(OperatorId id) {
        Octets token = token();
        accepted(new SignInCommand.OpenSession(
                clock.millis(),
                token,
                new Operator(id, Set.of(Role.VIEWER), SecondFactorUse.NOT_REQUIRED),
                "192.0.2.7",
                Optional.empty(),
                SessionTerms.DEFAULT));
        return token;
    }

    private void enrol(OperatorId id) {
        Octets pending = token();
        accepted(new SignInCommand.AllowEnrolment(clock.millis(), id, clock.millis() + 60_000));
        accepted(new SignInCommand.StartSignIn(
                clock.millis(), pending, id, Set.of(Role.SECURITY_OFFICER), "192.0.2.7", Optional.empty()));
        accepted(new SignInCommand.PrepareEnrolment(clock.millis(), pending, Octets.wrap(new byte[] {1})));
        accepted(new SignInCommand.FinishSignIn(clock.millis(), pending, 1, token(), SessionTerms.DEFAULT));
    }

    private void failures(OperatorId name, int count) {
        for (int i = 0; i < count; i++) {
            clock.advance(Duration.ofMillis(SignInLimits.MAX_BACK_OFF_MILLIS));
            accepted(new SignInCommand.CountAttempt(clock.millis(), Optional.of(name), "192.0.2." + i));
        }
    }

    private void accepted(SignInCommand command) {
        assertThat(state.submit(command)).isInstanceOf(SignInDecision.Accepted.class);
    }

    private static Octets token() {
        try (SessionToken token = SessionToken.random(RANDOM)) {
            return token.hash();
        }
    }
}
