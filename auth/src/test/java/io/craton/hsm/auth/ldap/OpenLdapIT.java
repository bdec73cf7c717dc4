package io.craton.hsm.auth.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.auth.HeapSecret;
import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.auth.Refusal.Reason;
import io.craton.hsm.auth.TestPki;
import io.craton.hsm.auth.ldap.LdapSettings.Groups;
import io.craton.hsm.auth.ldap.LdapSettings.People;
import io.craton.hsm.auth.ldap.LdapSettings.Security;
import io.craton.hsm.auth.ldap.LdapSettings.Server;
import io.craton.hsm.auth.ldap.LdapSettings.ServiceAccount;
import io.craton.hsm.auth.ldap.LdapSettings.Timing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against OpenLDAP: transport, binds, policy, referrals and fail-over as a real server does them. */
@Timeout(90)
final class OpenLdapIT {
    private static final String BASE = "dc=example,dc=com";

    private static final String ENTRIES = Ldif.directory(3) + Ldif.person("alice", "") + Ldif.person("bob", "")
            + Ldif.person("carol", "") + Ldif.person("dave", "pwdReset: TRUE\n")
            + Ldif.group("officers", "uid=alice,ou=people", "cn=everybody,ou=groups")
            + Ldif.group("security", "cn=officers,ou=groups")
            + Ldif.group("everybody", "cn=security,ou=groups")
            + Ldif.group("others", "uid=carol,ou=people") + """
            dn: ou=partners,dc=example,dc=com
            objectClass: organizationalUnit
            ou: partners

            dn: ou=remote,ou=partners,dc=example,dc=com
            objectClass: referral
            objectClass: extensibleObject
            ou: remote
            ref: ldap://elsewhere.invalid/ou=remote,dc=example,dc=com

            """;

    @TempDir
    private static Path directory;

    private static TestPki pki;
    private static Slapd server;

    @BeforeAll
    static void startServer() throws Exception {
        pki = new TestPki(directory, "ca");
        server = new Slapd(directory.resolve("slapd"), pki, ENTRIES);
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void recognisesSomebodyWithNestedGroupsOverEitherKindOfTls(Security security) throws Exception {
        try (LdapAuthenticator ldap = new LdapAuthenticator(settings(security, BASE, at(security)))) {
            var alice = Found.of(ldap, "alice", "right-alice").identified();
            assertThat(alice.id()).isEqualTo(new OperatorId("ldap", "alice"));
            assertThat(alice.groups())
                    .containsExactlyInAnyOrder(
                            "cn=officers,ou=groups," + BASE,
                            "cn=security,ou=groups," + BASE,
                            "cn=everybody,ou=groups," + BASE);
            assertThat(Found.of(ldap, "carol", "right-carol").identified().groups())
                    .containsExactly("cn=others,ou=groups," + BASE);
        }
    }

    @Test
    void refusesWrongAndEmptyPasswordsAndUnknownNames() throws Exception {
        try (LdapAuthenticator ldap =
                new LdapAuthenticator(settings(Security.LDAPS, "ou=people," + BASE, at(Security.LDAPS)))) {
            Found.of(ldap, "alice", "wrong").refused(Reason.WRONG_CREDENTIALS, "49");
            Found.of(ldap, "alice", "").refused(Reason.MALFORMED, "0 characters");
            Found.of(ldap, "nobody", "right-alice").refused(Reason.UNKNOWN_NAME, "0 entries");
            assertThat(Found.of(ldap, "alice", "right-alice").identified().groups())
                    .as("the pool is the service account's again after a failed bind")
                    .hasSize(3);
        }
    }

    @Test
    void tellsALockedAccountAndAPasswordThatMustBeChangedFromAWrongOne() throws Exception {
        try (LdapAuthenticator ldap =
                new LdapAuthenticator(settings(Security.START_TLS, BASE, at(Security.START_TLS)))) {
            for (int i = 0; i < 3; i++) {
                Found.of(ldap, "bob", "wrong").refused(Reason.WRONG_CREDENTIALS, "49");
            }
            Found.of(ldap, "bob", "right-bob").refused(Reason.ACCOUNT_UNUSABLE, "locked");
            Found.of(ldap, "dave", "right-dave").refused(Reason.ACCOUNT_UNUSABLE, "change after reset");
        }
    }

    @Test
    void surfacesReferralsAndFollowsNone() throws Exception {
        for (String base : List.of("ou=partners," + BASE, "ou=remote,ou=partners," + BASE)) {
            try (LdapAuthenticator ldap = new LdapAuthenticator(settings(Security.LDAPS, base, at(Security.LDAPS)))) {
                Found.of(ldap, "alice", "right-alice").refused(Reason.REFERRAL, "");
            }
        }
    }

    @Test
    void goesOnToTheNextServerWhenTheFirstIsDead() throws Exception {
        Server dead = new Server("127.0.0.1", Slapd.freePort());
        try (LdapAuthenticator ldap = new LdapAuthenticator(settings(Security.LDAPS, BASE, dead, at(Security.LDAPS)))) {
            assertThat(Found.of(ldap, "alice", "right-alice").identified().id().name())
                    .isEqualTo("alice");
        }
    }

    @Test
    void goesOnAfterTheServerHasStartedAnew() throws Exception {
        Slapd first = new Slapd(directory.resolve("first"), pki, ENTRIES);
        Server gone = new Server("127.0.0.1", first.tlsPort());
        try (LdapAuthenticator ldap = new LdapAuthenticator(settings(Security.LDAPS, BASE, gone, at(Security.LDAPS)))) {
            assertThat(Found.of(ldap, "alice", "right-alice").identified().groups())
                    .hasSize(3);
            assertThat(first.log()).contains("uid=alice");
            first.close();
            assertThat(Found.of(ldap, "alice", "right-alice").identified().groups())
                    .hasSize(3);
        } finally {
            first.close();
        }
    }

    @Test
    void refusesAServerThatSpeaksNoTls() throws Exception {
        Server plain = new Server("127.0.0.1", server.plainPort());
        try (LdapAuthenticator ldap = new LdapAuthenticator(settings(Security.LDAPS, BASE, plain))) {
            Found.of(ldap, "alice", "right-alice").refused(Reason.PROVIDER_UNAVAILABLE, "");
        }
    }

    private static Server at(Security security) {
        return new Server("127.0.0.1", security == Security.LDAPS ? server.tlsPort() : server.plainPort());
    }

    private static LdapSettings settings(Security security, String peopleBase, Server... servers) throws Exception {
        return new LdapSettings(
                "ldap",
                List.of(servers),
                security,
                Set.of(pki.certificate()),
                new ServiceAccount("cn=hsm," + BASE, HeapSecret.of("service")),
                new People(peopleBase, "uid", "inetOrgPerson"),
                new Groups("ou=groups," + BASE, "member", 8),
                new Timing(Duration.ofSeconds(2), Duration.ofSeconds(3), 4));
    }
}
