package io.craton.hsm.auth.oidc;

import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.core.secret.Secret;
import java.net.InetAddress;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * How an OpenID provider is used. Constructors throw {@link IllegalArgumentException} that says which setting is wrong, and how.
 *
 * @param provider the name operators of it carry
 * @param issuer exactly as the provider writes it; https, or http on a loopback address
 * @param client how this cluster is registered there
 * @param authorities what the provider's certificate must lead to; empty for the system's own list
 * @param claims where names and groups are
 * @param timing waits and clock skew
 */
public record OidcSettings(
        String provider, URI issuer, Client client, Set<X509Certificate> authorities, Claims claims, Timing timing) {

    /**
     * @param id the client_id
     * @param secret the client_secret; the caller owns it and closes it last
     * @param redirect where browsers come back to
     */
    public record Client(String id, Secret secret, URI redirect) {
        public Client {
            require(!id.isBlank() && id.length() <= 256, "client.id: expected 1 to 256 characters");
            require(secret.length() > 0, "client.secret: empty");
            requireSafe(redirect, "client.redirect");
        }
    }

    /**
     * @param name the claim that names an operator; anything but {@code sub} may be given to somebody else one day
     * @param groups the claim with the groups, a string or a list of them
     * @param scopes what to ask for besides {@code openid}, so that the claims are in the ID token
     */
    public record Claims(String name, String groups, List<String> scopes) {
        public Claims {
            scopes = List.copyOf(scopes);
            require(
                    scopes.size() <= 16 && scopes.stream().allMatch(scope -> scope.matches("[!#-\\[\\]-~]{1,64}")),
                    "claims.scopes: expected at most 16 of 1 to 64 printable characters");
            require(!name.isBlank() && name.length() <= 128, "claims.name: expected 1 to 128 characters");
            require(!groups.isBlank() && groups.length() <= 128, "claims.groups: expected 1 to 128 characters");
        }
    }

    /**
     * @param answer the longest wait for one answer of the provider
     * @param skew how far its clock may be from ours
     * @param keyAge how long its keys are used before they are fetched again
     * @param outage how much longer they are used while it does not answer
     */
    public record Timing(Duration answer, Duration skew, Duration keyAge, Duration outage) {
        public static final Timing DEFAULT =
                new Timing(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(5), Duration.ofHours(4));

        public Timing {
            requireWithin(answer, Duration.ofMillis(100), Duration.ofSeconds(60), "answer-timeout");
            requireWithin(skew, Duration.ZERO, Duration.ofSeconds(60), "clock-skew");
            requireWithin(keyAge, Duration.ofMillis(100), Duration.ofHours(1), "key-age");
            requireWithin(outage, Duration.ZERO, Duration.ofHours(24), "outage");
        }
    }

    public OidcSettings {
        OperatorId.requireProvider(provider);
        requireSafe(issuer, "issuer");
        require(issuer.getQuery() == null && issuer.getFragment() == null, "issuer: has a query or a fragment");
        authorities = Set.copyOf(authorities);
    }

    /** Whether nobody on the way can read or change what is exchanged: https, or http on a loopback address. */
    public static boolean isSafe(URI address) {
        if (address.getHost() == null || address.getUserInfo() != null) {
            return false;
        }
        return "https".equals(address.getScheme())
                || "http".equals(address.getScheme()) && isLoopback(address.getHost());
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void requireSafe(URI address, String setting) {
        require(isSafe(address), setting + ": expected https (or http on a loopback address): " + address);
    }

    private static void requireWithin(Duration found, Duration least, Duration most, String setting) {
        require(
                found.compareTo(least) >= 0 && found.compareTo(most) <= 0,
                setting + ": expected " + least.toMillis() + " ms to " + most.toSeconds() + " s");
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalArgumentException(problem);
        }
    }
}
