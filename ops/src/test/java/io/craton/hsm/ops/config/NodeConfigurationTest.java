package io.craton.hsm.ops.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeConfigurationTest {
    @TempDir
    Path directory;

    private NodeFiles files;

    @BeforeEach
    void prepareFiles() {
        files = new NodeFiles(directory);
    }

    @Test
    void readsACompleteFileWithDefaults() throws ConfigurationException {
        NodeConfiguration configuration = files.load();

        assertThat(configuration.cluster().name()).isEqualTo("test");
        assertThat(configuration.cluster().keyFile()).isEqualTo(directory.resolve("cluster.key"));
        assertThat(configuration.cluster().tokenGroups()).isEqualTo(2);
        assertThat(configuration.cluster().slots()).isEqualTo(4);
        assertThat(configuration.cluster().nodes())
                .extracting(NodeConfiguration.Member::name)
                .containsExactly("n1", "n2", "n3");
        assertThat(configuration.self().raftPort()).isEqualTo(7001);
        assertThat(configuration.self().actorPort()).isEqualTo(7002);
        assertThat(configuration.node().dataDirectory()).isEqualTo(directory.resolve("data"));
        assertThat(configuration.gateway().maxConnections()).isEqualTo(256);
        assertThat(configuration.crypto().threads()).isPositive();
        assertThat(configuration.crypto().backendsDirectory()).isAbsolute();
        assertThat(configuration.limits().start()).isEqualTo(Duration.ofSeconds(90));
        assertThat(configuration.limits().stop()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void takesSubstitutionsFromTheFileItself() throws ConfigurationException {
        assertThat(files.with("base", "\"" + directory + "\"")
                        .with("node.data-directory", "${gateway.socket}\".d\"")
                        .without("base")
                        .load()
                        .node()
                        .dataDirectory())
                .isEqualTo(directory.resolve("gateway.sock.d"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cluster.name",
                "cluster.key-file",
                "cluster.nodes",
                "node.name",
                "node.data-directory",
                "tls.ca",
                "tls.certificate",
                "tls.private-key"
            })
    void namesAMissingKey(String key) {
        problems(files.without(key))
                .singleElement()
                .asString()
                .contains("node.conf")
                .contains(key + ": missing; expected");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway", "status"})
    void namesAMissingSection(String section) {
        problems(files.without(section + ".socket"))
                .singleElement()
                .asString()
                .contains("node.conf: " + section + ": missing; expected a section");
    }

    @ParameterizedTest
    @CsvSource({
        "gateway.max-conections, 'socket'",
        "tls.password, 'private-key'",
        "loging, 'cluster'",
        "limits.x, 'start-seconds'"
    })
    void refusesAnUnknownKeyAndSaysWhichAreKnown(String key, String known) {
        problems(files.with(key, "1"))
                .singleElement()
                .asString()
                .matches(".*node\\.conf:\\d+: " + key + ": unknown key; expected one of .*" + known + ".*");
    }

    @Test
    void refusesAnUnknownKeyOfANode() {
        String odd = "[{name = n1, host = h, raft-port = 1, actor-port = 2, port = 3}]";
        problems(files.with("cluster.nodes", odd))
                .singleElement()
                .asString()
                .contains("cluster.nodes[0].port: unknown key");
    }

    @ParameterizedTest
    @CsvSource({
        "cluster.name, 17, a name of at most 32",
        "cluster.name, Test, a name of at most 32",
        "cluster.slots, many, a whole number from 1 to 64",
        "cluster.slots, 0, a whole number from 1 to 64",
        "cluster.slots, 65, a whole number from 1 to 64",
        "cluster.slots, 1.5, a whole number from 1 to 64",
        "cluster.token-groups, 17, a whole number from 1 to 16",
        "cluster.token-groups, 99999999999, a whole number from 1 to 16",
        "cluster.nodes, n1, a list of sections",
        "cluster.nodes, '[1, 2, 3]', a section",
        "node, n1, a section",
        "gateway.max-connections, 0, a whole number from 1 to 65536",
        "gateway.max-connections, true, a whole number",
        "gateway.socket, '[a]', a path",
        "gateway.socket, '\"\"', a path",
        "node.data-directory, '\"a\\u0000b\"', a path",
        "limits.stop-seconds, 0, a whole number from 1 to 3600"
    })
    void refusesAWrongValue(String key, String value, String expected) {
        problems(files.with(key, value))
                .anySatisfy(problem -> assertThat(problem)
                        .contains("node.conf:")
                        .contains(key)
                        .contains("expected " + expected)
                        .doesNotContain("\n"));
    }

    @Test
    void refusesANodeThatIsNotInTheCluster() {
        problems(files.with("node.name", "n9"))
                .singleElement()
                .asString()
                .contains("node.name: n9 is not in cluster.nodes; expected one of n1, n2, n3");
    }

    @Test
    void refusesAnEvenNumberOfNodes() {
        problems(files.with("cluster.nodes", "[" + NodeFiles.member("n1", 1) + NodeFiles.member("n2", 3) + "]"))
                .anySatisfy(problem -> assertThat(problem).contains("expected"));
        problems(files.with("cluster.nodes", "[" + NodeFiles.member("n1", 1) + "," + NodeFiles.member("n2", 3) + "]"))
                .singleElement()
                .asString()
                .contains("cluster.nodes: expected an odd number of nodes, found 2");
    }

    @Test
    void refusesAPortGivenTwice() {
        String nodes = "[" + NodeFiles.member("n1", 1) + "," + NodeFiles.member("n2", 2) + ","
                + NodeFiles.member("n3", 5) + "]";
        problems(files.with("cluster.nodes", nodes)).singleElement().asString().contains("127.0.0.1:2 is given twice");
    }

    @Test
    void refusesTwoNodesOfOneName() {
        String nodes = "[" + NodeFiles.member("n1", 1) + "," + NodeFiles.member("n1", 3) + ","
                + NodeFiles.member("n3", 5) + "]";
        problems(files.with("cluster.nodes", nodes)).singleElement().asString().contains("two nodes are named n1");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 31, 33, 64})
    void refusesAClusterKeyOfAnotherLength(int bytes) {
        problems(files.write("cluster.key", "k".repeat(bytes)))
                .singleElement()
                .asString()
                .contains("cluster.key-file: expected exactly 32 random bytes, found " + bytes)
                .doesNotContain("kk");
    }

    @ParameterizedTest
    @CsvSource({"cluster.key, cluster.key-file", "node.key, tls.private-key"})
    void refusesASecretThatOthersMayRead(String name, String key) throws IOException {
        problems(files.mode(name, "rw-r-----"))
                .singleElement()
                .asString()
                .contains(key + ": others than the owner have access")
                .contains("expected mode 0600");
    }

    @ParameterizedTest
    @CsvSource({
        "cluster.key-file, cluster.key",
        "tls.ca, ca.pem",
        "tls.certificate, node.pem",
        "tls.private-key, node.key"
    })
    void namesAFileThatIsNotThere(String key, String name) throws IOException {
        Files.delete(directory.resolve(name));
        problems(files).singleElement().asString().contains(key + ": there is no file " + directory.resolve(name));
    }

    @ParameterizedTest
    @CsvSource({
        "tls.ca, a PEM certificate",
        "tls.certificate, a PEM certificate",
        "tls.private-key, an unencrypted PKCS#8"
    })
    void refusesTlsMaterialOfAnotherKind(String key, String expected) {
        problems(files.with(key, "cluster.key")).singleElement().asString().contains(key + ": expected " + expected);
    }

    @Test
    void refusesASocketPathThatNoSocketCanHave() {
        problems(files.with("gateway.socket", "/" + "s".repeat(107)))
                .singleElement()
                .asString()
                .contains("gateway.socket: the path has 108 bytes; a Unix socket's may have 107");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway.socket", "status.socket", "node.data-directory"})
    void refusesAPathInADirectoryThatIsNotThere(String key) {
        problems(files.with(key, "missing/x")).singleElement().asString().contains(key + ": there is no directory");
    }

    @Test
    void listsEveryProblem() {
        problems(files.without("cluster.name")
                        .with("cluster.slots", "0")
                        .with("node.name", "n9")
                        .with("tls.ca", "nowhere.pem")
                        .with("gateway.port", "1"))
                .hasSize(5)
                .allSatisfy(problem -> assertThat(problem).contains("node.conf").doesNotContain("\n"));
    }

    @Test
    void namesTheLineThatIsNotHocon() throws IOException {
        Path file = directory.resolve("node.conf");
        Files.writeString(file, "cluster {\n  name = test\n  = broken\n}\n");
        problems(file).singleElement().asString().contains("node.conf: 3").doesNotContain("\n");
    }

    @Test
    void refusesIncludes() {
        problems(files.with("x", "1\ninclude \"other.conf\"\ny = 2"))
                .singleElement()
                .asString()
                .contains("include is not supported");
        problems(files.with("x", "1\ninclude url(\"http://127.0.0.1:1/\")\ny = 2"))
                .singleElement()
                .asString()
                .contains("include is not supported");
    }

    @Test
    void refusesAFileThatIsNotThereADirectoryAndOneThatIsFarTooLarge() throws IOException {
        problems(directory.resolve("none.conf"))
                .singleElement()
                .asString()
                .contains("there is no such configuration file");
        problems(directory).singleElement().asString().contains("expected a regular file");
        Path large = Files.writeString(
                directory.resolve("large.conf"), "#".repeat(NodeConfigurationReader.MAX_FILE_BYTES + 1));
        problems(large).singleElement().asString().contains("expected at most 1048576 bytes");
    }

    private static ListAssert<String> problems(NodeFiles files) {
        return problems(files.file());
    }

    private static ListAssert<String> problems(Path file) {
        ConfigurationException failure =
                catchThrowableOfType(ConfigurationException.class, () -> NodeConfiguration.load(file));
        return assertThat(failure == null ? List.<String>of() : failure.problems());
    }
}
