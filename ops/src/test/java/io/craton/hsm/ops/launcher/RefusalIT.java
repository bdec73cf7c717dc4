package io.craton.hsm.ops.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node that cannot run says: one line that names what and where, and an exit code that is not 0. */
class RefusalIT {
    @TempDir
    Path directory;

    private Commands commands;
    private Path configuration;

    /** A cluster of one node that has run once, so that its data is there. */
    @BeforeEach
    void makeACluster() throws IOException, InterruptedException {
        commands = new Commands(directory.resolve("c"));
        commands.craton("up", "--nodes", "1").succeeds();
        commands.craton("down").succeeds();
        configuration = commands.home().resolve("n1/node.conf");
    }

    @AfterEach
    void leaveNothingRunning() throws IOException, InterruptedException {
        commands.craton("down").succeeds();
    }

    @Test
    void namesWhatKeepsANodeFromRunning() throws IOException, InterruptedException {
        refusesAnUnknownKey();
        refusesAKeyFileOthersMayRead();
        refusesAnotherClusterKey();
        refusesAPortInUse("raft-port");
        refusesAPortInUse("actor-port");
        refusesASecondProcess();
    }

    private void refusesAnUnknownKey() throws IOException, InterruptedException {
        String good = Files.readString(configuration);
        Files.writeString(configuration, good + "gatway { socket = x }\n");
        Commands.Result result = node().fails(2);
        assertThat(result.err().lines())
                .singleElement()
                .asString()
                .startsWith("craton: " + configuration + ":")
                .contains("gatway: unknown key");
        Files.writeString(configuration, good);
    }

    private void refusesAKeyFileOthersMayRead() throws IOException, InterruptedException {
        Path key = commands.home().resolve("cluster.key");
        Files.setPosixFilePermissions(key, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(node().fails(2).err()).contains("cluster.key-file: others than the owner have access to " + key);
        Files.setPosixFilePermissions(key, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    }

    private void refusesAnotherClusterKey() throws IOException, InterruptedException {
        Path key = commands.home().resolve("cluster.key");
        byte[] good = Files.readAllBytes(key);
        byte[] other = good.clone();
        other[0] ^= 1;
        Files.write(key, other);
        assertThat(node().fails(1).err().lines())
                .singleElement()
                .asString()
                .startsWith("craton: cluster key file " + key + " holds another key");
        Files.write(key, good);
    }

    private void refusesAPortInUse(String which) throws IOException, InterruptedException {
        Matcher port = Pattern.compile(which + " = (\\d+)").matcher(Files.readString(configuration));
        assertThat(port.find()).isTrue();
        try (ServerSocket taken =
                new ServerSocket(Integer.parseInt(port.group(1)), 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(taken.isBound()).isTrue();
            assertThat(node().fails(1).err().lines())
                    .filteredOn(line -> line.startsWith("craton: "))
                    .singleElement()
                    .asString()
                    .contains("127.0.0.1:" + port.group(1));
            // As seen by who starts the whole cluster.
            assertThat(commands.craton("up").fails(1).err())
                    .contains("node n1 does not run: ")
                    .contains(port.group(1));
        }
    }

    private void refusesASecondProcess() throws IOException, InterruptedException {
        commands.craton("up").succeeds();
        assertThat(node().fails(1).err().lines())
                .singleElement()
                .asString()
                .contains("data directory")
                .contains("is in use by another process");
        assertThat(commands.craton("status").succeeds().out()).contains("serving");
    }

    private Commands.Result node() throws IOException, InterruptedException {
        return commands.craton("node", "--config", configuration.toString());
    }
}
