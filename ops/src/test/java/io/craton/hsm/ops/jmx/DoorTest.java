package io.craton.hsm.ops.jmx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.auth.Authenticator;
import io.craton.hsm.auth.Credentials.NameAndPassword;
import io.craton.hsm.auth.Identity;
import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.auth.Refusal;
import io.craton.hsm.auth.Role;
import io.craton.hsm.auth.RoleMapping;
import io.craton.hsm.auth.SecondFactorPolicy;
import io.craton.hsm.auth.SessionToken;
import io.craton.hsm.auth.SignIn;
import io.craton.hsm.auth.desk.SignInDesk.Terms;
import io.craton.hsm.auth.desk.SourceAddress;
import io.craton.hsm.auth.state.InMemoryOperatorState;
import io.craton.hsm.auth.state.SessionTerms;
import io.craton.hsm.auth.state.SignInCommand;
import io.craton.hsm.auth.totp.TotpCodes;
import io.craton.hsm.auth.totp.TotpEnrolment;
import io.craton.hsm.ops.http.CallerGate;
import io.craton.hsm.ops.operators.OperatorDesk;
import io.craton.hsm.ops.operators.TestDesks;
import java.net.InetAddress;
import java.security.Principal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.Subject;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Signing in over JMX, at a desk whose directory knows anne (a viewer) and olga (an operator, who needs a code). */
class DoorTest {
    /** Everybody's password is their name. */
    private static final class Directory implements Authenticator<NameAndPassword> {
        @Override
        public String provider() {
            return "corp";
        }

        @Override
        public Identification identify(NameAndPassword shown) {
            return shown.name().contentEquals(new String(shown.password()))
                    ? new Identification.Identified(
                            Identity.of(new OperatorId("corp", shown.name()), Set.of(shown.name())))
                    : Identification.refused(Refusal.Reason.WRONG_CREDENTIALS, "wrong");
        }
    }

    private static final SourceAddress SOURCE = SourceAddress.of(InetAddress.getLoopbackAddress());

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    };
    private final InMemoryOperatorState state = new InMemoryOperatorState();
    private final OperatorDesk desk = TestDesks.of(
            state,
            new Terms("test", SecondFactorPolicy.DEFAULT, SessionTerms.DEFAULT),
            new OperatorDesk.PasswordProvider(
                    new Directory(),
                    RoleMapping.of(Map.of("anne", Set.of(Role.VIEWER), "olga", Set.of(Role.OPERATOR)))),
            clock);
    private final Door door = door(true);

    private Door door(boolean passwords) {
        return new Door((_, _) -> CallerGate.Decision.Anonymous.ANONYMOUS, () -> Optional.of(desk), passwords);
    }

    @BeforeEach
    void come() {
        Peer.serve(new Peer(List.of(), InetAddress.getLoopbackAddress()));
    }

    @AfterEach
    void leave() {
        Peer.leave();
        desk.close();
    }

    private static OperatorId caller(Door door, Subject subject) {
        return Subject.callAs(subject, () -> door.caller().id());
    }

    private void assertRefused(String words, @Nullable Object credentials) {
        assertThatThrownBy(() -> door.authenticate(credentials))
                .isInstanceOf(SecurityException.class)
                .hasMessageContaining(words);
        assertThat(door.signedIn()).isZero();
    }

    /** Enrols olga, and answers her secret. */
    private TotpEnrolment enrol() {
        state.submit(new SignInCommand.AllowEnrolment(
                clock.millis(), new OperatorId("corp", "olga"), clock.millis() + 60_000));
        SignIn first = desk.signIn("corp", new NameAndPassword("olga", "olga".toCharArray()), SOURCE);
        assertThat(first).isInstanceOf(SignIn.EnrolmentNeeded.class);
        SessionToken pending = ((SignIn.EnrolmentNeeded) first).pending();
        TotpEnrolment secret = desk.enrol(pending).orElseThrow();
        assertThat(desk.finish(pending, code(secret).toCharArray(), SOURCE)).isInstanceOf(SignIn.Accepted.class);
        now = now.plusSeconds(30);
        return secret;
    }

    private String code(TotpEnrolment secret) {
        return new String(TotpCodes.of(secret, now));
    }

    @Test
    void aNameAndAPasswordSignInAndOutAgain() {
        String[] shown = {"corp/anne", "anne"};

        Subject subject = door.authenticate(shown);

        assertThat(shown).containsOnlyNulls();
        assertThat(caller(door, subject)).isEqualTo(new OperatorId("corp", "anne"));
        assertThat(door.signedIn()).isEqualTo(1);
        String principals = String.join(
                ";", subject.getPrincipals().stream().map(Principal::getName).toList());
        door.left("rmi://127.0.0.1 " + principals + " 3");
        assertThat(door.signedIn()).isZero();
        assertThat(state.current().sessions()).isEmpty();
        assertThatThrownBy(() -> caller(door, subject)).hasRootCauseInstanceOf(SecurityException.class);
    }

    @Test
    void aSignInThatAnOfficerEndedIsOver() {
        Subject subject = door.authenticate(new String[] {"corp/anne", "anne"});
        state.submit(new SignInCommand.EndSessionsOf(new OperatorId("corp", "anne")));

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThatThrownBy(() -> caller(door, subject))
                        .hasRootCauseInstanceOf(SecurityException.class));
    }

    @Test
    void aSecondFactorThatIsAskedForIsNeverPassedBy() {
        TotpEnrolment secret = enrol();

        now = now.plusSeconds(60);
        assertRefused("a one-time code is needed", new String[] {"corp/olga", "olga"});
        now = now.plusSeconds(60);
        assertRefused("Sign-in failed", new String[] {
            "corp/olga", "olga", "000000".equals(code(secret)) ? "1" : "000000"
        });
        now = now.plusSeconds(3_600);
        Subject subject = door.authenticate(new String[] {"corp/olga", "olga", code(secret)});

        assertThat(caller(door, subject)).isEqualTo(new OperatorId("corp", "olga"));
        assertRefusedAfter(code(secret));
    }

    private void assertRefusedAfter(String used) {
        assertThatThrownBy(() -> door.authenticate(new String[] {"corp/olga", "olga", used}))
                .isInstanceOf(SecurityException.class)
                .hasMessageContaining("Sign-in failed");
    }

    @Test
    void whoHasNoSecondFactorButNeedsOneIsRefused() {
        assertRefused("Sign-in failed", new String[] {"corp/olga", "olga"});
        now = now.plusSeconds(60);
        state.submit(new SignInCommand.AllowEnrolment(
                clock.millis(), new OperatorId("corp", "olga"), clock.millis() + 60_000));
        assertRefused("enrolled first", new String[] {"corp/olga", "olga", "123456"});
    }

    @Test
    void whatIsWrongOrMalformedIsRefused() {
        assertRefused("Sign-in failed", new String[] {"corp/anne", "olga"});
        assertRefused("Sign-in failed", new String[] {"elsewhere/anne", "anne"});
        assertRefused("PROVIDER/NAME", new String[] {"anne", "anne"});
        assertRefused("PROVIDER/NAME", new String[] {"corp/anne", null});
        assertRefused("PROVIDER/NAME", new String[] {"corp/anne"});
        assertRefused("PROVIDER/NAME", new String[] {"corp/anne", "anne", "1", "2"});
        assertRefused("PROVIDER/NAME", "corp/anne");
        assertRefused("not signed in", null);
        assertThat(desk.counts())
                .filteredOn(count -> count.provider().equals("corp"))
                .singleElement()
                .satisfies(count -> assertThat(count.failures()).isEqualTo(1));
    }

    @Test
    void passwordsAreRefusedWhereTheyAreSwitchedOff() {
        assertThatThrownBy(() -> door(false).authenticate(new String[] {"corp/anne", "anne"}))
                .isInstanceOf(SecurityException.class)
                .hasMessageContaining("no password");
    }
}
