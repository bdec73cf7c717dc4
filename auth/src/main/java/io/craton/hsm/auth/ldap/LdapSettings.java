package io.craton.hsm.auth.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.auth.Role;
import io.craton.hsm.auth.RoleMapping;
import io.craton.hsm.core.secret.Secret;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a directory is asked. Constructors throw {@link IllegalArgumentException} that says which setting is wrong, and how.
 *
 * @param provider the name operators of it carry
 * @param servers in the order they are tried
 * @param authorities what the servers' certificates must lead to; the system's own list is not used
 */
public record LdapSettings(
        String provider,
        List<Server> servers,
        Security security,
        Set<X509Certificate> authorities,
        ServiceAccount account,
        People people,
        Groups groups,
        Timing timing) {
    public static final int MAX_SERVERS = 8;

    /** How a connection is protected. There is no way to go without. */
    public enum Security {
        START_TLS,
        LDAPS
    }

    /** @param host the name or address in the server's certificate */
    public record Server(String host, int port) {
        public Server {
            require(!host.isBlank() && host.length() <= 253, "servers: a host has 1 to 253 characters");
            require(port >= 1 && port <= 65_535, "servers: no port: " + port);
        }
    }

    /** Whom searches are made as. The caller owns the password and closes it after the authenticator. */
    public record ServiceAccount(String dn, Secret password) {
        public ServiceAccount {
            requireDn(dn, "account.dn");
            require(password.length() > 0, "account.password: empty, which would be an anonymous bind");
        }
    }

    /**
     * @param base where people are, searched with everything below it
     * @param nameAttribute holds the name that is entered; a person has exactly one value of it
     * @param objectClass what tells a person from other entries
     */
    public record People(String base, String nameAttribute, String objectClass) {
        public People {
            requireDn(base, "people.base");
            requireAttribute(nameAttribute, "people.name-attribute");
            requireAttribute(objectClass, "people.object-class");
        }
    }

    /**
     * @param base where groups are, searched with everything below it
     * @param memberAttribute holds the DNs of a group's members, people or groups
     * @param maxDepth groups in groups are followed up to here; 1 is only the groups that name the person
     */
    public record Groups(String base, String memberAttribute, int maxDepth) {
        public static final int MAX_DEPTH = 16;

        /** Groups that one person may be in, directly or not; more refuse the sign-in. */
        public static final int MAX_GROUPS = 1_000;

        public Groups {
            requireDn(base, "groups.base");
            requireAttribute(memberAttribute, "groups.member-attribute");
            require(maxDepth >= 1 && maxDepth <= MAX_DEPTH, "groups.max-depth: expected 1 to " + MAX_DEPTH);
        }
    }

    /**
     * @param connect the longest wait for one server to be reached
     * @param answer the longest wait for one answer
     * @param maxConnections to the directory at once; whoever comes later waits, at most for {@code answer}
     */
    public record Timing(Duration connect, Duration answer, int maxConnections) {
        private static final Duration LONGEST = Duration.ofSeconds(60);
        public static final Timing DEFAULT = new Timing(Duration.ofSeconds(3), Duration.ofSeconds(5), 8);

        public Timing {
            require(isBounded(connect), "connect-timeout: expected 100 ms to 60 s");
            require(isBounded(answer), "answer-timeout: expected 100 ms to 60 s");
            require(maxConnections >= 1 && maxConnections <= 64, "max-connections: expected 1 to 64");
        }

        private static boolean isBounded(Duration wait) {
            return wait.toMillis() >= 100 && wait.compareTo(LONGEST) <= 0;
        }
    }

    public LdapSettings {
        OperatorId.requireProvider(provider);
        servers = List.copyOf(servers);
        authorities = Set.copyOf(authorities);
        require(!servers.isEmpty() && servers.size() <= MAX_SERVERS, "servers: expected 1 to " + MAX_SERVERS);
        require(!authorities.isEmpty(), "authorities: expected the certificate of the servers' authority");
    }

    /** A role mapping whose groups are DNs, in any spelling. */
    public static RoleMapping roleMapping(Map<String, Set<Role>> rolesByGroup) {
        return RoleMapping.of(rolesByGroup, LdapSettings::canonicalGroup);
    }

    private static String canonicalGroup(String dn) {
        try {
            return DN.normalize(dn);
        } catch (LDAPException e) {
            throw new IllegalArgumentException("roles: the group '" + dn + "' is no DN", e);
        }
    }

    private static void requireDn(String dn, String setting) {
        require(!dn.isBlank() && DN.isValidDN(dn), setting + ": not a DN: '" + dn + "'");
    }

    private static void requireAttribute(String name, String setting) {
        require(name.matches("[A-Za-z][A-Za-z0-9-]{0,63}"), setting + ": not an attribute: '" + name + "'");
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalArgumentException(problem);
        }
    }
}
