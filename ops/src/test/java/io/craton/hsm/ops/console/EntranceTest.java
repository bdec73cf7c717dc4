package io.craton.hsm.ops.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.actors.HsmService;
import io.craton.hsm.actors.admin.AdminService;
import io.craton.hsm.actors.admin.NodeDescription;
import io.craton.hsm.auth.Credentials.ClientCertificate;
import io.craton.hsm.auth.SecondFactorPolicy;
import io.craton.hsm.auth.SessionToken;
import io.craton.hsm.auth.SignIn;
import io.craton.hsm.auth.TestPki;
import io.craton.hsm.auth.desk.SourceAddress;
import io.craton.hsm.auth.state.InMemoryOperatorState;
import io.craton.hsm.ops.api.NodeAccess;
import io.craton.hsm.ops.http.CertificateGate;
import io.craton.hsm.ops.http.RouteCaller;
import io.craton.hsm.ops.http.SessionGate;
import io.craton.hsm.ops.operators.CertificateProvider;
import io.craton.hsm.ops.operators.OperatorDesk;
import io.craton.hsm.ops.operators.TestDesk;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who a browser's request is of. */
class EntranceTest {
    private static final String HERE = "192.0.2.1";

    private static List<X509Certificate> olga;
    private static List<X509Certificate> vera;

    private OperatorDesk desk;
    private Optional<OperatorDesk> present;
    private Entrance entrance;
    private SessionToken token;

    @BeforeAll
    static void issue(@TempDir Path directory) throws Exception {
        TestPki pki = new TestPki(directory, "operators");
        olga = List.of(pki.issue("/CN=olga", "client"));
        vera = List.of(pki.issue("/CN=vera", "client"));
    }

    @BeforeEach
    void signIn() {
        CertificateProvider certificates = TestDesk.certificates(SecondFactorPolicy.NONE);
        desk = TestDesk.of(new InMemoryOperatorState(), certificates);
        present = Optional.of(desk);
        entrance = new Entrance(
                new SessionGate(() -> present, new CertificateGate(certificates, () -> present)),
                new Node(),
                new Changes(new RouteCaller(List.of())));
        token = ((SignIn.Accepted) desk.signIn(new ClientCertificate(olga), new SourceAddress(HERE))).token();
    }

    @AfterEach
    void close() {
        entrance.close();
        desk.close();
    }

    private Optional<String> nameOf(List<X509Certificate> chain) {
        return entrance.visit(token, chain, HERE, true)
                .map(visit -> visit.operator().id().name());
    }

    @Test
    void isOfWhoeverHoldsTheSignInUntilItEndsAnywhere() {
        assertThat(nameOf(olga)).contains("olga");
        assertThat(nameOf(vera)).isEmpty();
        desk.signOut(token);
        assertThat(nameOf(olga)).isEmpty();
    }

    @Test
    void whileSignInsCannotBeToldIsOfWhoWasSeenHereBeforeWithTheSameCertificate() {
        assertThat(nameOf(olga)).contains("olga");
        present = Optional.empty();
        assertThat(nameOf(olga)).contains("olga");
        assertThat(nameOf(vera)).isEmpty();
        assertThat(nameOf(List.of())).isEmpty();
    }

    @Test
    void whileSignInsCannotBeToldIsOfNobodyWhoWasNotSeenHere() {
        present = Optional.empty();
        assertThat(nameOf(olga)).isEmpty();
    }

    private final class Node implements NodeAccess {
        @Override
        public Optional<AdminService> admin() {
            return Optional.empty();
        }

        @Override
        public Optional<HsmService> hsm() {
            return Optional.empty();
        }

        @Override
        public Optional<OperatorDesk> operators() {
            return present;
        }

        @Override
        public NodeDescription self() {
            throw new AssertionError("nobody asks for it");
        }
    }
}
