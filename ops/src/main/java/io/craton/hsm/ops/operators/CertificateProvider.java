package io.craton.hsm.ops.operators;

import io.craton.hsm.actors.system.PemFiles;
import io.craton.hsm.auth.Authenticator;
import io.craton.hsm.auth.Credentials.ClientCertificate;
import io.craton.hsm.auth.RoleMapping;
import io.craton.hsm.auth.SecondFactorPolicy;
import io.craton.hsm.auth.certificate.CertificateAuthenticator;
import io.craton.hsm.auth.certificate.CertificateSettings;
import io.craton.hsm.ops.config.NodeConfiguration.Admin;
import io.craton.hsm.ops.config.NodeConfiguration.SignIn;
import java.time.Clock;
import java.util.Set;

/**
 * Operators with a client certificate, as a configuration describes them.
 *
 * @param policy who needs a one-time code besides the certificate
 */
public record CertificateProvider(
        Authenticator<ClientCertificate> authenticator, RoleMapping mapping, SecondFactorPolicy policy) {
    /** The name these operators carry. */
    public static final String NAME = "certificate";

    /**
     * @throws IllegalArgumentException in one line: settings that do not go together
     * @throws io.craton.hsm.actors.system.NodeSystemException in one line: a file that cannot be used
     */
    public static CertificateProvider of(Admin admin, SignIn signIn) {
        CertificateSettings settings = new CertificateSettings(
                NAME,
                Set.copyOf(PemFiles.certificates(admin.operators().authorities())),
                admin.operators().revocationLists());
        return new CertificateProvider(
                new CertificateAuthenticator(settings, Clock.systemUTC()),
                RoleMapping.of(admin.operators().roles()),
                signIn.certificatesNeedCode() ? signIn.secondFactor() : SecondFactorPolicy.NONE);
    }
}
