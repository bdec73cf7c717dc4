package io.craton.hsm.ops.jmx;

import java.util.Hashtable;
import java.util.Map;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** Names of our MBeans. */
final class Names {
    static final String DOMAIN = "craton";
    static final ObjectName CLUSTER = of("Cluster");

    private Names() {}

    static ObjectName of(String type) {
        return name(new Hashtable<>(Map.of("type", type)));
    }

    /** @param key for instance {@code id} */
    static ObjectName of(String type, String key, String value) {
        return name(new Hashtable<>(Map.of("type", type, key, value)));
    }

    private static ObjectName name(Hashtable<String, String> keys) {
        try {
            return new ObjectName(DOMAIN, keys);
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException("names of nodes, groups and backends are plain words: " + keys, e);
        }
    }
}
