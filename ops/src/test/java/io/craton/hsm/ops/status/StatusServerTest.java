package io.craton.hsm.ops.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusServerTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final NodeReport REPORT = new NodeReport(
            "n1",
            42,
            true,
            "serving",
            "1.0",
            List.of("g1"),
            "/run/gateway.sock",
            "https://127.0.0.1:7103",
            List.of(new NodeReport.Group("g1", "leader", 7, "n1", 100, 99, 98, "0f")));

    @TempDir
    Path directory;

    @Test
    void answersEachConnectionWithTheReportOfThatMoment() throws IOException {
        Path socket = directory.resolve("status.sock");
        try (StatusServer server = StatusServer.start(socket, () -> REPORT)) {
            assertThat(server).isNotNull();
            for (int i = 0; i < 50; i++) {
                assertThat(StatusClient.ask(socket, SOON)).isEqualTo(REPORT);
            }
        }
        assertThat(socket).doesNotExist();
    }

    @Test
    void isForTheOwnerAlone() throws IOException {
        Path socket = directory.resolve("status.sock");
        try (StatusServer server = StatusServer.start(socket, () -> REPORT)) {
            assertThat(server).isNotNull();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void goesOnAfterAReportThatFailed() throws IOException {
        Path socket = directory.resolve("status.sock");
        boolean[] fail = {true};
        try (StatusServer server = StatusServer.start(socket, () -> {
            if (fail[0]) {
                throw new IllegalStateException("on purpose");
            }
            return REPORT;
        })) {
            assertThat(server).isNotNull();
            assertThatThrownBy(() -> StatusClient.ask(socket, SOON)).isInstanceOf(IOException.class);
            fail[0] = false;
            assertThat(StatusClient.ask(socket, SOON)).isEqualTo(REPORT);
        }
    }

    @Test
    void takesThePlaceOfASocketThatNobodyAnswersOn() throws IOException {
        Path socket = directory.resolve("status.sock");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(socket));
        }
        assertThat(socket).exists();
        try (StatusServer server = StatusServer.start(socket, () -> REPORT)) {
            assertThat(server).isNotNull();
            assertThat(StatusClient.ask(socket, SOON)).isEqualTo(REPORT);
        }
    }

    @Test
    void refusesASocketThatAnotherProcessServes() throws IOException {
        Path socket = directory.resolve("status.sock");
        try (StatusServer server = StatusServer.start(socket, () -> REPORT)) {
            assertThat(server).isNotNull();
            assertThatThrownBy(() -> StatusServer.start(socket, () -> REPORT))
                    .isInstanceOf(IOException.class)
                    .hasMessage("status socket " + socket + " is in use by another process");
        }
    }

    @Test
    void givesUpOnAPeerThatNeverAnswers() throws IOException {
        Path socket = directory.resolve("status.sock");
        try (ServerSocketChannel silent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            silent.bind(UnixDomainSocketAddress.of(socket));
            assertThatThrownBy(() -> StatusClient.ask(socket, Duration.ofMillis(100)))
                    .hasMessage("no complete report before the deadline");
        }
    }

    @Test
    void skipsFieldsOfANewerNode() throws IOException {
        String newer =
                "{\"name\":\"n1\",\"serving\":true,\"state\":\"serving\",\"groupsLed\":[],\"groups\":[],\"mood\":{\"x\":[1]}}";
        assertThat(ReportJson.decode(newer.getBytes(StandardCharsets.UTF_8)).serving())
                .isTrue();
    }
}
