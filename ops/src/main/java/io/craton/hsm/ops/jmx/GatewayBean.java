package io.craton.hsm.ops.jmx;

import io.craton.hsm.actors.admin.NodeDescription;
import io.craton.hsm.ops.api.Readings;

/** What the gateway of this node has counted. */
record GatewayBean(Readings readings) implements GatewayMXBean {
    private long counter(String name) {
        return readings.self().counters().stream()
                .filter(it -> it.name().equals(name))
                .mapToLong(NodeDescription.Counter::value)
                .findFirst()
                .orElse(0);
    }

    @Override
    public long getConnectionsOpen() {
        return counter("connectionsOpen");
    }

    @Override
    public long getApplicationsPresent() {
        return counter("applicationsPresent");
    }

    @Override
    public long getConnectionsAccepted() {
        return counter("connectionsAccepted");
    }

    @Override
    public long getConnectionsRefused() {
        return counter("connectionsRefused");
    }

    @Override
    public long getConnectionsFailed() {
        return counter("connectionsFailed");
    }

    @Override
    public long getApplicationsGone() {
        return counter("applicationsGone");
    }

    @Override
    public long getRequests() {
        return counter("requests");
    }

    @Override
    public long getRequestsFailed() {
        return counter("requestsFailed");
    }

    @Override
    public long getDeadlinesMissed() {
        return counter("deadlinesMissed");
    }

    @Override
    public long getHandshakesRefused() {
        return counter("handshakesRefused");
    }

    @Override
    public long getHandshakesTimedOut() {
        return counter("handshakesTimedOut");
    }

    @Override
    public long getFramesTruncated() {
        return counter("framesTruncated");
    }

    @Override
    public long getFramesOversize() {
        return counter("framesOversize");
    }

    @Override
    public long getFramesUnknown() {
        return counter("framesUnknown");
    }

    @Override
    public long getFramesMalformed() {
        return counter("framesMalformed");
    }

    @Override
    public long getFramesStalled() {
        return counter("framesStalled");
    }
}
