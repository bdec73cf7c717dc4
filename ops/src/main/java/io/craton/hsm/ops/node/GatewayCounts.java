package io.craton.hsm.ops.node;

import io.craton.hsm.actors.admin.NodeDescription.Counter;
import io.craton.hsm.gateway.GatewayMetrics;
import java.util.List;

/** What a gateway has counted, by name. */
final class GatewayCounts {
    private GatewayCounts() {}

    static List<Counter> of(GatewayMetrics metrics) {
        return List.of(
                new Counter("connectionsOpen", metrics.connectionsOpen()),
                new Counter("applicationsPresent", metrics.applicationsPresent()),
                new Counter("connectionsAccepted", metrics.connectionsAccepted()),
                new Counter("connectionsRefused", metrics.connectionsRefused()),
                new Counter("connectionsFailed", metrics.connectionsFailed()),
                new Counter("applicationsGone", metrics.applicationsGone()),
                new Counter("requests", metrics.requests()),
                new Counter("requestsFailed", metrics.requestsFailed()),
                new Counter("deadlinesMissed", metrics.deadlinesMissed()),
                new Counter("handshakesRefused", metrics.handshakesRefused()),
                new Counter("handshakesTimedOut", metrics.handshakesTimedOut()),
                new Counter("framesTruncated", metrics.framesTruncated()),
                new Counter("framesOversize", metrics.framesOversize()),
                new Counter("framesUnknown", metrics.framesUnknown()),
                new Counter("framesMalformed", metrics.framesMalformed()),
                new Counter("framesStalled", metrics.framesStalled()));
    }
}
