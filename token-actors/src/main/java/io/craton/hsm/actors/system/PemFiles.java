package io.craton.hsm.actors.system;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Reads certificates and keys from PEM files (RFC 7468). Refusals name the file and never quote it. */
public final class PemFiles {
    /** A file of this size holds hundreds of certificates. */
    private static final int MAX_BYTES = 1024 * 1024;

    private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String KEY_END = "-----END PRIVATE KEY-----";

    private PemFiles() {}

    /**
     * All certificates of {@code file}, in order.
     *
     * @throws NodeSystemException in one line: it cannot be read, or holds none
     */
    public static List<X509Certificate> certificates(Path file) {
        byte[] bytes = read(file);
        try {
            List<X509Certificate> certificates =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(bytes))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (certificates.isEmpty()) {
                throw new NodeSystemException("no certificate in " + file);
            }
            return certificates;
        } catch (GeneralSecurityException e) {
            throw new NodeSystemException("no PEM certificates in " + file, e);
        }
    }

    /** The key in {@code file}, which must be that of {@code certificate}: a signature is made and verified. */
    public static PrivateKey privateKey(Path file, X509Certificate certificate) {
        PublicKey publicKey = certificate.getPublicKey();
        PrivateKey key = privateKey(file, publicKey.getAlgorithm());
        try {
            if (belongTogether(key, publicKey)) {
                return key;
            }
        } catch (GeneralSecurityException e) {
            throw new NodeSystemException(strange(file), e);
        }
        throw new NodeSystemException(strange(file));
    }

    /**
     * The key in {@code file}, compared with no certificate: for whoever learns it from the peer anyway.
     *
     * @param algorithm for instance {@code EC}
     */
    public static PrivateKey privateKey(Path file, String algorithm) {
        byte[] pem = read(file);
        byte[] der = {};
        try {
            der = keyBytes(pem, file);
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException e) {
            throw new NodeSystemException(strange(file), e);
        } finally {
            Arrays.fill(pem, (byte) 0);
            Arrays.fill(der, (byte) 0);
        }
    }

    private static String strange(Path file) {
        return "the key in " + file + " is not that of the certificate";
    }

    private static byte[] keyBytes(byte[] pem, Path file) {
        String text = new String(pem, StandardCharsets.ISO_8859_1);
        int begin = text.indexOf(KEY_BEGIN);
        int end = text.indexOf(KEY_END);
        if (begin < 0 || end < begin) {
            throw new NodeSystemException("no unencrypted PKCS#8 PEM private key in " + file);
        }
        try {
            return Base64.getMimeDecoder().decode(text.substring(begin + KEY_BEGIN.length(), end));
        } catch (IllegalArgumentException e) {
            throw new NodeSystemException("the private key in " + file + " is not base64");
        }
    }

    private static boolean belongTogether(PrivateKey key, PublicKey publicKey) throws GeneralSecurityException {
        String algorithm = switch (publicKey.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> publicKey.getAlgorithm();
        };
        byte[] probe = "craton".getBytes(StandardCharsets.US_ASCII);
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(probe);
        byte[] signed = signature.sign();
        signature.initVerify(publicKey);
        signature.update(probe);
        return signature.verify(signed);
    }

    private static byte[] read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new NodeSystemException(file + " is over " + MAX_BYTES + " bytes: no PEM file of ours");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new NodeSystemException(
                    "cannot read " + file + ": " + e.getClass().getSimpleName(), e);
        }
    }
}
