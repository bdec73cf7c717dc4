package io.craton.hsm.ops.jmx;

import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.ops.api.NodeAccess;
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
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JMX of this node, put together. Its MBean server is its own: the platform's holds beans that dump the heap, load agents or set log
 * levels, and these are not in it at all.
 */
public final class JmxEndpoint implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JmxEndpoint.class);
    private static final String PROVIDER = "certificate";

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
            NodeConfiguration configuration, ListenerSettings listener, NodeAccess node, CallerGate gate)
            throws IOException {
        Readings readings = new Readings(node, configuration.cluster().name());
        ClusterBean cluster = new ClusterBean(readings);
        CountedGate counted = new CountedGate(gate);
        MBeanServer beans = MBeanServerFactory.newMBeanServer(Names.DOMAIN);
        try {
            register(beans, configuration, readings, cluster);
            beans.registerMBean(counted, Names.of("Auth", "provider", PROVIDER));
            for (PlatformManagedObject platform : harmless()) {
                beans.registerMBean(platform, platform.getObjectName());
            }
        } catch (JMException e) {
            throw new IllegalStateException("an MBean of ours does not have the form of one", e);
        }
        JmxServer server = JmxServer.start(listener, beans, counted);
        LOG.info("JMX listens on {}:{}", listener.host(), server.port());
        return new JmxEndpoint(
                server, new Watch(readings, cluster, configuration.cluster().slots(), Clock.systemUTC()));
    }

    private static void register(
            MBeanServer beans, NodeConfiguration configuration, Readings readings, ClusterBean cluster)
            throws JMException {
        Clock clock = Clock.systemUTC();
        register(beans, cluster, Names.CLUSTER);
        register(beans, new Beans.Gateway(readings), Names.of("Gateway"));
        for (NodeConfiguration.Member member : configuration.cluster().nodes()) {
            register(beans, new Beans.Peer(readings, member.name(), clock), Names.of("Peer", "id", member.name()));
        }
        for (int slot = 0; slot < configuration.cluster().slots(); slot++) {
            register(beans, new Beans.Slot(readings, new SlotId(slot)), Names.of("Slot", "id", String.valueOf(slot)));
        }
        for (var group : readings.self().groups()) {
            register(beans, new Beans.Group(readings, group.name()), Names.of("Group", "name", group.name()));
        }
        for (var backend : readings.self().backends()) {
            register(beans, new Beans.SelfTest(readings, backend.name()), Names.of("SelfTest", "name", backend.name()));
        }
        for (var certificate : readings.self().certificates()) {
            register(
                    beans,
                    new Beans.Tls(readings, certificate.use(), clock),
                    Names.of("Tls", "use", certificate.use()));
        }
    }

    private static void register(MBeanServer beans, Object bean, ObjectName name) throws JMException {
        beans.registerMBean(bean, name);
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
