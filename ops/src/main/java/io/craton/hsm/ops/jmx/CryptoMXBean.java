package io.craton.hsm.ops.jmx;

/**
 * {@code craton:type=Crypto,mechanism=,operation=}: how sessions on the node that answers have used a mechanism since it joined the others,
 * and how long that took, waiting included.
 */
public interface CryptoMXBean {
    /** Those that succeeded. */
    long getCount();

    /** Requests that came to nothing. */
    long getErrors();

    /** Half of those that succeeded took at most so long; 0 where there were none. */
    double getP50Micros();

    /** 99 of 100 took at most so long. */
    double getP99Micros();
}
