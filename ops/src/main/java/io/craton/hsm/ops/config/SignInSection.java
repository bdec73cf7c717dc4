package io.craton.hsm.ops.config;

import io.craton.hsm.auth.SecondFactorPolicy;
import io.craton.hsm.auth.ldap.LdapSettings;
import io.craton.hsm.auth.ldap.LdapSettings.Groups;
import io.craton.hsm.auth.ldap.LdapSettings.People;
import io.craton.hsm.auth.ldap.LdapSettings.Security;
import io.craton.hsm.auth.ldap.LdapSettings.Server;
import io.craton.hsm.auth.state.BreakGlass;
import io.craton.hsm.auth.state.SessionTerms;
import io.craton.hsm.ops.config.NodeConfiguration.Directory;
import io.craton.hsm.ops.config.NodeConfiguration.OpenId;
import io.craton.hsm.ops.config.NodeConfiguration.SignIn;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the section {@code sign-in}. */
final class SignInSection {
    private static final int MAX_SERVERS = LdapSettings.MAX_SERVERS;
    private static final int MAX_OPEN_ID = 8;

    /** The name that operators with a client certificate carry. */
    private static final String CERTIFICATE = "certificate";

    private SignInSection() {}

    static SignIn read(Section section) {
        SessionTerms terms = terms(section);
        SecondFactorPolicy policy = section.has("second-factor")
                ? new SecondFactorPolicy(
                        RoleLists.roles(section, "second-factor", section.strings("second-factor", "a list of roles")))
                : SecondFactorPolicy.DEFAULT;
        Section certificate = section.optionalSection("certificate");
        boolean certificatesNeedCode = certificate
                .word("second-factor", List.of("exempt", "required"), "exempt")
                .equals("required");
        certificate.refuseUnknownKeys();
        Set<String> names = new HashSet<>(Set.of(BreakGlass.ID.provider(), CERTIFICATE));
        List<Directory> directories = new ArrayList<>();
        for (Section entry : section.has("directories") ? section.sections("directories") : List.<Section>of()) {
            directories.add(directory(entry, names));
        }
        List<OpenId> openId = new ArrayList<>();
        for (Section entry : section.has("oidc") ? section.sections("oidc") : List.<Section>of()) {
            openId.add(OpenIdSection.read(entry, names));
        }
        if (openId.size() > MAX_OPEN_ID) {
            section.refuse("oidc", "expected at most " + MAX_OPEN_ID);
        }
        section.refuseUnknownKeys();
        return new SignIn(terms, policy, certificatesNeedCode, directories, openId);
    }

    /** The name that operators of a provider carry: one of its own, that starts with a letter. */
    static String providerName(Section section, Set<String> taken) {
        String name = section.name("name");
        if (name.isEmpty()) {
            return name;
        }
        if (!Character.isLetter(name.charAt(0))) {
            section.refuse("name", "expected a name that starts with a letter");
        } else if (!taken.add(name)) {
            section.refuse("name", name + " is taken; expected a name of its own");
        }
        return name;
    }

    private static SessionTerms terms(Section section) {
        int idle = section.integer("idle-minutes", 2, 720, 15);
        int absolute = section.integer("absolute-minutes", 2, 1_440, 480);
        if (absolute < idle) {
            section.refuse("absolute-minutes", "expected no less than idle-minutes, " + idle);
            return SessionTerms.DEFAULT;
        }
        return idle == 0 || absolute == 0
                ? SessionTerms.DEFAULT
                : new SessionTerms(
                        Duration.ofMinutes(idle).toMillis(),
                        Duration.ofMinutes(absolute).toMillis());
    }

    private static Directory directory(Section section, Set<String> taken) {
        String name = providerName(section, taken);
        List<Server> servers = new ArrayList<>();
        List<Section> entries = section.sections("servers");
        for (Section entry : entries) {
            Server server = new Server(
                    orSome(entry.string("host", "the name or address in the server's certificate")),
                    Math.max(1, entry.integer("port", 1, 65_535)));
            entry.refuseUnknownKeys();
            servers.add(server);
        }
        if (servers.size() > MAX_SERVERS) {
            section.refuse("servers", "expected at most " + MAX_SERVERS);
        }
        boolean startTls =
                section.word("security", List.of("ldaps", "start-tls"), "ldaps").equals("start-tls");
        Path authorities = NodeConfigurationReader.checked(
                section, "authorities", section.path("authorities"), FileChecks::certificate);
        Section account = section.section("account");
        String accountDn = account.string("dn", "the DN of the account that searches are made as");
        Path passwordFile = NodeConfigurationReader.checked(
                account, "password-file", account.path("password-file"), FileChecks::secret);
        account.refuseUnknownKeys();
        Directory directory = new Directory(
                name,
                servers,
                startTls ? Security.START_TLS : Security.LDAPS,
                authorities,
                accountDn,
                passwordFile,
                people(section.section("people")),
                groups(section.section("groups")),
                RoleLists.byGroup(section, "the DN of a group"));
        section.refuseUnknownKeys();
        return directory;
    }

    private static People people(Section section) {
        String base = section.string("base", "the DN that people are below");
        String name = section.has("name-attribute") ? section.string("name-attribute", "an attribute") : "uid";
        String type = section.has("object-class") ? section.string("object-class", "an object class") : "person";
        section.refuseUnknownKeys();
        try {
            return new People(base, name, type);
        } catch (IllegalArgumentException e) {
            refuse(section, "base", base, e);
            return new People("dc=invalid", "uid", "person");
        }
    }

    private static Groups groups(Section section) {
        String base = section.string("base", "the DN that groups are below");
        String member = section.has("member-attribute") ? section.string("member-attribute", "an attribute") : "member";
        int depth = Math.max(1, section.integer("max-depth", 1, Groups.MAX_DEPTH, 4));
        section.refuseUnknownKeys();
        try {
            return new Groups(base, member, depth);
        } catch (IllegalArgumentException e) {
            refuse(section, "base", base, e);
            return new Groups("dc=invalid", "member", 1);
        }
    }

    /** What is missing was noted before, and is not noted again. */
    private static void refuse(Section section, String key, String value, IllegalArgumentException problem) {
        if (!value.isEmpty()) {
            section.refuse(key, String.valueOf(problem.getMessage()));
        }
    }

    private static String orSome(String host) {
        return host.isEmpty() ? "missing" : host;
    }
}
