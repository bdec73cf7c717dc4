package io.craton.hsm.ops.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of a cluster on several machines. That nodes run with them is what the fault runs show. */
class InitIT {
    @TempDir
    Path directory;

    @Test
    void makesWhatEachNodeAcceptsAndNothingTwice() throws IOException, InterruptedException {
        Commands commands = new Commands(directory.resolve("c"));
        String said = commands.craton("init", "192.0.2.11", "192.0.2.12", "n3.example.org")
                .succeeds()
                .out();
        assertThat(said).contains("192.0.2.12: n2/ cluster.key ca/ca.pem", "bin/craton node --config");
        for (String node : List.of("n1", "n2", "n3")) {
            Path configuration = commands.home().resolve(node).resolve("node.conf");
            assertThat(Files.readString(configuration)).contains("host = n3.example.org, raft-port = 7101");
            commands.craton("node", "--config", configuration.toString(), "--check")
                    .succeeds();
        }
        assertThat(commands.craton("init", "192.0.2.11", "192.0.2.12", "192.0.2.13")
                        .fails(1)
                        .err())
                .contains("there is a cluster in");
        assertThat(commands.craton("up").fails(1).err()).contains("have machines of their own");
    }

    @Test
    void refusesHostsThatNoOtherMachineReachesAndCountsThatHaveNoMajority() throws IOException, InterruptedException {
        Commands commands = new Commands(directory.resolve("c"));
        assertThat(commands.craton("init", "192.0.2.11", "192.0.2.12").fails(2).err())
                .contains("three or five hosts, not 2");
        assertThat(commands.craton("init", "a", "b", "127.0.0.1").fails(2).err())
                .contains("127.0.0.1 is no address or name that other machines reach");
        assertThat(commands.craton("init", "a", "b", "a").fails(2).err()).contains("named twice");
        assertThat(commands.craton("init", "a", "b", "c; rm").fails(2).err()).contains("is no address");
        assertThat(commands.home().resolve("cluster.name")).doesNotExist();
    }
}
