package io.craton.hsm.ops.http;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * So many requests in a row, and so many each second after that, for each source. Sources not heard of for longest are forgotten when too
 * many are known, which gives them their full number again. Thread-safe.
 */
public final class RateLimit {
    static final int MAX_SOURCES = 4_096;

    private static final int BURST = 200;
    private static final int PER_SECOND = 50;

    private final double burst;
    private final double nanosPerRequest;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MAX_SOURCES;
        }
    };

    private record Bucket(double level, long atNanos) {}

    RateLimit(int burst, int perSecond) {
        this.burst = burst;
        this.nanosPerRequest = (double) Duration.ofSeconds(1).toNanos() / perSecond;
    }

    /** What a listener takes of one address. */
    public static RateLimit ofRequests() {
        return new RateLimit(BURST, PER_SECOND);
    }

    /** Whether one more request of {@code source} is within the limit; counts it if so. */
    public synchronized boolean allows(String source, long nowNanos) {
        Bucket known = buckets.getOrDefault(source, new Bucket(burst, nowNanos));
        double level = Math.min(burst, known.level() + (nowNanos - known.atNanos()) / nanosPerRequest);
        boolean allowed = level >= 1;
        buckets.put(source, new Bucket(allowed ? level - 1 : level, nowNanos));
        return allowed;
    }
}
