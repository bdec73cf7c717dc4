package io.craton.hsm.ops.jmx;

import io.craton.hsm.ops.api.Readings;
import io.craton.hsm.ops.config.NodeConfiguration;
import io.craton.hsm.ops.http.CallerGate;
import io.craton.hsm.ops.http.ListenerSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.PlatformManagedObject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JMX of this node, put together. Its MBean server is its own: the platform's holds beans that dump the heap, load agents or set log
 * levels, and these are not in it at all.
 */
public final class JmxEndpoint implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JmxEndpoint.class);

    private final JmxServer server;
    private final Watch watch;

    private JmxEndpoint(JmxServer server, Watch watch) {
        this.server = server;
        this.watch = watch;
    }

    /**
     * Listens, and serves until closed.
     *
     * @param gate tells operators by their certificates
     * @throws IOException in one line: TLS files that cannot be used, an address that cannot be listened on
     */
    public static JmxEndpoint start(
            NodeConfiguration configuration, ListenerSettings listener, Readings readings, CallerGate gate)
            throws IOException {
        Clock clock = Clock.systemUTC();
        MBeanServer server = MBeanServerFactory.newMBeanServer(Names.DOMAIN);
        ClusterBean cluster = new ClusterBean(readings);
        BeanSet beans = new BeanSet(server, readings, clock);
        beans.register(
                cluster,
                configuration.cluster().nodes().stream()
                        .map(NodeConfiguration.Member::name)
                        .toList(),
                configuration.cluster().slots());
        registerHarmless(server);
        boolean passwords =
                configuration.jmx().map(NodeConfiguration.Jmx::passwords).orElse(false);
        Door door = new Door(gate, readings.node()::operators, passwords);
        JmxServer remote = JmxServer.start(listener, passwords, server, door);
        LOG.info("JMX listens on {}:{}", listener.host(), remote.port());
        return new JmxEndpoint(remote, new Watch(readings, cluster, beans, clock));
    }

    private static void registerHarmless(MBeanServer server) {
        try {
            for (PlatformManagedObject platform : harmless()) {
                server.registerMBean(platform, platform.getObjectName());
            }
        } catch (JMException e) {
            throw new IllegalStateException("an MBean of the platform cannot be shown", e);
        }
    }

    /** What of the platform is shown: figures of memory, threads and collections. */
    private static List<PlatformManagedObject> harmless() {
        List<PlatformManagedObject> found = new ArrayList<>();
        found.add(ManagementFactory.getMemoryMXBean());
        found.add(ManagementFactory.getThreadMXBean());
        found.add(ManagementFactory.getClassLoadingMXBean());
        found.addAll(ManagementFactory.getGarbageCollectorMXBeans());
        return found;
    }

    @Override
    public void close() {
        watch.close();
        server.close();
    }
}
