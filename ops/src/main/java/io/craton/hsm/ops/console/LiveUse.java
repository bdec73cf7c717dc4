package io.craton.hsm.ops.console;

import java.util.List;

/**
 * One operation as it is now, on all nodes together.
 *
 * @param perSecond of the last ten seconds, as both latencies
 * @param rates by time, the newest last
 */
public record LiveUse(
        String mechanism, String operation, double perSecond, double p50Micros, double p99Micros, List<Double> rates) {}
