package io.craton.hsm.ops.jmx;

/** {@code craton:type=Gateway}: the PKCS#11 gateway of the node that answers, since it was started. */
public interface GatewayMXBean {
    /** Now. */
    long getConnectionsOpen();

    /** Now. */
    long getApplicationsPresent();

    long getConnectionsAccepted();

    long getConnectionsRefused();

    long getConnectionsFailed();

    long getApplicationsGone();

    long getRequests();

    long getRequestsFailed();

    long getDeadlinesMissed();

    long getHandshakesRefused();

    long getHandshakesTimedOut();

    long getFramesTruncated();

    long getFramesOversize();

    long getFramesUnknown();

    long getFramesMalformed();

    long getFramesStalled();
}
