package io.craton.hsm.ops.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.craton.hsm.auth.Role;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminSectionTest {
    @TempDir
    Path directory;

    private NodeFiles files;

    @BeforeEach
    void prepareFiles() {
        files = new NodeFiles(directory)
                .write("operators.pem", "-----BEGIN CERTIFICATE-----\n")
                .write("operators.crl", "DER")
                .with("admin.port", "7103")
                .with("admin.operators.authorities", "operators.pem")
                .with("admin.operators.revocation-lists", "[operators.crl]")
                .with("admin.operators.roles", "[{group = \"ou=ops\", roles = [operator, cluster-admin]}]");
    }

    @Test
    void isOffUnlessTheFileSpeaksOfIt() throws ConfigurationException {
        assertThat(new NodeFiles(directory).load().admin()).isEmpty();
    }

    @Test
    void showsTheNodesOwnCertificateOnLoopbackUnlessToldOtherwise() throws ConfigurationException {
        NodeConfiguration.Admin admin = files.load().admin().orElseThrow();

        assertThat(admin.host()).isEqualTo("127.0.0.1");
        assertThat(admin.port()).isEqualTo(7103);
        assertThat(admin.certificate()).isEqualTo(directory.resolve("node.pem"));
        assertThat(admin.privateKey()).isEqualTo(directory.resolve("node.key"));
        assertThat(admin.openMetrics()).isFalse();
        assertThat(admin.operators().revocationLists()).containsExactly(directory.resolve("operators.crl"));
        assertThat(admin.operators().roles()).containsEntry("ou=ops", Set.of(Role.OPERATOR, Role.CLUSTER_ADMIN));
    }

    @Test
    void canBeSwitchedOffAndIsCheckedAllTheSame() throws ConfigurationException {
        assertThat(files.with("admin.enabled", "false").load().admin()).isEmpty();
        assertThat(problems(files.with("admin.port", "0")))
                .singleElement()
                .asString()
                .contains("admin.port");
    }

    @Test
    void refusesTheClustersOwnAuthorityForOperators() {
        assertThat(problems(files.with("admin.operators.authorities", "ca.pem")))
                .singleElement()
                .asString()
                .contains("admin.operators.authorities: the cluster's own authority makes nodes");
    }

    @Test
    void refusesRolesThatDoNotExistAndNamesThoseThatDo() {
        assertThat(problems(files.with("admin.operators.roles", "[{group = \"ou=a\", roles = [root]}]")))
                .singleElement()
                .asString()
                .contains("unknown role; expected some of viewer, operator, security-officer");
    }

    @Test
    void refusesAGroupThatIsListedTwice() {
        String entry = "{group = \"ou=a\", roles = [viewer]}";
        assertThat(problems(files.with("admin.operators.roles", "[" + entry + "," + entry + "]")))
                .singleElement()
                .asString()
                .contains("the group is listed twice");
    }

    @Test
    void givesMetricsWithoutSignInOnLoopbackOnly() throws ConfigurationException {
        assertThat(files.with("admin.metrics", "loopback")
                        .load()
                        .admin()
                        .orElseThrow()
                        .openMetrics())
                .isTrue();
        assertThat(problems(files.with("admin.host", "192.0.2.1")))
                .singleElement()
                .asString()
                .contains("admin.metrics: loopback needs admin.host to be a loopback address");
    }

    @Test
    void refusesKeysItDoesNotKnow() {
        assertThat(problems(files.with("admin.prot", "1").with("admin.operators.crls", "[]")))
                .anySatisfy(line -> assertThat(line).contains("admin.prot: unknown key"))
                .anySatisfy(line -> assertThat(line).contains("admin.operators.crls: unknown key"));
    }

    private static List<String> problems(NodeFiles files) {
        ConfigurationException refused = catchThrowableOfType(ConfigurationException.class, files::load);
        assertThat(refused).isNotNull();
        return refused.problems();
    }
}
