package io.craton.hsm.ops.jmx;

/** {@code craton:type=Gateway}: the PKCS#11 gateway of the node that answers, since it was started. */
public interface GatewayMXBean {
    long getConnectionsOpen();

    long getApplicationsPresent();

    long getConnectionsAccepted();

    long getConnectionsRefused();

    long getRequests();

    long getRequestsFailed();

    long getDeadlinesMissed();

    long getHandshakesRefused();
}
