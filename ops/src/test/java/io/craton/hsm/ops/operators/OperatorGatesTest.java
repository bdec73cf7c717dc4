package io.craton.hsm.ops.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.auth.Credentials.ClientCertificate;
import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.auth.Refusal.Reason;
import io.craton.hsm.auth.Role;
import io.craton.hsm.auth.SecondFactorPolicy;
import io.craton.hsm.auth.SessionToken;
import io.craton.hsm.auth.SignIn;
import io.craton.hsm.auth.TestPki;
import io.craton.hsm.auth.desk.SourceAddress;
import io.craton.hsm.auth.state.InMemoryOperatorState;
import io.craton.hsm.auth.state.SignInCommand;
import io.craton.hsm.auth.totp.TotpCodes;
import io.craton.hsm.auth.totp.TotpEnrolment;
import io.craton.hsm.ops.http.CallerGate.Decision;
import io.craton.hsm.ops.http.CertificateGate;
import io.craton.hsm.ops.http.SessionGate;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates and sessions at the gate: which is enough for whom, and which go together. */
class OperatorGatesTest {
    private static final SourceAddress HERE = new SourceAddress("192.0.2.1");
    private static List<X509Certificate> olga;
    private static List<X509Certificate> vera;

    private final InMemoryOperatorState state = new InMemoryOperatorState();

    @BeforeAll
    static void issue(@TempDir Path directory) throws Exception {
        TestPki pki = new TestPki(directory, "operators");
        olga = List.of(pki.issue("/CN=olga", "client"));
        vera = List.of(pki.issue("/CN=vera", "client"));
    }

    private OperatorDesk desk(CertificateProvider certificates) {
        return TestDesk.of(state, certificates);
    }

    private static SessionGate gate(CertificateProvider certificates, Optional<OperatorDesk> desk) {
        return new SessionGate(() -> desk, new CertificateGate(certificates, () -> desk));
    }

    @Test
    void aSessionThatBeganWithACertificateIsGoodWithThatOneAlone() {
        CertificateProvider exempt = TestDesk.certificates(SecondFactorPolicy.NONE);
        try (OperatorDesk desk = desk(exempt)) {
            SessionGate gate = gate(exempt, Optional.of(desk));
            assertThat(gate.identify(olga, Optional.empty())).isInstanceOf(Decision.Known.class);
            SignIn.Accepted signedIn = (SignIn.Accepted) desk.signIn(new ClientCertificate(olga), HERE);
            SessionToken token = signedIn.token();

            assertThat(gate.use(olga, token)).isEqualTo(new Decision.Known(signedIn.operator()));
            assertThat(gate.identify(olga, Optional.of("Bearer " + token.text())))
                    .isEqualTo(new Decision.Known(signedIn.operator()));
            assertRefused(gate.use(vera, token), Reason.CERTIFICATE_REFUSED);
            assertRefused(gate.look(List.of(), token), Reason.CERTIFICATE_REFUSED);
            desk.signOut(token);
            assertRefused(gate.use(olga, token), Reason.WRONG_CREDENTIALS);
        }
    }

    @Test
    void whereCertificatesNeedACodeTheCertificateAloneIsNotEnough() {
        CertificateProvider required = TestDesk.certificates(SecondFactorPolicy.DEFAULT);
        try (OperatorDesk desk = desk(required)) {
            SessionGate gate = gate(required, Optional.of(desk));
            assertRefused(gate.identify(olga, Optional.empty()), Reason.NO_SECOND_FACTOR);
            assertThat(gate.judge(olga)).isInstanceOf(Decision.Known.class);
            assertThat(gate.identify(List.of(), Optional.empty())).isEqualTo(Decision.Anonymous.ANONYMOUS);

            assertThat(gate.identify(vera, Optional.empty())).isInstanceOf(Decision.Known.class);
            enrol(desk, vera, "vera");
            assertRefused(gate.identify(vera, Optional.empty()), Reason.NO_SECOND_FACTOR);

            SessionToken token = enrol(desk, olga, "olga");
            assertThat(gate.use(olga, token)).isInstanceOf(Decision.Known.class);
        }
    }

    @Test
    void nobodyPassesWithACertificateThatMayNeedACodeWhileThatCannotBeTold() {
        CertificateProvider required = TestDesk.certificates(SecondFactorPolicy.DEFAULT);
        assertRefused(gate(required, Optional.empty()).identify(vera, Optional.empty()), Reason.NO_SECOND_FACTOR);
    }

    /** Signs in with the certificate and a first code. Meanwhile every role needs one. */
    private SessionToken enrol(OperatorDesk desk, List<X509Certificate> chain, String name) {
        OperatorId id = new OperatorId(CertificateProvider.NAME, name);
        state.submit(new SignInCommand.AllowEnrolment(Clock.systemUTC().millis(), id, Long.MAX_VALUE));
        CertificateProvider everybody = TestDesk.certificates(new SecondFactorPolicy(Set.of(Role.values())));
        try (OperatorDesk strict = desk(everybody)) {
            SignIn.EnrolmentNeeded needed = (SignIn.EnrolmentNeeded) strict.signIn(new ClientCertificate(chain), HERE);
            TotpEnrolment enrolment = desk.enrol(needed.pending()).orElseThrow();
            char[] code = TotpCodes.of(enrolment, Clock.systemUTC().instant());
            return ((SignIn.Accepted) desk.finish(needed.pending(), code, HERE)).token();
        }
    }

    private static void assertRefused(Decision decision, Reason reason) {
        assertThat(decision)
                .isInstanceOfSatisfying(
                        Decision.Refused.class,
                        refused -> assertThat(refused.refusal().reason()).isEqualTo(reason));
    }
}
