package io.craton.hsm.ops.jmx;

import io.craton.hsm.ops.http.ListenerSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.rmi.AlreadyBoundException;
import java.rmi.NoSuchObjectException;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.rmi.server.UnicastRemoteObject;
import java.util.HashMap;
import java.util.Map;
import javax.management.MBeanServer;
import javax.management.Notification;
import javax.management.remote.JMXConnectionNotification;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXServiceURL;
import javax.management.remote.rmi.RMIConnectorServer;
import javax.management.remote.rmi.RMIJRMPServerImpl;
import javax.rmi.ssl.SslRMIClientSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remote access to MBeans: registry and connector on one port, TLS 1.3, for operators. Names, arguments and credentials pass a filter of
 * classes and sizes. Thread-safe.
 */
public final class JmxServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JmxServer.class);

    /** A name, a password and a code. The length of strings is bounded by {@link PeerSocket}, and again by whoever reads them. */
    private static final String CREDENTIALS = "maxdepth=2;maxrefs=16;maxarray=3;java.lang.String;!*";

    /** What arguments of the operations and of listening consist of. */
    private static final String ARGUMENTS =
            "maxdepth=8;maxrefs=200;maxbytes=65536;maxarray=65536;java.lang.*;java.util.*;"
                    + "javax.management.*;javax.management.openmbean.*;javax.management.remote.*;"
                    + "java.rmi.MarshalledObject;java.rmi.server.*;java.rmi.dgc.*;!*";

    private final RMIConnectorServer connector;
    private final Registry registry;
    private final PeerSockets sockets;

    private JmxServer(RMIConnectorServer connector, Registry registry, PeerSockets sockets) {
        this.connector = connector;
        this.registry = registry;
        this.sockets = sockets;
    }

    /**
     * Listens, and serves until closed.
     *
     * @throws IOException in one line: TLS files that cannot be used, an address that cannot be listened on
     */
    static JmxServer start(ListenerSettings settings, boolean passwords, MBeanServer beans, Door door)
            throws IOException {
        // Stubs name this host. RMI's collection of garbage would run a full collection every hour.
        System.setProperty("java.rmi.server.hostname", settings.host());
        System.setProperty("sun.rmi.dgc.server.gcInterval", String.valueOf(Long.MAX_VALUE - 1));
        PeerSockets sockets =
                new PeerSockets(InetAddress.getByName(settings.host()), new TlsContext(settings), passwords);
        SslRMIClientSocketFactory clients = new SslRMIClientSocketFactory();
        Registry registry;
        try {
            registry = LocateRegistry.createRegistry(settings.port(), clients, sockets);
        } catch (IOException e) {
            throw new IOException("JMX cannot listen on " + settings.host() + ":" + settings.port(), e);
        }
        try {
            Map<String, Object> environment = new HashMap<>();
            environment.put(JMXConnectorServer.AUTHENTICATOR, door);
            environment.put(RMIConnectorServer.CREDENTIALS_FILTER_PATTERN, CREDENTIALS);
            environment.put(RMIConnectorServer.SERIAL_FILTER_PATTERN, ARGUMENTS);
            RMIJRMPServerImpl server = new RMIJRMPServerImpl(settings.port(), clients, sockets, environment);
            RMIConnectorServer connector = new RMIConnectorServer(
                    new JMXServiceURL("rmi", settings.host(), sockets.port()),
                    environment,
                    server,
                    CallGuard.before(beans, door::caller));
            connector.addNotificationListener((event, _) -> ended(event, door), null, null);
            connector.start();
            // By hand: the connector would bind it through a connection to itself, as a client without a certificate.
            registry.bind("jmxrmi", server.toStub());
            return new JmxServer(connector, registry, sockets);
        } catch (IOException | AlreadyBoundException e) {
            unexport(registry);
            throw new IOException("JMX does not start: " + e.getMessage(), e);
        }
    }

    private static void ended(Notification event, Door door) {
        if (event instanceof JMXConnectionNotification connection
                && !connection.getType().equals(JMXConnectionNotification.OPENED)) {
            door.left(connection.getConnectionId());
        }
    }

    /** The port it listens on. */
    int port() {
        return sockets.port();
    }

    private static void unexport(Registry registry) {
        try {
            UnicastRemoteObject.unexportObject(registry, true);
        } catch (NoSuchObjectException e) {
            throw new IllegalStateException("the registry was exported at the start", e);
        }
    }

    @Override
    public void close() {
        try {
            connector.stop();
        } catch (IOException e) {
            // Of a client that went away meanwhile; the connector is stopped all the same.
            LOG.info("a JMX client was gone: {}", e.toString());
        }
        unexport(registry);
    }
}
