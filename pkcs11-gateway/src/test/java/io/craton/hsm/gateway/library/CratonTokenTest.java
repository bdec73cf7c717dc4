package io.craton.hsm.gateway.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program that initialises a token, against a fake gateway whose slot 1 is blank. */
final class CratonTokenTest {
    private static final Path NATIVE = Path.of("target", "native").toAbsolutePath();

    @TempDir
    private Path directory;

    private Process gateway;

    private record Outcome(int code, String output) {}

    @BeforeEach
    void startGateway() throws IOException {
        Path socket = directory.resolve("node.sock");
        gateway = new ProcessBuilder(
                        NATIVE.resolve("test/fake_gateway").toString(),
                        socket.toString(),
                        directory.resolve("notes").toString(),
                        "blank=1")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("gateway.out").toFile())
                .start();
        await().atMost(Duration.ofSeconds(10)).until(() -> Files.exists(socket));
        Files.writeString(directory.resolve("client.conf"), "socket = " + socket + "\n");
        Files.writeString(directory.resolve("so.pin"), "security-officer\n");
        Files.writeString(directory.resolve("user.pin"), "user-pin-1\n");
    }

    @AfterEach
    void stopGateway() throws InterruptedException {
        gateway.destroyForcibly().waitFor();
    }

    @Test
    void initialisesABlankSlotOnceAndLeavesItAloneAfterwards() throws Exception {
        Outcome first = init("fresh");
        assertThat(first.output()).isEqualTo("token 'fresh' initialised in slot 1\n");
        assertThat(first.code()).isZero();

        Outcome second = init("fresh");
        assertThat(second.output()).isEqualTo("token 'fresh' is there already, in slot 1\n");
        assertThat(second.code()).isZero();
    }

    @Test
    void doesNotTouchASlotThatHoldsAnotherToken() throws Exception {
        Outcome outcome = init("fresh", "--slot", "0");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.output()).contains("slot 0 holds an initialised token of another label");
    }

    @Test
    void namesTheFileItCannotRead() throws Exception {
        Files.delete(directory.resolve("user.pin"));
        Outcome outcome = init("fresh");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.output())
                .isEqualTo("craton-token: " + directory.resolve("user.pin") + ": No such file or directory\n");
    }

    @Test
    void asksWhetherTheNodesRunWhenNoTokenIsPresent() throws Exception {
        stopGateway();
        Outcome outcome = init("fresh");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.output()).contains("no token is present: are the nodes running?");
    }

    private Outcome init(String label, String... more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                NATIVE.resolve("craton-token").toString(),
                "init",
                "--module",
                NATIVE.resolve("libcraton_hsm.so").toString(),
                "--label",
                label,
                "--so-pin-file",
                directory.resolve("so.pin").toString(),
                "--user-pin-file",
                directory.resolve("user.pin").toString()));
        command.addAll(List.of(more));
        Path output = directory.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment()
                .put("CRATON_HSM_CONFIG", directory.resolve("client.conf").toString());
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }
}
