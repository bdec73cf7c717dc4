package io.craton.hsm.ops.jmx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.auth.Operator;
import io.craton.hsm.auth.Operator.SecondFactorUse;
import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.auth.Permission;
import io.craton.hsm.auth.Role;
import io.craton.hsm.ops.http.CallerGate;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.management.Attribute;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The guard over the platform's own MBean server, which holds everything there is to refuse. */
class CallGuardTest {
    @AfterEach
    void leave() {
        Peer.leave();
    }

    /** A thread that serves an operator with these roles; any certificate stands for the one he has proved. */
    private static MBeanServer as(Role... roles) throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init((KeyStore) null);
        X509Certificate some = ((X509TrustManager) trust.getTrustManagers()[0]).getAcceptedIssuers()[0];
        Peer.serve(new Peer(List.of(some), InetAddress.getLoopbackAddress()));
        Operator operator =
                new Operator(new OperatorId("certificate", "anne"), Set.of(roles), SecondFactorUse.NOT_REQUIRED);
        return CallGuard.before(ManagementFactory.getPlatformMBeanServer(), () -> operator);
    }

    private static Role[] all() {
        return Role.values();
    }

    @Test
    void aViewerReadsFigures() throws Exception {
        assertThat(as(Role.VIEWER).getAttribute(new ObjectName("java.lang:type=Threading"), "ThreadCount"))
                .isInstanceOf(Integer.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "com.sun.management:type=HotSpotDiagnostic",
                "com.sun.management:type=DiagnosticCommand",
                "JMImplementation:type=MBeanServerDelegate",
                "java.util.logging:type=Logging",
                "pekko:type=Cluster",
                "jdk.management.jfr:type=FlightRecorder"
            })
    void nobodyReachesWhatIsDangerous(String name) throws Exception {
        MBeanServer server = as(all());
        ObjectName bean = new ObjectName(name);

        assertThatThrownBy(() -> server.getAttribute(bean, "Name")).isInstanceOf(SecurityException.class);
        assertThatThrownBy(() -> server.invoke(bean, "dumpHeap", new Object[0], new String[0]))
                .isInstanceOf(SecurityException.class);
        assertThatThrownBy(() -> server.getMBeanInfo(bean)).isInstanceOf(SecurityException.class);
    }

    @Test
    void queriesDoNotNameWhatIsDangerous() throws Exception {
        assertThat(as(all()).queryNames(null, null))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(name.getDomain()).isIn("craton", "java.lang", "java.nio"));
    }

    @Test
    void nobodyInvokesThePlatformChangesAttributesOrMakesBeans() throws Exception {
        MBeanServer server = as(all());
        ObjectName memory = new ObjectName("java.lang:type=Memory");

        assertThatThrownBy(() -> server.invoke(memory, "gc", new Object[0], new String[0]))
                .isInstanceOf(SecurityException.class);
        assertThatThrownBy(() -> server.setAttribute(memory, new Attribute("Verbose", true)))
                .isInstanceOf(SecurityException.class);
        assertThatThrownBy(() -> server.createMBean("javax.management.loading.MLet", new ObjectName("craton:type=X")))
                .isInstanceOf(SecurityException.class);
        assertThatThrownBy(() -> server.unregisterMBean(memory)).isInstanceOf(SecurityException.class);
    }

    @Test
    void theConnectorMayKeepListenersByTheServer() throws Exception {
        MBeanServer server = as(Role.VIEWER);
        MBeanServer another = as(Role.VIEWER);

        assertThat(Set.of(server)).contains(server).doesNotContain(another);
    }

    @Test
    void operationsTakeTheirPermissionAndNoOtherBean() throws Exception {
        assertThat(CallGuard.permission("invoke", new Object[] {Names.CLUSTER, "drain"}))
                .contains(Permission.OPERATE_NODES);
        assertThat(CallGuard.permission("invoke", new Object[] {Names.CLUSTER, "sendNotification"}))
                .isEmpty();
        assertThat(CallGuard.permission("invoke", new Object[] {Names.of("Gateway"), "drain"}))
                .isEmpty();
        assertThatThrownBy(() -> as(Role.VIEWER).invoke(Names.CLUSTER, "drain", new Object[0], new String[0]))
                .isInstanceOf(SecurityException.class)
                .hasMessageContaining(Permission.OPERATE_NODES.meaning());
    }

    @Test
    void aThreadThatServesNobodyReadsNothing() throws Exception {
        MBeanServer server = as(all());
        Peer.leave();

        assertThatThrownBy(() -> server.getAttribute(new ObjectName("java.lang:type=Threading"), "ThreadCount"))
                .isInstanceOf(SecurityException.class);
    }

    @Test
    void aPeerWhoIsNotSignedInReadsNothing() throws Exception {
        as(all());
        Door door = new Door((_, _) -> CallerGate.Decision.Anonymous.ANONYMOUS, Optional::empty, true);
        MBeanServer server = CallGuard.before(ManagementFactory.getPlatformMBeanServer(), door::caller);

        assertThatThrownBy(() -> server.getAttribute(new ObjectName("java.lang:type=Threading"), "ThreadCount"))
                .isInstanceOf(SecurityException.class);
    }
}
