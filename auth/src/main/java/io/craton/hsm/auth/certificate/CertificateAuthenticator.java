package io.craton.hsm.auth.certificate;

import io.craton.hsm.auth.Authenticator;
import io.craton.hsm.auth.Credentials;
import io.craton.hsm.auth.Identity;
import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.auth.Refusal.Reason;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXCertPathValidatorResult;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Recognises the holder of a client certificate: a path to a configured authority (RFC 5280, section 6), the extended key usage
 * clientAuth stated by name, and every certificate of the path looked up in a revocation list that is in force and signed by its issuer.
 * There is no soft failure: a list that is missing, expired or not verifiable refuses everybody it would have covered. Nothing is
 * fetched from addresses that a certificate names. Thread-safe.
 */
public final class CertificateAuthenticator implements Authenticator<Credentials.ClientCertificate> {
    static final int MAX_CHAIN = 6;
    static final int MIN_RSA_BITS = 2_048;

    /** id-kp-clientAuth (RFC 5280, section 4.2.1.12). */
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

    private static final int DIGITAL_SIGNATURE = 0;

    private final CertificateSettings settings;
    private final RevocationLists revocationLists;
    private final Clock clock;

    public CertificateAuthenticator(CertificateSettings settings, Clock clock) {
        this.settings = settings;
        this.revocationLists = new RevocationLists(settings.revocationLists());
        this.clock = clock;
    }

    @Override
    public String provider() {
        return settings.provider();
    }

    @Override
    public Identification identify(Credentials.ClientCertificate shown) {
        if (shown.chain().isEmpty() || shown.chain().size() > MAX_CHAIN) {
            return Identification.refused(
                    Reason.MALFORMED, "a chain of " + shown.chain().size() + " certificates");
        }
        X509Certificate certificate = shown.chain().getFirst();
        try {
            requireClientUse(certificate);
            validate(shown.chain(), clock.instant());
            SubjectNames names = SubjectNames.of(certificate);
            return new Identification.Identified(
                    Identity.of(new OperatorId(provider(), names.commonName()), names.groups()));
        } catch (GeneralSecurityException e) {
            return Identification.refused(
                    Reason.CERTIFICATE_REFUSED,
                    e.getMessage() + ", serial " + certificate.getSerialNumber().toString(16));
        } catch (IOException e) {
            return Identification.refused(
                    Reason.PROVIDER_UNAVAILABLE, "cannot read a revocation list: " + e.getMessage());
        }
    }

    private static void requireClientUse(X509Certificate certificate) throws CertificateException {
        List<String> uses = certificate.getExtendedKeyUsage();
        if (uses == null || !uses.contains(CLIENT_AUTH)) {
            throw new CertificateException("no extended key usage clientAuth");
        }
        boolean[] keyUsage = certificate.getKeyUsage();
        if (keyUsage != null && !keyUsage[DIGITAL_SIGNATURE]) {
            throw new CertificateException("key usage without digitalSignature");
        }
        if (certificate.getBasicConstraints() >= 0) {
            throw new CertificateException("the certificate of an authority");
        }
        if (certificate.getPublicKey() instanceof RSAPublicKey rsa
                && rsa.getModulus().bitLength() < MIN_RSA_BITS) {
            throw new CertificateException("an RSA key below " + MIN_RSA_BITS + " bits");
        }
    }

    private void validate(List<X509Certificate> chain, Instant now) throws GeneralSecurityException, IOException {
        List<X509CRL> lists = revocationLists.inForce(now);
        Set<TrustAnchor> anchors = settings.authorities().stream()
                .map(authority -> new TrustAnchor(authority, null))
                .collect(Collectors.toSet());
        CertPathValidator validator = CertPathValidator.getInstance("PKIX");
        PKIXRevocationChecker revocation = (PKIXRevocationChecker) validator.getRevocationChecker();
        revocation.setOptions(
                EnumSet.of(PKIXRevocationChecker.Option.PREFER_CRLS, PKIXRevocationChecker.Option.NO_FALLBACK));
        PKIXParameters parameters = new PKIXParameters(anchors);
        parameters.setDate(Date.from(now));
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists)));
        parameters.addCertPathChecker(revocation);
        PKIXCertPathValidatorResult result = (PKIXCertPathValidatorResult) validator.validate(path(chain), parameters);
        result.getTrustAnchor().getTrustedCert().checkValidity(Date.from(now));
    }

    /** The chain up to the first configured authority: an anchor is not part of its own path. */
    private CertPath path(List<X509Certificate> chain) throws CertificateException {
        List<X509Certificate> below = chain.stream()
                .takeWhile(certificate -> !settings.authorities().contains(certificate))
                .toList();
        if (below.isEmpty()) {
            throw new CertificateException("the certificate of an authority");
        }
        return CertificateFactory.getInstance("X.509").generateCertPath(below);
    }
}
