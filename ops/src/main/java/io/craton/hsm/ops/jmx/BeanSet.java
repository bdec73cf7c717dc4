package io.craton.hsm.ops.jmx;

import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.Operation;
import io.craton.hsm.ops.api.MechanismView;
import io.craton.hsm.ops.api.Readings;
import io.craton.hsm.ops.operators.SignInCount;
import java.time.Clock;
import java.util.List;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Puts our MBeans into a server. Whoever reads them finds the same names from the start on, also of what was not used yet. */
final class BeanSet {
    private final MBeanServer server;
    private final Readings readings;
    private final Clock clock;

    BeanSet(MBeanServer server, Readings readings, Clock clock) {
        this.server = server;
        this.readings = readings;
        this.clock = clock;
    }

    /** @param nodes of the cluster */
    void register(ClusterBean cluster, List<String> nodes, int slots) {
        register(cluster, Names.CLUSTER);
        for (String node : nodes) {
            register(new Beans.Peer(readings, node, clock), Names.of("Peer", "id", node));
        }
        for (int slot = 0; slot < slots; slot++) {
            register(new Beans.Slot(readings, new SlotId(slot)), Names.of("Slot", "id", String.valueOf(slot)));
        }
        for (var group : readings.self().groups()) {
            register(new Beans.Group(readings, group.name()), Names.of("Group", "name", group.name()));
        }
        node();
    }

    private void node() {
        register(new NodeBeans.Node(readings), Names.of("Node"));
        register(new GatewayBean(readings), Names.of("Gateway"));
        for (var backend : readings.self().backends()) {
            register(new NodeBeans.SelfTest(readings, backend.name()), Names.of("SelfTest", "name", backend.name()));
        }
        for (var certificate : readings.self().certificates()) {
            register(new NodeBeans.Tls(readings, certificate.use(), clock), Names.of("Tls", "use", certificate.use()));
        }
        for (Mechanism mechanism : Mechanism.values()) {
            for (Operation operation : Operation.values()) {
                if (mechanism.does(operation)) {
                    register(
                            new NodeBeans.Crypto(readings, mechanism, operation),
                            Names.of(
                                    "Crypto",
                                    "mechanism",
                                    mechanism.name(),
                                    "operation",
                                    MechanismView.word(operation)));
                }
            }
        }
        providers();
    }

    /** Providers are known once the node has joined the others: asked for again, it adds what is new. */
    void providers() {
        for (SignInCount count : readings.signIns().get()) {
            ObjectName name = Names.of("Auth", "provider", count.provider());
            if (!server.isRegistered(name)) {
                register(new NodeBeans.Auth(readings, count.provider()), name);
            }
        }
    }

    private void register(Object bean, ObjectName name) {
        try {
            server.registerMBean(bean, name);
        } catch (JMException e) {
            throw new IllegalStateException("an MBean of ours does not have the form of one: " + name, e);
        }
    }
}
