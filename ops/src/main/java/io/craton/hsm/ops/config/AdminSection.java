package io.craton.hsm.ops.config;

import io.craton.hsm.auth.Role;
import io.craton.hsm.ops.config.NodeConfiguration.Admin;
import io.craton.hsm.ops.config.NodeConfiguration.Console;
import io.craton.hsm.ops.config.NodeConfiguration.Operators;
import io.craton.hsm.ops.config.NodeConfiguration.Tls;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the section {@code admin}. */
final class AdminSection {
    private AdminSection() {}

    /** Empty where it says that the API is switched off; it is checked all the same. */
    static Optional<Admin> read(Section section, Tls tls) {
        boolean enabled = section.flag("enabled", true);
        String host = section.has("host") ? section.string("host", "a host name or an address") : "127.0.0.1";
        int port = section.integer("port", 1, 65_535);
        Path certificate = tls.certificate();
        Path privateKey = tls.privateKey();
        if (section.has("certificate") || section.has("private-key")) {
            certificate = NodeConfigurationReader.checked(
                    section, "certificate", section.path("certificate"), FileChecks::certificate);
            privateKey = NodeConfigurationReader.checked(
                    section, "private-key", section.path("private-key"), FileChecks::privateKey);
        }
        Operators operators = operators(section.section("operators"), tls);
        boolean openMetrics = section.word("metrics", List.of("operators", "loopback"), "operators")
                .equals("loopback");
        if (openMetrics && !isLoopback(host)) {
            section.refuse("metrics", "loopback needs admin.host to be a loopback address, not " + host);
        }
        Optional<Console> console =
                section.has("console") ? console(section.section("console"), host, port) : Optional.empty();
        section.refuseUnknownKeys();
        return enabled
                ? Optional.of(new Admin(host, port, certificate, privateKey, operators, openMetrics, console))
                : Optional.empty();
    }

    private static Optional<Console> console(Section section, String adminHost, int adminPort) {
        boolean enabled = section.flag("enabled", true);
        String host = section.has("host") ? section.string("host", "a host name or an address") : adminHost;
        int port = section.integer("port", 1, 65_535);
        if (port != 0 && port == adminPort && host.equals(adminHost)) {
            section.refuse("port", port + " is the port of the API; expected another one");
        }
        section.refuseUnknownKeys();
        return enabled ? Optional.of(new Console(host, port)) : Optional.empty();
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static Operators operators(Section section, Tls tls) {
        Path authorities = NodeConfigurationReader.checked(
                section, "authorities", section.path("authorities"), FileChecks::certificate);
        if (!tls.ca().toString().isEmpty() && authorities.equals(tls.ca())) {
            section.refuse("authorities", "the cluster's own authority makes nodes; expected another for operators");
        }
        List<Path> lists = section.paths("revocation-lists");
        lists.forEach(list -> NodeConfigurationReader.checked(section, "revocation-lists", list, FileChecks::file));
        Map<String, Set<Role>> roles =
                RoleLists.byGroup(section, "a group of certificates, for instance \"ou=officers\"");
        section.refuseUnknownKeys();
        return new Operators(authorities, lists, roles);
    }
}
