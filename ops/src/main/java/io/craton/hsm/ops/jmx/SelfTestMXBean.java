package io.craton.hsm.ops.jmx;

/** {@code craton:type=SelfTest,name=}: one backend of cryptography on the node that answers. */
public interface SelfTestMXBean {
    /** Whether it passed and is used. */
    boolean isUsable();

    String getVersion();

    /** That it passed, or why it is not used. */
    String getDetail();
}
