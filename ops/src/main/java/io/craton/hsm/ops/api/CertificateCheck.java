package io.craton.hsm.ops.api;

import io.craton.hsm.actors.system.NodeSystemException;
import io.craton.hsm.actors.system.PemFiles;
import io.craton.hsm.auth.ProviderCheck;
import io.craton.hsm.ops.config.NodeConfiguration.Operators;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;

/** Whether operators with a client certificate could be let in: every list has to be there and in force, and every authority within its time. */
final class CertificateCheck implements ProviderCheck {
    private final Operators operators;
    private final Clock clock;

    CertificateCheck(Operators operators, Clock clock) {
        this.operators = operators;
        this.clock = clock;
    }

    @Override
    public Result check() {
        try {
            return check(clock.instant());
        } catch (IOException | GeneralSecurityException | NodeSystemException e) {
            return new Result(false, "A file of it cannot be read: " + e.getMessage() + ".");
        }
    }

    private Result check(Instant now) throws IOException, GeneralSecurityException {
        Instant until = Instant.MAX;
        for (X509Certificate authority : PemFiles.certificates(operators.authorities())) {
            Instant end = authority.getNotAfter().toInstant();
            if (end.isBefore(now)) {
                return new Result(
                        false, "The authority " + authority.getSubjectX500Principal() + " expired at " + end + ".");
            }
            until = end.isBefore(until) ? end : until;
        }
        int revoked = 0;
        for (Path file : operators.revocationLists()) {
            X509CRL list = revocationList(file);
            Instant end = list.getNextUpdate() == null
                    ? Instant.MIN
                    : list.getNextUpdate().toInstant();
            if (end.isBefore(now)) {
                return new Result(
                        false,
                        "The revocation list " + file.getFileName()
                                + " is out of date: nobody is let in until it is renewed.");
            }
            until = end.isBefore(until) ? end : until;
            revoked += list.getRevokedCertificates() == null
                    ? 0
                    : list.getRevokedCertificates().size();
        }
        return new Result(
                true,
                "Authorities and revocation lists are in force until " + until + "; certificates revoked: " + revoked
                        + ".");
    }

    private static X509CRL revocationList(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(in);
        }
    }
}
