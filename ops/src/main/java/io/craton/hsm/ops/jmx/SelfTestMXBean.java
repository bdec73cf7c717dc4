package io.craton.hsm.ops.jmx;

/** {@code craton:type=SelfTest,name=}: the known answers one backend of cryptography was asked for at the start of the node that answers. */
public interface SelfTestMXBean {
    /** Whether it passed and is used. */
    boolean isUsable();

    String getVersion();

    /** That it passed, or why it is not used. */
    String getDetail();

    /** When they began, ISO 8601. */
    String getTested();

    int getPassed();

    int getFailed();

    /** All of them together. */
    long getMicros();
}
