package io.craton.hsm.ops.jmx;

/**
 * {@code craton:type=Auth,provider=}: how often the node that answers has recognised operators. Certificates count with every request; names
 * and passwords, and one-time codes ({@code code}), with every sign-in since the node joined the others.
 */
public interface AuthMXBean {
    long getAccepted();

    /** What was shown and refused. */
    long getFailures();
}
