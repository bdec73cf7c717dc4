package io.craton.hsm.gateway;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A listening Unix socket and the file it stands in. The file belongs to owner and group (0660); a file left behind by a dead process
 * is replaced, one that somebody answers on is not. Closing removes the file unless another process has put its own there.
 */
final class ListeningSocket implements AutoCloseable {
    /** Connections the kernel queues while the acceptor is busy; a refused client only tries again. */
    private static final int BACKLOG = 128;

    private final ServerSocketChannel channel;
    private final Path path;
    private final @Nullable Object fileKey;

    private ListeningSocket(ServerSocketChannel channel, Path path, @Nullable Object fileKey) {
        this.channel = channel;
        this.path = path;
        this.fileKey = fileKey;
    }

    static ListeningSocket open(Path path) throws GatewayStartException {
        Path directory = Objects.requireNonNullElse(path.toAbsolutePath().getParent(), Path.of("/"));
        if (!Files.isDirectory(directory)) {
            throw refusal(path, "the directory " + directory + " does not exist", null);
        }
        removeStale(path);
        ServerSocketChannel channel = null;
        try {
            channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            channel.bind(UnixDomainSocketAddress.of(path), BACKLOG);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
            return new ListeningSocket(channel, path, fileKey(path));
        } catch (IOException e) {
            closeAfter(e, channel);
            throw refusal(path, "cannot listen (" + e.getMessage() + ")", e);
        }
    }

    private static void removeStale(Path path) throws GatewayStartException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isOther()) {
                throw refusal(path, "the file exists and is not a socket", null);
            }
            if (answers(path)) {
                throw refusal(path, "in use by another process", null);
            }
            Files.delete(path);
        } catch (IOException e) {
            throw refusal(path, "cannot replace what is there (" + e.getMessage() + ")", e);
        }
    }

    /** Not blocking: a stopped process whose queue is full would hold a blocking connect for ever. */
    private static boolean answers(Path path) throws IOException {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.configureBlocking(false);
            // connected or still connecting (a full queue): either way a process holds the other end
            boolean connected = probe.connect(UnixDomainSocketAddress.of(path));
            return connected || probe.isConnectionPending();
        } catch (ConnectException refused) {
            return false;
        }
    }

    private static @Nullable Object fileKey(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    private static void closeAfter(IOException failure, @Nullable ServerSocketChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
    }

    private static GatewayStartException refusal(Path path, String reason, @Nullable Throwable cause) {
        return new GatewayStartException("gateway socket " + path + ": " + reason, cause);
    }

    SocketChannel accept() throws IOException {
        return channel.accept();
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && Objects.equals(fileKey(path), fileKey)) {
            Files.delete(path);
        }
    }
}
