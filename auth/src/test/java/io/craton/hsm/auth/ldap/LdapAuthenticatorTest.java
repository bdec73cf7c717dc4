package io.craton.hsm.auth.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.DN;
import io.craton.hsm.auth.HeapSecret;
import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.auth.Refusal.Reason;
import io.craton.hsm.auth.Role;
import io.craton.hsm.auth.RoleMapping;
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
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shapes a directory can have, on a server in memory. */
@Timeout(60)
final class LdapAuthenticatorTest {
    private static final String BASE = "dc=example,dc=com";

    @TempDir
    private Path directory;

    private TestPki pki;
    private InMemoryDirectoryServer server;

    @BeforeEach
    void startDirectory() throws Exception {
        pki = new TestPki(directory, "ca");
        server = serving(pki.serverTls(), 0);
    }

    private static InMemoryDirectoryServer serving(SSLContext tls, int port) throws Exception {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(BASE);
        config.setSchema(null);
        config.addAdditionalBindCredentials("cn=hsm", "service");
        config.setListenerConfigs(
                InMemoryListenerConfig.createLDAPSConfig("ldaps", null, port, tls.getServerSocketFactory(), null));
        InMemoryDirectoryServer made = new InMemoryDirectoryServer(config);
        add(made, BASE, "objectClass: domain");
        add(made, "ou=people," + BASE, "objectClass: organizationalUnit");
        add(made, "ou=groups," + BASE, "objectClass: organizationalUnit");
        person(made, "uid=alice", "uid: alice");
        made.startListening();
        return made;
    }

    @AfterEach
    void stopDirectory() {
        server.shutDown(true);
    }

    @Test
    void recognisesSomebodyUnderTheNameTheDirectoryWrites() throws Exception {
        group("cn=officers", "uid=alice");

        try (LdapAuthenticator ldap = authenticator(4)) {
            assertThat(Found.of(ldap, "ALICE", "right").identified().id()).isEqualTo(new OperatorId("ldap", "alice"));
            assertThat(Found.of(ldap, "alice", "right").identified().groups()).containsExactly(groupDn("cn=officers"));
            Found.of(ldap, "alice", "wrong").refused(Reason.WRONG_CREDENTIALS, "49");
            Found.of(ldap, "bob", "right").refused(Reason.UNKNOWN_NAME, "0 entries");
        }
    }

    @Test
    void tellsWithoutASignInWhetherOneCouldWork() throws Exception {
        try (LdapAuthenticator ldap = authenticator(4)) {
            assertThat(ldap.check().works()).isTrue();
            server.delete("ou=groups," + BASE);
            assertThat(ldap.check().works()).isFalse();
            assertThat(ldap.check().words()).contains("ou=groups," + BASE);
            server.shutDown(true);
            assertThat(ldap.check().works()).isFalse();
            assertThat(ldap.check().words()).doesNotContain("service").isNotBlank();
        }
    }

    @Test
    void treatsANameAsANameAndNotAsAFilter() throws Exception {
        try (LdapAuthenticator ldap = authenticator(4)) {
            for (String name : List.of("*", "alice)(uid=*", "a*", "alice\\2a", "(|(uid=alice))")) {
                Found.of(ldap, name, "right").refused(Reason.UNKNOWN_NAME, "0 entries");
            }
        }
    }

    @Test
    void refusesEmptyAndBoundlessInputBeforeTheDirectorySeesIt() throws Exception {
        try (LdapAuthenticator ldap = authenticator(4)) {
            server.shutDown(true);
            Found.of(ldap, "alice", "").refused(Reason.MALFORMED, "0 characters");
            Found.of(ldap, "", "right").refused(Reason.MALFORMED, "name");
            Found.of(ldap, "al\u0000ice", "right").refused(Reason.MALFORMED, "name");
            Found.of(ldap, "a".repeat(257), "right").refused(Reason.MALFORMED, "name");
            Found.of(ldap, "alice", "x".repeat(1_025)).refused(Reason.MALFORMED, "1025");
            Found.of(ldap, "alice", "x".repeat(1_024)).refused(Reason.PROVIDER_UNAVAILABLE, "");
        }
    }

    @Test
    void refusesANameThatIsNotOnePersons() throws Exception {
        person(server, "cn=first", "uid: twin");
        person(server, "cn=second", "uid: twin");
        person(server, "cn=third", "uid: third");
        person(server, "cn=janus", "uid: janus", "uid: bifrons");
        add(server, "uid=printer,ou=people," + BASE, "objectClass: device", "uid: printer", "userPassword: right");

        try (LdapAuthenticator ldap = authenticator(4)) {
            Found.of(ldap, "twin", "right").refused(Reason.UNKNOWN_NAME, "2 entries");
            Found.of(ldap, "janus", "right").refused(Reason.UNKNOWN_NAME, "not exactly one uid");
            Found.of(ldap, "printer", "right").refused(Reason.UNKNOWN_NAME, "0 entries");
            assertThat(Found.of(ldap, "third", "right").identified().id().name())
                    .isEqualTo("third");
        }
    }

    @Test
    void walksNestedGroupsOnceAlsoWhenTheyContainEachOther() throws Exception {
        group("cn=a", "uid=alice", groupName("cn=c"));
        group("cn=b", groupName("cn=a"));
        group("cn=c", groupName("cn=b"));
        group("cn=apart", "uid=nobody");

        try (LdapAuthenticator ldap = authenticator(4)) {
            assertThat(Found.of(ldap, "alice", "right").identified().groups())
                    .containsExactlyInAnyOrder(groupDn("cn=a"), groupDn("cn=b"), groupDn("cn=c"));
        }
    }

    @Test
    void refusesGroupsNestedOneLevelTooDeepRatherThanForgettingSome() throws Exception {
        group("cn=g1", "uid=alice");
        group("cn=g2", groupName("cn=g1"));
        group("cn=g3", groupName("cn=g2"));

        try (LdapAuthenticator exact = authenticator(3);
                LdapAuthenticator shallow = authenticator(2)) {
            assertThat(Found.of(exact, "alice", "right").identified().groups()).hasSize(3);
            Found.of(shallow, "alice", "right").refused(Reason.PROVIDER_UNAVAILABLE, "deeper than 2");
        }
    }

    @Test
    void asksAboutManyGroupsInSeveralSearchesAndRefusesTooMany() throws Exception {
        for (int i = 0; i < NestedGroups.MAX_MEMBERS_PER_SEARCH + 1; i++) {
            group("cn=direct" + i, "uid=alice");
        }
        group("cn=top", groupName("cn=direct0"));
        group("cn=other", groupName("cn=direct" + NestedGroups.MAX_MEMBERS_PER_SEARCH));

        try (LdapAuthenticator ldap = authenticator(4)) {
            assertThat(Found.of(ldap, "alice", "right").identified().groups())
                    .hasSize(NestedGroups.MAX_MEMBERS_PER_SEARCH + 3)
                    .contains(groupDn("cn=top"), groupDn("cn=other"));
            for (int i = 0; i <= Groups.MAX_GROUPS; i++) {
                group("cn=flood" + i, "uid=alice");
            }
            Found.of(ldap, "alice", "right").refused(Reason.PROVIDER_UNAVAILABLE, "");
        }
    }

    @Test
    void refusesAServersCertificateOfAnotherAuthority() throws Exception {
        TestPki other = new TestPki(directory, "other");
        try (LdapAuthenticator ldap =
                new LdapAuthenticator(settings(new Server("127.0.0.1", server.getListenPort()), other, 4))) {
            Found.of(ldap, "alice", "right").refused(Reason.PROVIDER_UNAVAILABLE, "");
        }
    }

    @Test
    void refusesAServersCertificateForAnotherName() throws Exception {
        server.shutDown(true);
        server = serving(pki.serverTls("/CN=directory.example", "elsewhere"), 0);
        try (LdapAuthenticator ldap = authenticator(4)) {
            Found.of(ldap, "alice", "right").refused(Reason.PROVIDER_UNAVAILABLE, "127.0.0.1");
        }
    }

    @Test
    void startsWithoutADirectoryAndUsesItOnceItIsThere() throws Exception {
        Server at = new Server("127.0.0.1", server.getListenPort());
        server.shutDown(true);
        try (LdapAuthenticator ldap = new LdapAuthenticator(settings(at, pki, 4))) {
            Found.of(ldap, "alice", "right").refused(Reason.PROVIDER_UNAVAILABLE, "");
            server = serving(pki.serverTls(), at.port());
            assertThat(Found.of(ldap, "alice", "right").identified().id().name())
                    .isEqualTo("alice");
        }
    }

    @Test
    void mapsGroupsInAnySpelling() {
        RoleMapping mapping =
                LdapSettings.roleMapping(Map.of("CN=Officers, OU=Groups,DC=Example,DC=com", Set.of(Role.APPROVER)));

        assertThat(mapping.rolesOf(Set.of("cn=officers,ou=groups,dc=example,dc=com")))
                .containsExactly(Role.APPROVER);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LdapSettings.roleMapping(Map.of("officers", Set.of(Role.APPROVER))))
                .withMessageContaining("officers");
    }

    @Test
    void settingsSayWhatIsWrongWithThem() {
        assertSetting("servers", () -> new Server("", 389));
        assertSetting("servers", () -> new Server("ldap", 0));
        assertSetting("account.dn", () -> new ServiceAccount("hsm", HeapSecret.of("x")));
        assertSetting("account.password", () -> new ServiceAccount("cn=hsm", HeapSecret.of("")));
        assertSetting("people.base", () -> new People("", "uid", "person"));
        assertSetting("people.name-attribute", () -> new People(BASE, "uid)(", "person"));
        assertSetting("groups.member-attribute", () -> new Groups(BASE, "", 4));
        assertSetting("groups.max-depth", () -> new Groups(BASE, "member", 17));
        assertSetting("groups.max-depth", () -> new Groups(BASE, "member", 0));
        assertSetting("answer-timeout", () -> new Timing(Duration.ofSeconds(1), Duration.ofSeconds(61), 1));
        assertSetting("max-connections", () -> new Timing(Duration.ofSeconds(1), Duration.ofSeconds(1), 65));
    }

    private static void assertSetting(String name, ThrowingCallable making) {
        assertThatIllegalArgumentException().isThrownBy(making).withMessageStartingWith(name);
    }

    private LdapAuthenticator authenticator(int maxDepth) throws Exception {
        return new LdapAuthenticator(settings(new Server("127.0.0.1", server.getListenPort()), pki, maxDepth));
    }

    private static LdapSettings settings(Server at, TestPki authority, int maxDepth) throws Exception {
        return new LdapSettings(
                "ldap",
                List.of(at),
                Security.LDAPS,
                Set.of(authority.certificate()),
                new ServiceAccount("cn=hsm", HeapSecret.of("service")),
                new People("ou=people," + BASE, "uid", "person"),
                new Groups("ou=groups," + BASE, "member", maxDepth),
                new Timing(Duration.ofSeconds(2), Duration.ofSeconds(3), 4));
    }

    private static void person(InMemoryDirectoryServer to, String name, String... attributes) throws Exception {
        String[] all = new String[attributes.length + 2];
        System.arraycopy(attributes, 0, all, 0, attributes.length);
        all[attributes.length] = "objectClass: person";
        all[attributes.length + 1] = "userPassword: right";
        add(to, name + ",ou=people," + BASE, all);
    }

    /** Members are names of people, or whole DNs. */
    private void group(String name, String... members) throws Exception {
        String[] lines = new String[members.length + 1];
        lines[0] = "objectClass: groupOfNames";
        for (int i = 0; i < members.length; i++) {
            lines[i + 1] = "member: " + (members[i].contains(",") ? members[i] : members[i] + ",ou=people," + BASE);
        }
        add(server, groupName(name), lines);
    }

    private static String groupName(String name) {
        return name + ",ou=groups," + BASE;
    }

    private static String groupDn(String name) throws Exception {
        return DN.normalize(groupName(name));
    }

    private static void add(InMemoryDirectoryServer to, String dn, String... lines) throws Exception {
        String[] ldif = new String[lines.length + 1];
        ldif[0] = "dn: " + dn;
        System.arraycopy(lines, 0, ldif, 1, lines.length);
        to.add(ldif);
    }
}
