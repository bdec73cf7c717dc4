package io.craton.hsm.auth.ldap;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.util.ssl.SSLSocketVerifier;
import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

/**
 * Accepts a server whose certificate carries the configured host as a subject alternative name (RFC 4513, section 3.1.3), letter by
 * letter but for case: a DNS name without wildcards, or an address. The SDK's own verifier takes any certificate on a loopback address.
 */
final class ServerNameVerifier extends SSLSocketVerifier {
    /** GeneralName alternatives (RFC 5280, section 4.2.1.6). */
    private static final int DNS_NAME = 2;

    private static final int IP_ADDRESS = 7;

    @Override
    public void verifySSLSocket(String host, int port, SSLSocket socket) throws LDAPException {
        try {
            X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            if (!names(certificate, host)) {
                throw new LDAPException(ResultCode.CONNECT_ERROR, "the server's certificate is not for " + host);
            }
        } catch (SSLPeerUnverifiedException | CertificateParsingException e) {
            throw new LDAPException(ResultCode.CONNECT_ERROR, "no usable certificate of " + host, e);
        }
    }

    static boolean names(X509Certificate certificate, String host) throws CertificateParsingException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        if (names == null) {
            return false;
        }
        Optional<InetAddress> address = literal(host);
        return names.stream().anyMatch(name -> switch ((Integer) name.getFirst()) {
            case DNS_NAME -> address.isEmpty() && host.equalsIgnoreCase((String) name.get(1));
            case IP_ADDRESS ->
                address.isPresent() && literal((String) name.get(1)).equals(address);
            default -> false;
        });
    }

    private static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
