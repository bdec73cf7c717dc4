package io.craton.hsm.ops.node;

import io.craton.hsm.actors.system.NodeSystemException;
import io.craton.hsm.ops.api.Api;
import io.craton.hsm.ops.api.NodeAccess;
import io.craton.hsm.ops.api.Readings;
import io.craton.hsm.ops.api.Route;
import io.craton.hsm.ops.api.SlotReadings;
import io.craton.hsm.ops.api.TokenSessions;
import io.craton.hsm.ops.config.NodeConfiguration;
import io.craton.hsm.ops.config.NodeConfiguration.Admin;
import io.craton.hsm.ops.console.Console;
import io.craton.hsm.ops.http.ApiListener;
import io.craton.hsm.ops.http.CertificateGate;
import io.craton.hsm.ops.http.ListenerSettings;
import io.craton.hsm.ops.http.SessionGate;
import io.craton.hsm.ops.jmx.JmxEndpoint;
import io.craton.hsm.ops.metrics.NodeMetrics;
import io.craton.hsm.ops.operators.CertificateProvider;
import io.craton.hsm.ops.operators.SignInCount;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The administration of this node, put together (HTTPS, console, JMX): who is let in, what there is to ask, where it listens. */
final class AdminEndpoint implements AutoCloseable {
    private final ApiListener listener;
    private final TokenSessions sessions;
    private final NodeMetrics metrics;
    private final Optional<Console> console;
    private final Optional<JmxEndpoint> jmx;

    private AdminEndpoint(
            ApiListener listener,
            TokenSessions sessions,
            NodeMetrics metrics,
            Optional<Console> console,
            Optional<JmxEndpoint> jmx) {
        this.listener = listener;
        this.sessions = sessions;
        this.metrics = metrics;
        this.console = console;
        this.jmx = jmx;
    }

    static AdminEndpoint start(NodeConfiguration configuration, Admin admin, NodeAccess node)
            throws NodeStartException {
        try (Unwinding started = new Unwinding()) {
            CertificateGate certificates =
                    new CertificateGate(CertificateProvider.of(admin, configuration.signIn()), node::operators);
            SessionGate gate = new SessionGate(node::operators, certificates);
            Readings readings = new Readings(
                    node,
                    configuration.cluster().name(),
                    new SlotReadings(node, configuration.cluster().slots()),
                    () -> signIns(node, certificates));
            TokenSessions sessions = started.add(new TokenSessions(node));
            NodeMetrics metrics = started.add(new NodeMetrics(readings, Clock.systemUTC()));
            List<Route<?, ?>> routes =
                    Api.routes(configuration, node, sessions, metrics::scrape, NodeProcess.version());
            ApiListener listener =
                    started.add(ApiListener.start(settings(admin, admin.host(), admin.port()), gate, routes));
            Optional<Console> console = Optional.empty();
            if (admin.console().isPresent()) {
                NodeConfiguration.Console where = admin.console().get();
                console = Optional.of(started.add(Console.start(
                        settings(admin, where.host(), where.port()),
                        gate,
                        routes,
                        node,
                        configuration.cluster().name())));
            }
            Optional<JmxEndpoint> jmx = Optional.empty();
            if (configuration.jmx().isPresent()) {
                NodeConfiguration.Jmx where = configuration.jmx().get();
                jmx = Optional.of(started.add(
                        JmxEndpoint.start(configuration, settings(admin, where.host(), where.port()), readings, gate)));
            }
            started.keep();
            return new AdminEndpoint(listener, sessions, metrics, console, jmx);
        } catch (IllegalArgumentException | NodeSystemException e) {
            throw new NodeStartException("admin.operators: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new NodeStartException(String.valueOf(e.getMessage()), e);
        }
    }

    private static List<SignInCount> signIns(NodeAccess node, CertificateGate certificates) {
        return Stream.concat(
                        Stream.of(certificates.count()),
                        node.operators().stream().flatMap(desk -> desk.counts().stream()))
                .toList();
    }

    private static ListenerSettings settings(Admin admin, String host, int port) {
        return new ListenerSettings(
                host,
                port,
                admin.certificate(),
                admin.privateKey(),
                admin.operators().authorities());
    }

    @Override
    public void close() {
        console.ifPresent(Console::close);
        jmx.ifPresent(JmxEndpoint::close);
        listener.close();
        sessions.close();
        metrics.close();
    }
}
