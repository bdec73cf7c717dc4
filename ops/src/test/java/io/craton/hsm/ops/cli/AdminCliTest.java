package io.craton.hsm.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Which commands are there for which arguments. */
class AdminCliTest {
    private static Set<String> commands(String... arguments) {
        return AdminCli.commandLine(List.of(arguments)).getSubcommands().keySet();
    }

    @Test
    void makesOnlyTheCommandsThatAreNamed() {
        assertThat(commands("-o", "json", "fips", "status")).containsExactlyInAnyOrder("fips", "status");
        assertThat(commands("object", "generate", "--label", "pin")).containsExactlyInAnyOrder("object", "pin");
    }

    @Test
    void hasEveryCommandWhereNoneIsNamedOrAllAreAskedAbout() {
        Set<String> all = commands();

        assertThat(all).contains("login", "status", "config", "completion").hasSizeGreaterThan(10);
        assertThat(commands("stauts")).isEqualTo(all);
        assertThat(commands("--help")).isEqualTo(all);
        assertThat(commands("cluster", "-h")).isEqualTo(all);
        assertThat(commands("completion")).isEqualTo(all);
    }

    @Test
    void aCommandMadeAloneTakesTheOptionsOfAll() {
        CommandLine line = AdminCli.commandLine(List.of("cluster", "transfer"));

        CommandLine.ParseResult parsed =
                line.parseArgs("cluster", "transfer", "g1", "n2", "-o", "yaml", "--endpoint", "https://127.0.0.1:1");

        assertThat(parsed.subcommand().subcommand().commandSpec().name()).isEqualTo("transfer");
        assertThat(((AdminCli) line.getCommand()).output()).isEqualTo(OutputFormat.yaml);
    }
}
