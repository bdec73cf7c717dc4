package io.craton.hsm.auth.certificate;

import io.craton.hsm.auth.OperatorId;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Who a certificate's subject is.
 *
 * @param commonName the one common name; a subject with none, or more, is refused
 * @param groups {@code ou=NAME} for each organisational unit, and {@code subject=NAME} for the whole subject as RFC 2253 writes it
 */
record SubjectNames(String commonName, Set<String> groups) {
    static SubjectNames of(X509Certificate certificate) throws CertificateException {
        String subject = certificate.getSubjectX500Principal().getName();
        try {
            LdapName name = new LdapName(subject);
            List<String> commonNames = values(name, "CN");
            if (commonNames.size() != 1 || !OperatorId.isName(commonNames.getFirst())) {
                throw new CertificateException("a subject without exactly one usable common name");
            }
            Set<String> groups = new LinkedHashSet<>();
            values(name, "OU").forEach(unit -> groups.add("ou=" + unit));
            groups.add("subject=" + subject);
            return new SubjectNames(commonNames.getFirst(), groups);
        } catch (InvalidNameException e) {
            throw new CertificateException("a subject that is no name", e);
        }
    }

    private static List<String> values(LdapName name, String type) {
        return name.getRdns().stream()
                .filter(rdn -> rdn.size() == 1 && rdn.getType().equalsIgnoreCase(type))
                .map(Rdn::getValue)
                .map(String::valueOf)
                .toList();
    }
}
