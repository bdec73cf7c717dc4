package io.craton.hsm.ops.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A directory with the files that a node's configuration names, all in order until a test spoils one. The configuration is kept as
 * lines of {@code key = value}, so that a test changes exactly the one it is about.
 */
public final class NodeFiles {
    private final Path directory;
    private final Map<String, String> values = new LinkedHashMap<>();

    public NodeFiles(Path directory) {
        this.directory = directory;
        write("cluster.key", "01234567890123456789012345678901");
        write("ca.pem", "-----BEGIN CERTIFICATE-----\n");
        write("node.pem", "-----BEGIN CERTIFICATE-----\n");
        write("node.key", "-----BEGIN PRIVATE KEY-----\n");
        values.put("cluster.name", "test");
        values.put("cluster.key-file", "cluster.key");
        values.put(
                "cluster.nodes", "[" + member("n1", 7001) + "," + member("n2", 7003) + "," + member("n3", 7005) + "]");
        values.put("node.name", "n1");
        values.put("node.data-directory", "data");
        values.put("tls.ca", "ca.pem");
        values.put("tls.certificate", "node.pem");
        values.put("tls.private-key", "node.key");
        values.put("gateway.socket", "gateway.sock");
        values.put("status.socket", "status.sock");
    }

    public static String member(String name, int raftPort) {
        return "{name = " + name + ", host = 127.0.0.1, raft-port = " + raftPort + ", actor-port = " + (raftPort + 1)
                + "}";
    }

    public NodeFiles with(String key, String value) {
        values.put(key, value);
        return this;
    }

    public NodeFiles without(String key) {
        values.remove(key);
        return this;
    }

    /** Writes a file with mode 0600. */
    public NodeFiles write(String name, String content) {
        try {
            Path file = directory.resolve(name);
            Files.writeString(file, content);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public NodeFiles mode(String name, String permissions) throws IOException {
        Files.setPosixFilePermissions(directory.resolve(name), PosixFilePermissions.fromString(permissions));
        return this;
    }

    public Path file() {
        write(
                "node.conf",
                values.entrySet().stream()
                        .map(entry -> entry.getKey() + " = " + entry.getValue() + "\n")
                        .collect(Collectors.joining()));
        return directory.resolve("node.conf");
    }

    public NodeConfiguration load() throws ConfigurationException {
        return NodeConfiguration.load(file());
    }
}
