package io.craton.hsm.raft;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where the node's identity in the cluster lies; all files are PEM.
 *
 * @param caCertificate the cluster's own CA, one or more certificates; whoever holds a certificate of it is a node
 * @param certificate the node's certificate, whose subject alternative names contain the address the others dial
 * @param privateKey the node's private key, PKCS#8, not encrypted
 */
public record TlsFiles(Path caCertificate, Path certificate, Path privateKey) {
    public TlsFiles {
        Objects.requireNonNull(caCertificate, "caCertificate");
        Objects.requireNonNull(certificate, "certificate");
        Objects.requireNonNull(privateKey, "privateKey");
    }
}
