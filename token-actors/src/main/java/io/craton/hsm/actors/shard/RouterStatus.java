package io.craton.hsm.actors.shard;

/** The router's counters: asks under way, and since the start attempts after the first, asks refused, asks that ran out of time. */
public record RouterStatus(int underWay, long retries, long refused, long timedOut) {}
