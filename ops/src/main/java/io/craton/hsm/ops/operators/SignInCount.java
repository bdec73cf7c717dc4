package io.craton.hsm.ops.operators;

import java.util.concurrent.atomic.LongAdder;

/**
 * How often this node has recognised somebody, and how often not.
 *
 * @param provider who vouches for operators; {@code code} for one-time codes, {@code certificate} for client certificates
 */
public record SignInCount(String provider, long accepted, long failures) {
    /** Counts for one provider. Thread-safe. */
    public static final class Tally {
        private final LongAdder accepted = new LongAdder();
        private final LongAdder failures = new LongAdder();

        public void accept() {
            accepted.increment();
        }

        public void fail() {
            failures.increment();
        }

        public SignInCount count(String provider) {
            return new SignInCount(provider, accepted.sum(), failures.sum());
        }
    }
}
