package io.craton.hsm.ops.config;

import io.craton.hsm.auth.Role;
import io.craton.hsm.auth.SecondFactorPolicy;
import io.craton.hsm.auth.ldap.LdapSettings;
import io.craton.hsm.auth.oidc.OidcSettings;
import io.craton.hsm.auth.state.SessionTerms;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one node is told by its configuration file. Every value is checked: a configuration that exists can be used, as far as
 * can be known without opening a port. Paths are absolute; relative ones in the file are taken from the file's own directory.
 *
 * @param file the file it was read from
 * @param admin empty where the administration API is switched off
 * @param jmx empty where there is none
 */
public record NodeConfiguration(
        Path file,
        Cluster cluster,
        Self node,
        Tls tls,
        Gateway gateway,
        Status status,
        Optional<Admin> admin,
        SignIn signIn,
        Optional<Jmx> jmx,
        Crypto crypto,
        Limits limits) {

    /** Reads and checks {@code file}. Every problem found is reported, not only the first. */
    public static NodeConfiguration load(Path file) throws ConfigurationException {
        return NodeConfigurationReader.read(file);
    }

    /** This node's own entry in the cluster's list. */
    public Member self() {
        return cluster.nodes().stream()
                .filter(member -> member.name().equals(node.name()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("node.name was checked against cluster.nodes"));
    }

    /**
     * What all nodes of a cluster say alike.
     *
     * @param keyFile 32 random bytes, readable by the owner alone
     * @param tokenGroups Raft groups that tokens are spread over; fixed when the cluster is created
     * @param slots PKCS#11 slots offered
     * @param nodes an odd number, names and addresses all different
     */
    public record Cluster(String name, Path keyFile, int tokenGroups, int slots, List<Member> nodes) {
        public Cluster {
            nodes = List.copyOf(nodes);
        }
    }

    /** One node as the others reach it. */
    public record Member(String name, String host, int raftPort, int actorPort) {}

    /** Which of the members this is, and where it keeps its state. */
    public record Self(String name, Path dataDirectory) {}

    /** PEM files; the private key is PKCS#8 and readable by the owner alone. */
    public record Tls(Path ca, Path certificate, Path privateKey) {}

    /** Where PKCS#11 client libraries connect, and how many may. */
    public record Gateway(Path socket, int maxConnections) {}

    /** Where the node tells how it is. */
    public record Status(Path socket) {}

    /**
     * The administration API of this node.
     *
     * @param certificate what the listener shows, with {@code privateKey}
     * @param operators who is let in
     * @param openMetrics whether metrics are given without signing in; on a loopback address only
     * @param console empty where the console is switched off
     */
    public record Admin(
            String host,
            int port,
            Path certificate,
            Path privateKey,
            Operators operators,
            boolean openMetrics,
            Optional<Console> console) {}

    /** Where browsers reach this node. Certificate and operators are those of the administration API. */
    public record Console(String host, int port) {}

    /**
     * Operators with a client certificate.
     *
     * @param authorities PEM; other authorities than the cluster's own, whose certificates make nodes
     * @param revocationLists DER
     * @param roles by group
     */
    public record Operators(Path authorities, List<Path> revocationLists, Map<String, Set<Role>> roles) {
        public Operators {
            revocationLists = List.copyOf(revocationLists);
            roles = Map.copyOf(roles);
        }
    }

    /**
     * Where this node answers the same operators by JMX.
     *
     * @param passwords whether names and passwords are taken beside client certificates
     */
    public record Jmx(String host, int port, boolean passwords) {}

    /**
     * How operators sign in.
     *
     * @param secondFactor the roles that need a one-time code
     * @param certificatesNeedCode whether that holds for client certificates too
     */
    public record SignIn(
            SessionTerms terms,
            SecondFactorPolicy secondFactor,
            boolean certificatesNeedCode,
            List<Directory> directories,
            List<OpenId> openId) {
        public SignIn {
            directories = List.copyOf(directories);
            openId = List.copyOf(openId);
        }
    }

    /**
     * An LDAP directory.
     *
     * @param authorities PEM; what its servers' certificates lead to
     * @param passwordFile of the account, readable by the owner alone
     * @param roles by the DN of a group
     */
    public record Directory(
            String name,
            List<LdapSettings.Server> servers,
            LdapSettings.Security security,
            Path authorities,
            String accountDn,
            Path passwordFile,
            LdapSettings.People people,
            LdapSettings.Groups groups,
            Map<String, Set<Role>> roles) {
        public Directory {
            servers = List.copyOf(servers);
            roles = Map.copyOf(roles);
        }
    }

    /**
     * An OpenID provider.
     *
     * @param secretFile of the client, readable by the owner alone
     * @param redirect where browsers come back to, on the console of any node
     * @param authorities PEM; what its certificate leads to; empty for the system's own list
     * @param roles by group
     */
    public record OpenId(
            String name,
            URI issuer,
            String clientId,
            Path secretFile,
            URI redirect,
            Optional<Path> authorities,
            OidcSettings.Claims claims,
            OidcSettings.Timing timing,
            Map<String, Set<Role>> roles) {
        public OpenId {
            roles = Map.copyOf(roles);
        }
    }

    /**
     * How cryptography runs.
     *
     * @param backendsDirectory holds one directory of jars for each provider, each given a class loader of its own
     */
    public record Crypto(int threads, Path backendsDirectory) {}

    /** Deadlines of the process itself. */
    public record Limits(Duration start, Duration stop) {}
}
