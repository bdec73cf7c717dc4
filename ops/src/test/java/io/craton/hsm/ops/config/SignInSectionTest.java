package io.craton.hsm.ops.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.craton.hsm.auth.Role;
import io.craton.hsm.auth.SecondFactorPolicy;
import io.craton.hsm.auth.ldap.LdapSettings;
import io.craton.hsm.auth.oidc.OidcSettings;
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

    private static final String OPEN_ID = """
            { name = idp, issuer = "https://id.example.org",
              client { id = hsm, secret-file = idp.secret,
                redirect = "https://hsm.example.org:7104/sign-in/oidc/idp/return" },
              roles = [ { group = hsm-officers, roles = [security-officer] } ] }""";

    @TempDir
    Path directory;

    private NodeFiles files;

    @BeforeEach
    void prepareFiles() {
        files = new NodeFiles(directory)
                .write("ldap.pem", "-----BEGIN CERTIFICATE-----\n")
                .write("ldap.password", "secret\n")
                .write("idp.secret", "another\n");
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
    void certificatesNeedNoCodeUnlessToldSo() throws ConfigurationException {
        assertThat(files.load().signIn().certificatesNeedCode()).isFalse();
        assertThat(files.with("sign-in.certificate.second-factor", "required")
                        .load()
                        .signIn()
                        .certificatesNeedCode())
                .isTrue();
        files.with("sign-in.certificate.second-factor", "sometimes");
        assertThat(problems()).singleElement().asString().contains("expected one of exempt, required");
    }

    @Test
    void readsAnOpenIdProvider() throws ConfigurationException {
        NodeConfiguration.OpenId read = files.with("sign-in.oidc", "[" + OPEN_ID + "]")
                .load()
                .signIn()
                .openId()
                .getFirst();
        assertThat(read.name()).isEqualTo("idp");
        assertThat(read.secretFile()).isEqualTo(directory.resolve("idp.secret"));
        assertThat(read.authorities()).isEmpty();
        assertThat(read.claims()).isEqualTo(new OidcSettings.Claims("sub", "groups", List.of()));
        assertThat(read.timing()).isEqualTo(OidcSettings.Timing.DEFAULT);
        assertThat(read.roles()).containsEntry("hsm-officers", Set.of(Role.SECURITY_OFFICER));
    }

    @Test
    void saysWhatIsWrongWithAnOpenIdProvider() {
        assertOpenIdProblem("https://id.example.org", "http://id.example.org", "issuer: expected an https address");
        assertOpenIdProblem("https://id.example.org", "https://id.example.org/?a=b", "without a query");
        assertOpenIdProblem("idp/return", "other/return", "redirect: expected the path /sign-in/oidc/idp/return");
        assertOpenIdProblem("name = idp,", "name = idp, clock-skew-seconds = 61,", "from 0 to 60");
        assertOpenIdProblem("name = idp,", "name = idp, key-age-seconds = 3601,", "from 1 to 3600");
        assertOpenIdProblem("name = idp,", "name = idp, claims { scopes = [\"a b\"] },", "claims.scopes");
        assertOpenIdProblem("name = idp,", "name = idp, colour = red,", "unknown key");
        assertOpenIdProblem("secret-file = idp.secret,", "secret-file = none,", "there is no file");
    }

    private void assertOpenIdProblem(String right, String wrong, String words) {
        assertThat(OPEN_ID).contains(right);
        files.with("sign-in.oidc", "[" + OPEN_ID.replace(right, wrong) + "]");
        assertThat(problems()).singleElement().asString().contains(words);
    }

    @Test
    void providersOfEveryKindHaveNamesOfTheirOwnThatStartWithALetter() {
        files.with("sign-in.oidc", "[" + OPEN_ID + "]")
                .with("sign-in.directories", "[" + DIRECTORY.replace("name = corp", "name = idp") + "]");
        assertThat(problems()).singleElement().asString().contains("idp is taken");
        files.with("sign-in.oidc", "[]")
                .with("sign-in.directories", "[" + DIRECTORY.replace("name = corp", "name = 1corp") + "]");
        assertThat(problems()).singleElement().asString().contains("starts with a letter");
    }

    @Test
    void refusesAnEndBeforeTheIdleTime() {
        files.with("sign-in.idle-minutes", "60").with("sign-in.absolute-minutes", "30");
        assertThat(problems()).singleElement().asString().contains("expected no less than idle-minutes, 60");
    }
}
