package io.craton.hsm.ops.jmx;

import java.util.Hashtable;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** Names of our MBeans. */
final class Names {
    static final String DOMAIN = "craton";
    static final ObjectName CLUSTER = of("Cluster");

    private Names() {}

    /** @param keys key, value and so on, for instance {@code id}, {@code n1} */
    static ObjectName of(String type, String... keys) {
        Hashtable<String, String> properties = new Hashtable<>();
        properties.put("type", type);
        for (int i = 0; i < keys.length; i += 2) {
            properties.put(keys[i], keys[i + 1]);
        }
        try {
            return new ObjectName(DOMAIN, properties);
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException("names of nodes, groups and backends are plain words: " + properties, e);
        }
    }
}
