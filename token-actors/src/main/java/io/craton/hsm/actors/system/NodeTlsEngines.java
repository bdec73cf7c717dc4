package io.craton.hsm.actors.system;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.apache.pekko.remote.artery.tcp.SSLEngineProvider;
import scala.Option;

/**
 * TLS 1.3 between nodes, both sides with a certificate of the cluster's authority. The dialling side checks that the certificate
 * holds the host it dialled (RFC 9525); the accepting side, that it holds the name or host of a configured node. Thread-safe.
 */
final class NodeTlsEngines implements SSLEngineProvider {
    private static final String[] PROTOCOLS = {"TLSv1.3"};
    private static final String[] CIPHER_SUITES = {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"};

    private final TlsContext context;

    /** What a peer's certificate may call it. */
    private final Set<String> nodes;

    NodeTlsEngines(TlsContext context, List<NodeAddress> nodes) {
        this.context = context;
        this.nodes = nodes.stream()
                .flatMap(node -> Stream.of(node.name(), node.host()))
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public SSLEngine createServerSSLEngine(String hostname, int port) {
        SSLEngine engine = context.current().createSSLEngine(hostname, port);
        engine.setUseClientMode(false);
        SSLParameters parameters = parameters(engine);
        parameters.setNeedClientAuth(true);
        engine.setSSLParameters(parameters);
        return engine;
    }

    @Override
    public SSLEngine createClientSSLEngine(String hostname, int port) {
        SSLEngine engine = context.current().createSSLEngine(hostname, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = parameters(engine);
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return engine;
    }

    private static SSLParameters parameters(SSLEngine engine) {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        parameters.setCipherSuites(CIPHER_SUITES);
        return parameters;
    }

    /** The handshake has checked the server's name already. */
    @Override
    public Option<Throwable> verifyClientSession(String hostname, SSLSession session) {
        return Option.empty();
    }

    @Override
    public Option<Throwable> verifyServerSession(String hostname, SSLSession session) {
        try {
            X509Certificate certificate = (X509Certificate) session.getPeerCertificates()[0];
            return names(certificate).anyMatch(nodes::contains)
                    ? Option.empty()
                    : Option.apply(
                            new SSLPeerUnverifiedException("the peer's certificate names no node of this cluster"));
        } catch (SSLPeerUnverifiedException | CertificateParsingException e) {
            return Option.apply(e);
        }
    }

    private static Stream<String> names(X509Certificate certificate) throws CertificateParsingException {
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        return alternatives == null
                ? Stream.empty()
                : alternatives.stream()
                        .map(entry -> entry.get(1))
                        .filter(String.class::isInstance)
                        .map(String.class::cast);
    }
}
