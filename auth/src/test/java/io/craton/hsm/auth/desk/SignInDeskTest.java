package io.craton.hsm.auth.desk;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.auth.Authenticator;
import io.craton.hsm.auth.Credentials.NameAndPassword;
import io.craton.hsm.auth.Identity;
import io.craton.hsm.auth.Operator.SecondFactorUse;
import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.auth.Refusal.Reason;
import io.craton.hsm.auth.Role;
import io.craton.hsm.auth.RoleMapping;
import io.craton.hsm.auth.SecondFactorPolicy;
import io.craton.hsm.auth.SessionToken;
import io.craton.hsm.auth.SignIn;
import io.craton.hsm.auth.desk.BreakGlassAuthenticator.Creation;
import io.craton.hsm.auth.state.BreakGlass;
import io.craton.hsm.auth.state.InMemoryOperatorState;
import io.craton.hsm.auth.state.SessionTerms;
import io.craton.hsm.auth.state.SignInCommand;
import io.craton.hsm.auth.state.SignInEvent;
import io.craton.hsm.auth.state.SignInLimits;
import io.craton.hsm.auth.totp.TotpCodes;
import io.craton.hsm.auth.totp.TotpEnrolment;
import io.craton.hsm.auth.totp.TotpSecrets;
import io.craton.hsm.core.Octets;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two nodes, one agreed state: a sign-in that begins on one goes on at the other. */
@Timeout(60)
final class SignInDeskTest {
    private static final RoleMapping MAPPING =
            RoleMapping.of(Map.of("viewers", Set.of(Role.VIEWER), "officers", Set.of(Role.SECURITY_OFFICER)));
    private static final OperatorId OLGA = new OperatorId("test", "olga");
    private static final SourceAddress HERE = new SourceAddress("192.0.2.1");

    private final TestClock clock = new TestClock();
    private final InMemoryOperatorState state = new InMemoryOperatorState();
    private final Directory directory = new Directory();
    private final SignInDesk first = desk();
    private final SignInDesk second = desk();

    /** Knows vera (a viewer), olga (an officer) and nora (of no listed group), whose passwords are their names. */
    private static final class Directory implements Authenticator<NameAndPassword> {
        private int asked;

        @Override
        public String provider() {
            return "test";
        }

        @Override
        public Identification identify(NameAndPassword shown) {
            asked++;
            String name = shown.name().strip().toLowerCase(Locale.ROOT);
            String group = Map.of("vera", "viewers", "olga", "officers", "nora", "staff")
                    .getOrDefault(name, "");
            return !group.isEmpty() && new String(shown.password()).equals(name)
                    ? new Identification.Identified(Identity.of(new OperatorId("test", name), Set.of(group)))
                    : Identification.refused(Reason.WRONG_CREDENTIALS, "wrong");
        }
    }

    /** Seals by putting the owner's name in front; enough to see that the owner is checked. */
    private static final class Sealed implements TotpSecrets {
        @Override
        public Octets seal(OperatorId owner, byte[] secret) {
            byte[] name = owner.toString().getBytes(StandardCharsets.UTF_8);
            byte[] sealed = Arrays.copyOf(name, name.length + secret.length);
            System.arraycopy(secret, 0, sealed, name.length, secret.length);
            return Octets.wrap(sealed);
        }

        @Override
        public byte[] open(OperatorId owner, Octets sealed) {
            byte[] name = owner.toString().getBytes(StandardCharsets.UTF_8);
            byte[] bytes = sealed.toByteArray();
            if (!Arrays.equals(name, 0, name.length, bytes, 0, name.length)) {
                throw new IllegalArgumentException("sealed for somebody else");
            }
            return Arrays.copyOfRange(bytes, name.length, bytes.length);
        }
    }

    private SignInDesk desk() {
        return new SignInDesk(
                state,
                new SignInDesk.Terms("test", SecondFactorPolicy.DEFAULT, SessionTerms.DEFAULT),
                new Sealed(),
                clock,
                new SecureRandom());
    }

    @Test
    void aSessionOfOneNodeIsKnownOnTheOther() {
        SignIn.Accepted vera = (SignIn.Accepted) signIn(first, "vera", "vera");

        assertThat(second.operator(vera.token())).contains(vera.operator());
        assertThat(vera.operator().secondFactor()).isEqualTo(SecondFactorUse.NOT_REQUIRED);
        second.signOut(vera.token());
        assertThat(first.operator(vera.token())).isEmpty();
        first.signOut(vera.token());
        assertThat(first.operator(SessionToken.random(new SecureRandom()))).isEmpty();
    }

    @Test
    void keepsNoTokenInTheAgreedState() {
        SignIn.Accepted vera = (SignIn.Accepted) signIn(first, "vera", "vera");
        assertThat(state.current().sessions()).containsOnlyKeys(vera.token().hash());
        assertThat(state.current().sessions().firstKey().toHex())
                .isNotEqualTo(
                        Octets.copyOf(Base64.getUrlDecoder().decode(vera.token().text()))
                                .toHex());
    }

    @Test
    void locksANameOutBeforeTheDirectoryIsAskedOnEitherNode() {
        for (int i = 0; i < SignInLimits.MAX_NAME_FAILURES; i++) {
            assertRefused(signIn(i % 2 == 0 ? first : second, "vera", "wrong"), Reason.WRONG_CREDENTIALS);
            clock.advance(Duration.ofSeconds(5));
        }
        int asked = directory.asked;
        assertRefused(signIn(first, "vera", "vera"), Reason.LOCKED_OUT);
        assertRefused(signIn(second, "VERA ", "vera"), Reason.LOCKED_OUT);
        assertThat(directory.asked).isEqualTo(asked);
        clock.advance(Duration.ofMillis(SignInLimits.LOCK_MILLIS));
        assertThat(signIn(second, "vera", "vera")).isInstanceOf(SignIn.Accepted.class);
        assertThat(state.current().names()).isEmpty();
    }

    @Test
    void refusesWhoHasNoListedGroup() {
        assertRefused(signIn(first, "nora", "nora"), Reason.NO_ROLE);
        assertThat(state.current().sessions()).isEmpty();
    }

    @Test
    void anOfficerEnrolsOnceAllowedAndShowsACodeFromThenOn() {
        assertRefused(signIn(first, "olga", "olga"), Reason.NO_SECOND_FACTOR);
        clock.advance(Duration.ofSeconds(1));
        allowEnrolment();
        SignIn.EnrolmentNeeded needed = (SignIn.EnrolmentNeeded) signIn(first, "olga", "olga");
        assertThat(first.operator(needed.pending()))
                .as("a pending token opens nothing")
                .isEmpty();
        TotpEnrolment enrolment = second.enrol(needed.pending()).orElseThrow();
        clock.advance(Duration.ofSeconds(5));
        assertRefused(first.finish(needed.pending(), "000000".toCharArray(), HERE), Reason.WRONG_CREDENTIALS);
        clock.advance(Duration.ofSeconds(5));
        SignIn.Accepted olga =
                (SignIn.Accepted) first.finish(needed.pending(), TotpCodes.of(enrolment, clock.instant()), HERE);
        assertThat(second.operator(olga.token()).orElseThrow().secondFactor()).isEqualTo(SecondFactorUse.SHOWN);

        SignIn.SecondFactorNeeded again = (SignIn.SecondFactorNeeded) signIn(second, "olga", "olga");
        assertThat(first.enrol(again.pending())).isEmpty();
        clock.advance(Duration.ofMillis(200));
        assertRefused(
                first.finish(again.pending(), TotpCodes.of(enrolment, clock.instant()), HERE),
                Reason.WRONG_CREDENTIALS);
        clock.advance(Duration.ofSeconds(30));
        char[] code = TotpCodes.of(enrolment, clock.instant());
        SignIn.Accepted next = (SignIn.Accepted) first.finish(again.pending(), code, HERE);
        assertThat(next.token().text()).isNotEqualTo(again.pending().text());
        assertRefused(first.finish(again.pending(), code, HERE), Reason.WRONG_CREDENTIALS);
    }

    @Test
    void guessingCodesLocksTheNameOut() {
        allowEnrolment();
        SignIn.EnrolmentNeeded needed = (SignIn.EnrolmentNeeded) signIn(first, "olga", "olga");
        assertThat(first.enrol(needed.pending())).isPresent();
        for (int i = 0; i < SignInLimits.MAX_NAME_FAILURES - 1; i++) {
            clock.advance(Duration.ofSeconds(5));
            assertRefused(first.finish(needed.pending(), "12345".toCharArray(), HERE), Reason.WRONG_CREDENTIALS);
        }
        clock.advance(Duration.ofSeconds(5));
        assertRefused(second.finish(needed.pending(), "12345".toCharArray(), HERE), Reason.LOCKED_OUT);
    }

    @Test
    void theBreakGlassAccountIsToldOnceAndEachUseRaisesTheAlarmEvent() throws IOException {
        List<char[]> kept = new ArrayList<>();
        assertThat(BreakGlassAuthenticator.create(state, new SecureRandom(), clock, shown -> {
                    assertThat(state.current().breakGlass())
                            .as("kept before the account is there")
                            .isEmpty();
                    kept.add(shown.clone());
                }))
                .isEqualTo(Creation.MADE);
        assertThat(BreakGlassAuthenticator.create(state, new SecureRandom(), clock, shown -> kept.add(shown.clone())))
                .isEqualTo(Creation.EXISTED);
        assertThat(kept).hasSize(1);
        char[] password = kept.getFirst();
        assertThat(new String(password)).matches("([A-Z2-7]{4}-){7}[A-Z2-7]{4}");
        BreakGlassAuthenticator local = new BreakGlassAuthenticator(state);

        String typed = new String(password).toLowerCase(Locale.ROOT).replace("-", "");
        SignIn signedIn = breakGlass(local, "break-glass", typed);
        assertThat(signedIn).isInstanceOfSatisfying(SignIn.Accepted.class, it -> {
            assertThat(it.operator().id()).isEqualTo(BreakGlass.ID);
            assertThat(it.operator().roles()).isEqualTo(BreakGlass.ROLES);
            assertThat(it.operator().secondFactor()).isEqualTo(SecondFactorUse.EXEMPT);
        });
        assertThat(state.events()).anyMatch(SignInEvent.BreakGlassUsed.class::isInstance);
        assertRefused(breakGlass(local, "break-glass", typed.substring(1)), Reason.WRONG_CREDENTIALS);
        assertRefused(breakGlass(local, "break-glass", ""), Reason.MALFORMED);
        assertRefused(breakGlass(local, "admin", typed), Reason.UNKNOWN_NAME);
    }

    @Test
    void countsTheWholeNetworkOfAnIpv6Source() throws Exception {
        SourceAddress one = SourceAddress.of(InetAddress.getByName("2001:db8:1:2:3:4:5:6"));
        assertThat(one).isEqualTo(SourceAddress.of(InetAddress.getByName("2001:db8:1:2::1")));
        assertThat(one).isNotEqualTo(SourceAddress.of(InetAddress.getByName("2001:db8:1:3::1")));
        assertThat(SourceAddress.of(InetAddress.getByName("192.0.2.7")).text()).isEqualTo("192.0.2.7");
        assertThat(SourceAddress.ofLiteral("[2001:db8:1:2::9%1]")).isEqualTo(one);
        assertThat(SourceAddress.ofLiteral("192.0.2.7").text()).isEqualTo("192.0.2.7");
    }

    @Test
    void aProviderMayHaveARuleOfItsOwnOnCodesButWhoHasEnrolledIsAsked() {
        assertThat(signIn(first, "olga", SecondFactorPolicy.NONE)).isInstanceOf(SignIn.Accepted.class);
        allowEnrolment();
        SignIn.EnrolmentNeeded needed = (SignIn.EnrolmentNeeded) signIn(first, "olga", "olga");
        TotpEnrolment enrolment = first.enrol(needed.pending()).orElseThrow();
        assertThat(first.hasSecondFactor(OLGA)).isFalse();
        assertThat(first.finish(needed.pending(), TotpCodes.of(enrolment, clock.instant()), HERE))
                .isInstanceOf(SignIn.Accepted.class);
        assertThat(second.hasSecondFactor(OLGA)).isTrue();
        assertThat(signIn(second, "olga", SecondFactorPolicy.NONE)).isInstanceOf(SignIn.SecondFactorNeeded.class);
    }

    @Test
    void lookingAtASessionDoesNotKeepItAndASweepLetsGoOfIt() {
        SignIn.Accepted vera = (SignIn.Accepted) signIn(first, "vera", "vera");
        clock.advance(Duration.ofMillis(SessionTerms.DEFAULT.idleMillis() - 1));
        assertThat(second.look(vera.token())).contains(vera.operator());
        first.sweep();
        assertThat(state.current().sessions()).hasSize(1);
        clock.advance(Duration.ofMillis(1));
        assertThat(second.look(vera.token())).isEmpty();
        first.sweep();
        assertThat(state.current().sessions()).isEmpty();
    }

    private void allowEnrolment() {
        state.submit(new SignInCommand.AllowEnrolment(
                clock.millis(), OLGA, clock.millis() + Duration.ofHours(1).toMillis()));
    }

    private SignIn signIn(SignInDesk desk, String name, String password) {
        try (NameAndPassword shown = new NameAndPassword(name, password.toCharArray())) {
            return desk.signIn(directory, MAPPING, shown, HERE);
        }
    }

    private SignIn signIn(SignInDesk desk, String name, SecondFactorPolicy policy) {
        try (NameAndPassword shown = new NameAndPassword(name, name.toCharArray())) {
            return desk.signIn(directory, MAPPING, policy, shown, HERE);
        }
    }

    private SignIn breakGlass(BreakGlassAuthenticator local, String name, String password) {
        try (NameAndPassword shown = new NameAndPassword(name, password.toCharArray())) {
            return first.signIn(local, BreakGlassAuthenticator.MAPPING, shown, HERE);
        }
    }

    private static void assertRefused(SignIn signIn, Reason reason) {
        assertThat(signIn)
                .isInstanceOfSatisfying(
                        SignIn.Refused.class,
                        refused -> assertThat(refused.refusal().reason())
                                .as(refused.refusal().detail())
                                .isEqualTo(reason));
    }
}
