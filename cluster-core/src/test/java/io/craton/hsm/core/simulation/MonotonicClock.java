package io.craton.hsm.core.simulation;

/** A node's monotonic clock: starts anywhere, overflows if it must, and runs at a rate of its own. */
final class MonotonicClock {
    private static final int TOLERATED_PPM = 10_000;
    private static final int BEYOND_PPM = 300_000;

    private final World world;
    private final long offset;
    private final long ratePpm;

    MonotonicClock(World world) {
        this.world = world;
        int most = world.deviates(Deviation.CLOCKS_BEYOND_THE_MARGIN) ? BEYOND_PPM : TOLERATED_PPM;
        this.offset = world.randomLong();
        this.ratePpm = world.between(-most, most);
    }

    long nanos() {
        return offset + world.now() + world.now() / 1_000_000 * ratePpm;
    }
}
