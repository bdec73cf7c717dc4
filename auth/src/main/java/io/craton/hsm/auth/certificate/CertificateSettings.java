package io.craton.hsm.auth.certificate;

import io.craton.hsm.auth.OperatorId;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

/**
 * How client certificates are judged.
 *
 * @param provider the name operators of it carry
 * @param authorities the trust anchors: certification authorities whose certificates make operators
 * @param revocationLists DER files, one for each authority on any path (intermediate ones too), replaced by whoever publishes them
 */
public record CertificateSettings(String provider, Set<X509Certificate> authorities, List<Path> revocationLists) {
    public static final int MAX_AUTHORITIES = 32;
    public static final int MAX_REVOCATION_LISTS = 64;

    /** @throws IllegalArgumentException that says which setting is wrong, and how */
    public CertificateSettings {
        OperatorId.requireProvider(provider);
        authorities = Set.copyOf(authorities);
        revocationLists = List.copyOf(revocationLists);
        if (authorities.isEmpty() || authorities.size() > MAX_AUTHORITIES) {
            throw new IllegalArgumentException(
                    "authorities: expected 1 to " + MAX_AUTHORITIES + " certificates, found " + authorities.size());
        }
        for (X509Certificate authority : authorities) {
            if (authority.getBasicConstraints() < 0) {
                throw new IllegalArgumentException("authorities: not a certification authority: "
                        + authority.getSubjectX500Principal().getName());
            }
        }
        if (revocationLists.isEmpty() || revocationLists.size() > MAX_REVOCATION_LISTS) {
            throw new IllegalArgumentException("revocation-lists: expected 1 to " + MAX_REVOCATION_LISTS
                    + " DER files, found " + revocationLists.size());
        }
    }
}
