package io.craton.hsm.ops.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.craton.hsm.auth.Role;
import io.craton.hsm.auth.SecondFactorPolicy;
import io.craton.hsm.auth.ldap.LdapSettings;
import io.craton.hsm.auth.state.SessionTerms;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignInSectionTest {
    private static final String DIRECTORY = """
            { name = corp, servers = [ { host = ldap.example.org, port = 636 } ], authorities = ldap.pem,
              account { dn = "cn=craton,dc=example,dc=org", password-file = ldap.password },
              people { base = "ou=people,dc=example,dc=org" },
              groups { base = "ou=groups,dc=example,dc=org" },
              roles = [ { group = "cn=officers,ou=groups,dc=example,dc=org", roles = [security-officer] } ] }""";

    @TempDir
    Path directory;

    private NodeFiles files;

    @BeforeEach
    void prepareFiles() {
        files = new NodeFiles(directory)
                .write("ldap.pem", "-----BEGIN CERTIFICATE-----\n")
                .write("ldap.password", "secret\n");
    }

    private List<String> problems() {
        return catchThrowableOfType(ConfigurationException.class, files::load).problems();
    }

    @Test
    void asksEverybodyWhoChangesThingsForACodeUnlessToldOtherwise() throws ConfigurationException {
        NodeConfiguration.SignIn signIn = files.load().signIn();
        assertThat(signIn.terms()).isEqualTo(SessionTerms.DEFAULT);
        assertThat(signIn.secondFactor()).isEqualTo(SecondFactorPolicy.DEFAULT);
        assertThat(signIn.directories()).isEmpty();
    }

    @Test
    void readsADirectory() throws ConfigurationException {
        NodeConfiguration.Directory read = files.with("sign-in.directories", "[" + DIRECTORY + "]")
                .load()
                .signIn()
                .directories()
                .getFirst();
        assertThat(read.name()).isEqualTo("corp");
        assertThat(read.security()).isEqualTo(LdapSettings.Security.LDAPS);
        assertThat(read.passwordFile()).isEqualTo(directory.resolve("ldap.password"));
        assertThat(read.roles())
                .containsEntry("cn=officers,ou=groups,dc=example,dc=org", Set.of(Role.SECURITY_OFFICER));
    }

    @Test
    void refusesTwoProvidersOfOneName() {
        files.with("sign-in.directories", "[" + DIRECTORY + "," + DIRECTORY + "]");
        assertThat(problems()).singleElement().asString().contains("corp is taken");
    }

    @Test
    void refusesWhatIsNoName() {
        files.with("sign-in.directories", "[" + DIRECTORY.replace("ou=people,dc=example,dc=org", "people") + "]");
        assertThat(problems()).singleElement().asString().contains("people.base: not a DN");
    }

    @Test
    void refusesAPasswordThatOthersCanRead() throws IOException {
        files.write("open.password", "secret").mode("open.password", "rw-r--r--");
        files.with("sign-in.directories", "[" + DIRECTORY.replace("ldap.password", "open.password") + "]");
        assertThat(problems()).singleElement().asString().contains("others than the owner have access");
    }

    @Test
    void refusesAnEndBeforeTheIdleTime() {
        files.with("sign-in.idle-minutes", "60").with("sign-in.absolute-minutes", "30");
        assertThat(problems()).singleElement().asString().contains("expected no less than idle-minutes, 60");
    }
}
