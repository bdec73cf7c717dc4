package io.craton.hsm.ops.cli;

import io.craton.hsm.ops.ExitCode;
import io.craton.hsm.ops.PrivateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the cluster is asked, and as whom. Options go before environment variables, and these before the file.
 *
 * @param endpoints {@code https://HOST:PORT} of one or more nodes, in order of preference
 * @param authorities PEM: who vouches for the nodes
 * @param key empty for an operator who signs in with a name and a password
 */
record ConnectionSettings(List<String> endpoints, Path authorities, Optional<ClientKey> key) {
    /**
     * @param certificate PEM: the operator's
     * @param privateKey PEM, PKCS#8
     */
    record ClientKey(Path certificate, Path privateKey) {}

    private static final int MAX_FILE_BYTES = 64 * 1024;
    private static final int MAX_ENDPOINTS = 16;

    /** What can be set, under its name in the file. */
    enum Key {
        ENDPOINT("endpoint", "CRATON_ADMIN_ENDPOINT", "--endpoint"),
        CA("ca", "CRATON_ADMIN_CA", "--ca"),
        CERTIFICATE("certificate", "CRATON_ADMIN_CERTIFICATE", "--certificate"),
        PRIVATE_KEY("private-key", "CRATON_ADMIN_KEY", "--private-key");

        private final String word;
        private final String variable;
        private final String option;

        Key(String word, String variable, String option) {
            this.word = word;
            this.variable = variable;
            this.option = option;
        }

        private static Optional<Key> named(String word) {
            return Arrays.stream(values()).filter(key -> key.word.equals(word)).findFirst();
        }
    }

    ConnectionSettings {
        endpoints = List.copyOf(endpoints);
    }

    /** The file read when no other is named. */
    static Path defaultFile(Map<String, String> environment) {
        String named = environment.get("CRATON_ADMIN_CONFIG");
        if (named != null) {
            return Path.of(named);
        }
        String base = environment.get("XDG_CONFIG_HOME");
        return (base == null ? Path.of(System.getProperty("user.home"), ".config") : Path.of(base))
                .resolve("craton")
                .resolve("admin.conf");
    }

    /** @param options what the command line sets */
    static ConnectionSettings resolve(Map<Key, String> options, Map<String, String> environment, Path file)
            throws CliException {
        Map<Key, String> values = new EnumMap<>(Key.class);
        if (Files.exists(file)) {
            values.putAll(read(file));
        }
        for (Key key : Key.values()) {
            String set = environment.get(key.variable);
            if (set != null && !set.isBlank()) {
                values.put(key, set);
            }
        }
        values.putAll(options);
        List<String> endpoints = new ArrayList<>();
        for (String endpoint : required(values, Key.ENDPOINT, file).split(",")) {
            endpoints.add(checked(endpoint.strip()));
        }
        if (endpoints.size() > MAX_ENDPOINTS) {
            throw new CliException(ExitCode.USAGE, "more than " + MAX_ENDPOINTS + " endpoints are given");
        }
        return new ConnectionSettings(endpoints, Path.of(required(values, Key.CA, file)), clientKey(values, file));
    }

    /** Both files, or neither. */
    private static Optional<ClientKey> clientKey(Map<Key, String> values, Path file) throws CliException {
        if (!values.containsKey(Key.CERTIFICATE) && !values.containsKey(Key.PRIVATE_KEY)) {
            return Optional.empty();
        }
        return Optional.of(new ClientKey(
                Path.of(required(values, Key.CERTIFICATE, file)), Path.of(required(values, Key.PRIVATE_KEY, file))));
    }

    private static String checked(String endpoint) throws CliException {
        if (!endpoint.matches("https://[A-Za-z0-9.\\[\\]:_-]{1,255}/?")) {
            throw new CliException(ExitCode.USAGE, "an endpoint has the form https://HOST:PORT");
        }
        return endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint;
    }

    private static String required(Map<Key, String> values, Key key, Path file) throws CliException {
        @Nullable String value = values.get(key);
        if (value == null || value.isBlank()) {
            throw new CliException(
                    ExitCode.USAGE,
                    key.option + " is missing: give it, set " + key.variable + ", or put '" + key.word + " = ...' into "
                            + file + " (bin/craton env prints those of a local cluster)");
        }
        return value;
    }

    /** Lines of {@code key = value}; a key that is given again adds to an endpoint and is refused for anything else. */
    private static Map<Key, String> read(Path file) throws CliException {
        Map<Key, String> values = new EnumMap<>(Key.class);
        int number = 0;
        for (String line : lines(file)) {
            number++;
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            int equals = text.indexOf('=');
            Optional<Key> key = equals < 0
                    ? Optional.empty()
                    : Key.named(text.substring(0, equals).strip());
            if (key.isEmpty()) {
                throw new CliException(
                        ExitCode.USAGE,
                        file + ":" + number + ": expected one of endpoint, ca, certificate, private-key, then = and"
                                + " a value");
            }
            String value = text.substring(equals + 1).strip();
            String before = values.put(key.get(), value);
            if (before != null && key.get() == Key.ENDPOINT) {
                values.put(Key.ENDPOINT, before + "," + value);
            } else if (before != null) {
                throw new CliException(ExitCode.USAGE, file + ":" + number + ": " + key.get().word + " is given twice");
            }
        }
        return values;
    }

    private static List<String> lines(Path file) throws CliException {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new CliException(ExitCode.USAGE, file + " is over " + MAX_FILE_BYTES + " bytes");
            }
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.USAGE, file + " cannot be read: " + e.getClass().getSimpleName());
        }
    }

    /** Writes them where they are found the next time, for the owner alone. It holds names of files and no secret. */
    void save(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("# Written by craton-admin login.");
        endpoints.forEach(endpoint -> lines.add("endpoint = " + endpoint));
        lines.add("ca = " + authorities.toAbsolutePath());
        key.ifPresent(files -> {
            lines.add("certificate = " + files.certificate().toAbsolutePath());
            lines.add("private-key = " + files.privateKey().toAbsolutePath());
        });
        String text = String.join(System.lineSeparator(), lines) + System.lineSeparator();
        PrivateFile.replace(file, text.getBytes(StandardCharsets.UTF_8));
    }
}
