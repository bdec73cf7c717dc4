package io.craton.hsm.ops.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What must hold of the files that a configuration names. Each check answers the problem, or nothing. */
final class FileChecks {
    /** AES-256. */
    static final int CLUSTER_KEY_BYTES = 32;

    /** {@code sun_path} holds 108 bytes with its terminating zero (unix(7)). */
    static final int MAX_SOCKET_PATH_BYTES = 107;

    /** A PEM file larger than this holds something else. */
    static final int MAX_PEM_BYTES = 256 * 1024;

    private static final Set<PosixFilePermission> GROUP_AND_OTHERS = EnumSet.complementOf(EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));

    private FileChecks() {}

    static Optional<String> clusterKey(Path file) {
        return privateFile(file).or(() -> sizeOf(file));
    }

    static Optional<String> file(Path file) {
        return readable(file);
    }

    static Optional<String> certificate(Path file) {
        return readable(file).or(() -> pem(file, "-----BEGIN CERTIFICATE-----", "a PEM certificate"));
    }

    /** A password or the like. */
    static Optional<String> secret(Path file) {
        return privateFile(file);
    }

    static Optional<String> privateKey(Path file) {
        return privateFile(file)
                .or(() -> pem(file, "-----BEGIN PRIVATE KEY-----", "an unencrypted PKCS#8 private key in PEM"));
    }

    static Optional<String> socket(Path socket) {
        int bytes = socket.toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_SOCKET_PATH_BYTES) {
            return Optional.of("the path has " + bytes + " bytes; a Unix socket's may have " + MAX_SOCKET_PATH_BYTES
                    + ": " + socket);
        }
        return parentDirectory(socket);
    }

    /** The directory itself is made when the node starts; what holds it must be there. */
    static Optional<String> parentDirectory(Path path) {
        Path parent = path.getParent();
        if (parent != null && !Files.isDirectory(parent)) {
            return Optional.of("there is no directory " + parent);
        }
        return Optional.empty();
    }

    private static Optional<String> privateFile(Path file) {
        return readable(file).or(() -> ownerOnly(file));
    }

    private static Optional<String> readable(Path file) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            return Optional.of("expected a regular file: " + file);
        }
        try (var channel = Files.newByteChannel(file)) {
            return channel.size() == 0 ? Optional.of("the file is empty: " + file) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.of("there is no file " + file);
        } catch (AccessDeniedException e) {
            return Optional.of("no permission to read " + file);
        } catch (IOException e) {
            return Optional.of("cannot read " + file + ": " + e.getMessage());
        }
    }

    private static Optional<String> ownerOnly(Path file) {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            Set<PosixFilePermission> excess = EnumSet.copyOf(GROUP_AND_OTHERS);
            excess.retainAll(permissions);
            return excess.isEmpty()
                    ? Optional.empty()
                    : Optional.of("others than the owner have access to " + file + " (mode "
                            + PosixFilePermissions.toString(permissions) + "); expected mode 0600");
        } catch (IOException e) {
            return Optional.of("cannot read the mode of " + file + ": " + e.getMessage());
        }
    }

    private static Optional<String> sizeOf(Path file) {
        try {
            long bytes = Files.size(file);
            return bytes == CLUSTER_KEY_BYTES
                    ? Optional.empty()
                    : Optional.of("expected exactly " + CLUSTER_KEY_BYTES + " random bytes, found " + bytes
                            + " bytes in " + file);
        } catch (IOException e) {
            return Optional.of("cannot read " + file + ": " + e.getMessage());
        }
    }

    private static Optional<String> pem(Path file, String marker, String expected) {
        try (var in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MAX_PEM_BYTES);
            boolean found = new String(content, StandardCharsets.US_ASCII).contains(marker);
            Arrays.fill(content, (byte) 0);
            return found ? Optional.empty() : Optional.of("expected " + expected + " in " + file);
        } catch (IOException e) {
            return Optional.of("cannot read " + file + ": " + e.getMessage());
        }
    }
}
