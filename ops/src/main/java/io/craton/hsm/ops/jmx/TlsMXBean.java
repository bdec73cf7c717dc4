package io.craton.hsm.ops.jmx;

/** {@code craton:type=Tls,use=}: one certificate that the node that answers shows. */
public interface TlsMXBean {
    /** The end of its validity, ISO 8601; empty where the file cannot be read. */
    String getCertNotAfter();

    /** The same since the epoch; 0 where the file cannot be read. */
    long getCertNotAfterSeconds();

    /** Until then; negative when it is over, and where the file cannot be read. */
    long getDaysLeft();
}
