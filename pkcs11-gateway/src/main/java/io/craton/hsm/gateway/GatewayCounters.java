package io.craton.hsm.gateway;

import java.util.concurrent.atomic.LongAdder;

/** The counters behind {@link GatewayMetrics}. Thread-safe. */
final class GatewayCounters {
    final LongAdder connectionsAccepted = new LongAdder();
    final LongAdder connectionsRefused = new LongAdder();
    final LongAdder connectionsFailed = new LongAdder();
    final LongAdder applicationsGone = new LongAdder();
    final LongAdder requests = new LongAdder();
    final LongAdder requestsFailed = new LongAdder();
    final LongAdder deadlinesMissed = new LongAdder();
    final LongAdder handshakesRefused = new LongAdder();
    final LongAdder handshakesTimedOut = new LongAdder();
    final LongAdder framesTruncated = new LongAdder();
    final LongAdder framesOversize = new LongAdder();
    final LongAdder framesUnknown = new LongAdder();
    final LongAdder framesMalformed = new LongAdder();
    final LongAdder framesStalled = new LongAdder();

    GatewayMetrics snapshot(int connectionsOpen, int applicationsPresent) {
        return new GatewayMetrics(
                connectionsOpen,
                applicationsPresent,
                connectionsAccepted.sum(),
                connectionsRefused.sum(),
                connectionsFailed.sum(),
                applicationsGone.sum(),
                requests.sum(),
                requestsFailed.sum(),
                deadlinesMissed.sum(),
                handshakesRefused.sum(),
                handshakesTimedOut.sum(),
                framesTruncated.sum(),
                framesOversize.sum(),
                framesUnknown.sum(),
                framesMalformed.sum(),
                framesStalled.sum());
    }
}
