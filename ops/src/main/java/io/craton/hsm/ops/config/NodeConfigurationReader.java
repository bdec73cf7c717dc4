package io.craton.hsm.ops.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import io.craton.hsm.ops.config.NodeConfiguration.Admin;
import io.craton.hsm.ops.config.NodeConfiguration.Cluster;
import io.craton.hsm.ops.config.NodeConfiguration.Crypto;
import io.craton.hsm.ops.config.NodeConfiguration.Gateway;
import io.craton.hsm.ops.config.NodeConfiguration.Limits;
import io.craton.hsm.ops.config.NodeConfiguration.Member;
import io.craton.hsm.ops.config.NodeConfiguration.Self;
import io.craton.hsm.ops.config.NodeConfiguration.Status;
import io.craton.hsm.ops.config.NodeConfiguration.Tls;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns a HOCON file into a {@link NodeConfiguration}, or into the list of everything that is wrong with it. */
final class NodeConfigurationReader {
    /** A configuration larger than this is another file. */
    static final int MAX_FILE_BYTES = 1 << 20;

    static final int MAX_NODES = 7;
    static final int MAX_TOKEN_GROUPS = 16;
    static final int MAX_SLOTS = 64;
    static final int MAX_CONNECTIONS = 65_536;
    static final int MAX_CRYPTO_THREADS = 256;
    static final int MAX_DEADLINE_SECONDS = 3_600;

    /** Where the launcher says its providers' jars are. */
    static final String BACKENDS_PROPERTY = "craton.backends-directory";

    private static final Path ABSENT = Path.of("");

    private final Path file;
    private final Problems problems;

    private NodeConfigurationReader(Path file) {
        this.file = file;
        this.problems = new Problems(file);
    }

    static NodeConfiguration read(Path file) throws ConfigurationException {
        return new NodeConfigurationReader(file.toAbsolutePath().normalize()).read();
    }

    private NodeConfiguration read() throws ConfigurationException {
        Path base = file.getParent() == null ? ABSENT : file.getParent();
        Section root = Section.root(parse().root(), base, problems);
        Cluster cluster = cluster(root.section("cluster"));
        Self self = self(root.section("node"), cluster);
        Tls tls = tls(root.section("tls"));
        Optional<Admin> admin = root.has("admin") ? AdminSection.read(root.section("admin"), tls) : Optional.empty();
        NodeConfiguration configuration = new NodeConfiguration(
                file,
                cluster,
                self,
                tls,
                gateway(root.section("gateway")),
                status(root.section("status")),
                admin,
                SignInSection.read(root.optionalSection("sign-in")),
                root.has("jmx") ? JmxSection.read(root.section("jmx"), admin.isPresent()) : Optional.empty(),
                crypto(root.optionalSection("crypto")),
                limits(root.optionalSection("limits")));
        root.refuseUnknownKeys();
        if (!problems.isEmpty()) {
            throw problems.toException();
        }
        return configuration;
    }

    private Config parse() throws ConfigurationException {
        try {
            ConfigParseOptions options = ConfigParseOptions.defaults()
                    .setSyntax(ConfigSyntax.CONF)
                    .setOriginDescription(file.toString())
                    .appendIncluder(new IncludeRefusal());
            return ConfigFactory.parseString(text(), options).resolve();
        } catch (ConfigException e) {
            problems.add(oneLine(file.toString(), e));
            throw problems.toException();
        }
    }

    private String text() throws ConfigurationException {
        String problem;
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                problem = "expected a regular file";
            } else if (Files.size(file) > MAX_FILE_BYTES) {
                problem = "expected at most " + MAX_FILE_BYTES + " bytes, found " + Files.size(file);
            } else {
                return Files.readString(file, StandardCharsets.UTF_8);
            }
        } catch (NoSuchFileException e) {
            problem = "there is no such configuration file";
        } catch (AccessDeniedException e) {
            problem = "no permission to read the configuration file";
        } catch (MalformedInputException e) {
            problem = "expected UTF-8 text";
        } catch (IOException e) {
            problem = "cannot read the configuration file: " + e.getMessage();
        }
        problems.add(file + ": " + problem);
        throw problems.toException();
    }

    private Cluster cluster(Section section) {
        String name = section.name("name");
        Path keyFile = checked(section, "key-file", section.path("key-file"), FileChecks::clusterKey);
        int tokenGroups = section.integer("token-groups", 1, MAX_TOKEN_GROUPS, 2);
        int slots = section.integer("slots", 1, MAX_SLOTS, 4);
        List<Section> entries = section.sections("nodes");
        List<Member> nodes = new ArrayList<>();
        for (Section entry : entries) {
            nodes.add(member(entry));
        }
        if (!nodes.isEmpty()) {
            checkMembers(section, nodes);
        }
        section.refuseUnknownKeys();
        return new Cluster(name, keyFile, tokenGroups, slots, nodes);
    }

    private static Member member(Section section) {
        Member member = new Member(
                section.name("name"),
                section.string("host", "a host name or an address"),
                section.integer("raft-port", 1, 65_535),
                section.integer("actor-port", 1, 65_535));
        section.refuseUnknownKeys();
        return member;
    }

    private static void checkMembers(Section section, List<Member> nodes) {
        if (nodes.size() % 2 == 0) {
            section.refuse(
                    "nodes",
                    "expected an odd number of nodes, found " + nodes.size()
                            + ": an even cluster survives no more lost nodes than the odd one below it");
        }
        if (nodes.size() > MAX_NODES) {
            section.refuse("nodes", "expected at most " + MAX_NODES + " nodes, found " + nodes.size());
        }
        Set<String> names = new HashSet<>();
        Set<String> addresses = new HashSet<>();
        for (Member node : nodes) {
            if (!node.name().isEmpty() && !names.add(node.name())) {
                section.refuse("nodes", "two nodes are named " + node.name());
            }
            for (int port : new int[] {node.raftPort(), node.actorPort()}) {
                if (port != 0 && !node.host().isEmpty() && !addresses.add(node.host() + ":" + port)) {
                    section.refuse(
                            "nodes", node.host() + ":" + port + " is given twice; expected every port to differ");
                }
            }
        }
    }

    private Self self(Section section, Cluster cluster) {
        String name = section.name("name");
        List<String> names = cluster.nodes().stream().map(Member::name).toList();
        if (!name.isEmpty() && !names.isEmpty() && !names.contains(name)) {
            section.refuse("name", name + " is not in cluster.nodes; expected one of " + String.join(", ", names));
        }
        Path data = checked(section, "data-directory", section.path("data-directory"), FileChecks::parentDirectory);
        section.refuseUnknownKeys();
        return new Self(name, data);
    }

    private Tls tls(Section section) {
        Tls tls = new Tls(
                checked(section, "ca", section.path("ca"), FileChecks::certificate),
                checked(section, "certificate", section.path("certificate"), FileChecks::certificate),
                checked(section, "private-key", section.path("private-key"), FileChecks::privateKey));
        section.refuseUnknownKeys();
        return tls;
    }

    private Gateway gateway(Section section) {
        Gateway gateway = new Gateway(
                checked(section, "socket", section.path("socket"), FileChecks::socket),
                section.integer("max-connections", 1, MAX_CONNECTIONS, 256));
        section.refuseUnknownKeys();
        return gateway;
    }

    private Status status(Section section) {
        Status status = new Status(checked(section, "socket", section.path("socket"), FileChecks::socket));
        section.refuseUnknownKeys();
        return status;
    }

    private Crypto crypto(Section section) {
        int cores = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MAX_CRYPTO_THREADS);
        Path backends = Path.of(System.getProperty(BACKENDS_PROPERTY, "backends"));
        Crypto crypto = new Crypto(
                section.integer("threads", 1, MAX_CRYPTO_THREADS, cores),
                orAbsent(section.path("backends-directory", backends)));
        section.refuseUnknownKeys();
        return crypto;
    }

    private Limits limits(Section section) {
        Limits limits = new Limits(
                Duration.ofSeconds(section.integer("start-seconds", 1, MAX_DEADLINE_SECONDS, 90)),
                Duration.ofSeconds(section.integer("stop-seconds", 1, MAX_DEADLINE_SECONDS, 10)));
        section.refuseUnknownKeys();
        return limits;
    }

    static Path checked(
            Section section, String key, @Nullable Path path, Function<Path, Optional<String>> problemWith) {
        if (path != null) {
            problemWith.apply(path).ifPresent(problem -> section.refuse(key, problem));
        }
        return orAbsent(path);
    }

    static Path orAbsent(@Nullable Path path) {
        return path == null ? ABSENT : path;
    }

    /** The parser's own message already starts with the file and the line; what follows its first line only explains HOCON. */
    private static String oneLine(String file, ConfigException e) {
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("not HOCON");
        return message.startsWith(file) ? message : file + ": " + message;
    }
}
