package io.craton.hsm.ops.jmx;

/** {@code craton:type=Node}: the node that answers. */
public interface NodeMXBean {
    String getName();

    String getVersion();

    boolean isServing();

    boolean isDraining();

    long getUptimeSeconds();
}
