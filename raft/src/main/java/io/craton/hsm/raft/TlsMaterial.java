package io.craton.hsm.raft;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.ratis.grpc.GrpcTlsConfig;

/** The PEM files of {@link TlsFiles}, read and checked, so that a mistake is one line at start and not a handshake. */
final class TlsMaterial {
    /** Far more than any chain or key needs. */
    private static final int MAX_FILE_BYTES = 1 << 20;

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private final List<X509Certificate> trusted;
    private final X509Certificate certificate;
    private final PrivateKey key;

    private TlsMaterial(List<X509Certificate> trusted, X509Certificate certificate, PrivateKey key) {
        this.trusted = trusted;
        this.certificate = certificate;
        this.key = key;
    }

    /**
     * @throws RaftStartException when a file cannot be read, is not PEM, has expired, is not signed by the CA, or the key
     *     does not belong to the certificate
     */
    static TlsMaterial read(TlsFiles files) {
        List<X509Certificate> trusted = certificates(files.caCertificate());
        X509Certificate certificate = certificates(files.certificate()).getFirst();
        PrivateKey key = key(files.privateKey(), certificate.getPublicKey().getAlgorithm());
        checkPair(files, certificate, key);
        checkChain(files, certificate, trusted);
        return new TlsMaterial(trusted, certificate, key);
    }

    /** TLS in both directions: a peer without a certificate of the cluster's CA is refused. */
    GrpcTlsConfig mutual() {
        return new GrpcTlsConfig(key, certificate, trusted, true);
    }

    private static List<X509Certificate> certificates(Path file) {
        try {
            List<X509Certificate> found =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(bytes(file)))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (found.isEmpty()) {
                throw new RaftStartException("no PEM certificate in " + file);
            }
            for (X509Certificate each : found) {
                each.checkValidity();
            }
            return found;
        } catch (CertificateException e) {
            throw new RaftStartException("bad certificate in " + file + ": " + line(e), e);
        }
    }

    private static PrivateKey key(Path file, String algorithm) {
        byte[] pem = bytes(file);
        byte[] der = new byte[0];
        try {
            Matcher found = KEY.matcher(new String(pem, StandardCharsets.US_ASCII));
            if (!found.find()) {
                throw new RaftStartException("no PEM private key (PKCS#8, not encrypted) in " + file);
            }
            der = Base64.getMimeDecoder().decode(found.group(1));
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // The cause may quote the key, so it is left out.
            throw new RaftStartException("the private key in " + file + " is no " + algorithm + " key in PKCS#8");
        } finally {
            Arrays.fill(pem, (byte) 0);
            Arrays.fill(der, (byte) 0);
        }
    }

    private static void checkPair(TlsFiles files, X509Certificate certificate, PrivateKey key) {
        String algorithm = switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> key.getAlgorithm();
        };
        boolean matches;
        try {
            byte[] probe = "craton-raft".getBytes(StandardCharsets.US_ASCII);
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(probe);
            matches = signature.verify(signed);
        } catch (GeneralSecurityException e) {
            throw new RaftStartException(
                    "cannot use " + files.privateKey() + " with " + files.certificate() + ": " + line(e), e);
        }
        if (!matches) {
            throw new RaftStartException(
                    "the private key " + files.privateKey() + " does not belong to " + files.certificate());
        }
    }

    private static void checkChain(TlsFiles files, X509Certificate certificate, List<X509Certificate> trusted) {
        for (X509Certificate ca : trusted) {
            try {
                certificate.verify(ca.getPublicKey());
                return;
            } catch (GeneralSecurityException e) {
                // Not this one; the next may have signed it.
            }
        }
        throw new RaftStartException(files.certificate() + " is not signed by the CA in " + files.caCertificate());
    }

    private static byte[] bytes(Path file) {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new RaftStartException(file + " is larger than " + MAX_FILE_BYTES + " bytes");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new RaftStartException(
                    "cannot read " + file + " (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    private static String line(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
