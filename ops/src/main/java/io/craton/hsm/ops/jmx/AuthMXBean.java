package io.craton.hsm.ops.jmx;

/** {@code craton:type=Auth,provider=}: how calls to JMX were recognised, since the node was started. */
public interface AuthMXBean {
    long getAccepted();

    /** Certificates that were shown and refused. */
    long getFailures();
}
