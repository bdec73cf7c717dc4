package io.craton.hsm.ops.config;

import io.craton.hsm.ops.config.NodeConfiguration.Jmx;
import java.util.Optional;

/** Reads the section {@code jmx}. */
final class JmxSection {
    private JmxSection() {}

    /** @param admin whether operators are known, without whom nobody could be let in */
    static Optional<Jmx> read(Section section, boolean admin) {
        String host = section.has("host") ? section.string("host", "a host name or an address") : "127.0.0.1";
        int port = section.integer("port", 1, 65_535);
        if (!admin) {
            section.refuse("port", "JMX lets in the operators of admin.operators: the section admin is missing or off");
        }
        boolean passwords = section.flag("passwords", false);
        section.refuseUnknownKeys();
        return Optional.of(new Jmx(host, port, passwords));
    }
}
