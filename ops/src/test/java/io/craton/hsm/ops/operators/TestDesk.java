package io.craton.hsm.ops.operators;

import io.craton.hsm.auth.Authenticator;
import io.craton.hsm.auth.Credentials.ClientCertificate;
import io.craton.hsm.auth.Identity;
import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.auth.Role;
import io.craton.hsm.auth.RoleMapping;
import io.craton.hsm.auth.SecondFactorPolicy;
import io.craton.hsm.auth.desk.SignInDesk.Terms;
import io.craton.hsm.auth.state.OperatorState;
import io.craton.hsm.auth.state.SessionTerms;
import io.craton.hsm.crypto.seal.ClusterKey;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A desk that knows holders of certificates by their common names: olga, an officer, and vera, a viewer. */
public final class TestDesk {
    private static final RoleMapping MAPPING =
            RoleMapping.of(Map.of("olga", Set.of(Role.SECURITY_OFFICER), "vera", Set.of(Role.VIEWER)));

    private TestDesk() {}

    private static final class ByName implements Authenticator<ClientCertificate> {
        @Override
        public String provider() {
            return CertificateProvider.NAME;
        }

        @Override
        public Identification identify(ClientCertificate shown) {
            String subject = shown.chain().getFirst().getSubjectX500Principal().getName();
            String name = subject.replace("CN=", "");
            return new Identification.Identified(Identity.of(new OperatorId(provider(), name), Set.of(name)));
        }
    }

    public static CertificateProvider certificates(SecondFactorPolicy policy) {
        return new CertificateProvider(new ByName(), MAPPING, policy);
    }

    public static OperatorDesk of(OperatorState state, CertificateProvider certificates) {
        return new OperatorDesk(
                state,
                new Terms("test", SecondFactorPolicy.DEFAULT, SessionTerms.DEFAULT),
                ClusterKey.of(new byte[ClusterKey.BYTES]),
                new OperatorDesk.Providers(List.of(), List.of(), Optional.of(certificates)),
                Clock.systemUTC());
    }
}
