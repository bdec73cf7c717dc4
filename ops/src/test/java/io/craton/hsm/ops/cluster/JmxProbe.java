package io.craton.hsm.ops.cluster;

import java.util.Map;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import javax.rmi.ssl.SslRMIClientSocketFactory;

/** A console without windows: connects as jconsole does, with the JVM's TLS properties, and prints one figure. */
final class JmxProbe {
    private JmxProbe() {}

    /** Looks the connector up by its URL, which is what the page has people do. */
    @SuppressWarnings("BanJNDI")
    public static void main(String[] arguments) throws Exception {
        Map<String, Object> environment = Map.of("com.sun.jndi.rmi.factory.socket", new SslRMIClientSocketFactory());
        try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(arguments[0]), environment)) {
            System.out.println("voters "
                    + connector
                            .getMBeanServerConnection()
                            .getAttribute(new ObjectName("craton:type=Cluster"), "Voters"));
        }
    }
}
