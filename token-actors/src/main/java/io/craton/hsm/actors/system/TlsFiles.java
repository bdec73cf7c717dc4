package io.craton.hsm.actors.system;

import java.nio.file.Path;

/**
 * A node's TLS material, PEM. The files may be replaced while the node runs: connections made afterwards use the new ones.
 *
 * @param caCertificates the certificates of the cluster's own authority; whoever holds one of its certificates that names a node is a node
 * @param certificate the node's certificate, followed by intermediate ones if there are any
 * @param privateKey its key, PKCS#8, not encrypted
 */
public record TlsFiles(Path caCertificates, Path certificate, Path privateKey) {}
