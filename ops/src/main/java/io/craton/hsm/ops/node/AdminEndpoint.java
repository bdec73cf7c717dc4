package io.craton.hsm.ops.node;

import io.craton.hsm.actors.system.NodeSystemException;
import io.craton.hsm.actors.system.PemFiles;
import io.craton.hsm.auth.RoleMapping;
import io.craton.hsm.auth.certificate.CertificateAuthenticator;
import io.craton.hsm.auth.certificate.CertificateSettings;
import io.craton.hsm.ops.api.Api;
import io.craton.hsm.ops.api.NodeAccess;
import io.craton.hsm.ops.api.TokenSessions;
import io.craton.hsm.ops.config.NodeConfiguration;
import io.craton.hsm.ops.config.NodeConfiguration.Admin;
import io.craton.hsm.ops.http.ApiListener;
import io.craton.hsm.ops.http.CallerGate;
import io.craton.hsm.ops.http.CertificateGate;
import io.craton.hsm.ops.http.ListenerSettings;
import io.craton.hsm.ops.http.SessionGate;
import io.craton.hsm.ops.metrics.NodeMetrics;
import java.io.IOException;
import java.time.Clock;
import java.util.Set;

/** The administration API of this node, put together: who is let in, what there is to ask, where it listens. */
final class AdminEndpoint implements AutoCloseable {
    /** The name operators of client certificates carry. */
    private static final String PROVIDER = "certificate";

    private final ApiListener listener;
    private final TokenSessions sessions;
    private final NodeMetrics metrics;

    private AdminEndpoint(ApiListener listener, TokenSessions sessions, NodeMetrics metrics) {
        this.listener = listener;
        this.sessions = sessions;
        this.metrics = metrics;
    }

    static AdminEndpoint start(NodeConfiguration configuration, Admin admin, NodeAccess node)
            throws NodeStartException {
        try (Unwinding started = new Unwinding()) {
            CallerGate gate = new SessionGate(node::operators, gate(admin));
            TokenSessions sessions = started.add(new TokenSessions(node));
            NodeMetrics metrics =
                    started.add(new NodeMetrics(node, configuration.cluster().name(), Clock.systemUTC()));
            ApiListener listener = ApiListener.start(
                    new ListenerSettings(
                            admin.host(),
                            admin.port(),
                            admin.certificate(),
                            admin.privateKey(),
                            admin.operators().authorities()),
                    gate,
                    Api.routes(configuration, node, sessions, metrics::scrape, NodeProcess.version()));
            started.keep();
            return new AdminEndpoint(listener, sessions, metrics);
        } catch (IllegalArgumentException | NodeSystemException e) {
            throw new NodeStartException("admin.operators: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new NodeStartException(String.valueOf(e.getMessage()), e);
        }
    }

    private static CertificateGate gate(Admin admin) {
        CertificateSettings certificates = new CertificateSettings(
                PROVIDER,
                Set.copyOf(PemFiles.certificates(admin.operators().authorities())),
                admin.operators().revocationLists());
        return new CertificateGate(
                new CertificateAuthenticator(certificates, Clock.systemUTC()),
                RoleMapping.of(admin.operators().roles()));
    }

    @Override
    public void close() {
        listener.close();
        sessions.close();
        metrics.close();
    }
}
