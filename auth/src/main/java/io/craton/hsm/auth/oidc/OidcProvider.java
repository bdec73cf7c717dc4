package io.craton.hsm.auth.oidc;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import io.craton.hsm.auth.ProviderCheck;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a provider publishes about itself (OpenID Connect Discovery 1.0): addresses and signing keys. Fetched when first needed and kept;
 * while the provider does not answer, what is known stays in use, keys for {@link OidcSettings.Timing#outage} at most. A key that is not
 * known has the keys fetched again, at most twice in half a minute. Thread-safe.
 */
public final class OidcProvider implements ProviderCheck, AutoCloseable {
    /** Asymmetric signatures only: with a client secret anybody who knows it could sign, and {@code none} is no signature. */
    static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private static final Duration METADATA_AGE = Duration.ofHours(1);
    private static final Duration FETCH_INTERVAL = Duration.ofSeconds(30);

    private final OidcSettings settings;
    private final ProviderHttp http;
    private final Clock clock;
    private @Nullable Published published;

    /** @param askedAt when the addresses were fetched, or fetching them was tried, last */
    private record Published(OIDCProviderMetadata metadata, JWKSource<SecurityContext> keys, Instant askedAt) {}

    /** Asks nothing yet: a provider that is away must not keep a node from starting. */
    public OidcProvider(OidcSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.http = new ProviderHttp(settings.authorities(), settings.timing().answer());
    }

    OidcSettings settings() {
        return settings;
    }

    ProviderHttp http() {
        return http;
    }

    ClientID clientId() {
        return new ClientID(settings.client().id());
    }

    /** The SDK takes the secret as a string, which cannot be wiped; it lives as long as one request. */
    ClientAuthentication clientAuthentication() {
        return new ClientSecretBasic(
                clientId(),
                settings.client().secret().withBytes(bytes -> new Secret(new String(bytes, StandardCharsets.UTF_8))));
    }

    OIDCProviderMetadata metadata() throws IOException {
        return published().metadata();
    }

    JWSKeySelector<SecurityContext> keySelector() throws IOException {
        return new JWSVerificationKeySelector<>(ALGORITHMS, published().keys());
    }

    private synchronized Published published() throws IOException {
        Instant now = clock.instant();
        Published known = published;
        if (known != null && now.isBefore(known.askedAt().plus(METADATA_AGE))) {
            return known;
        }
        try {
            published = fetch(now, Optional.ofNullable(known));
        } catch (IOException e) {
            if (known == null) {
                throw e;
            }
            published = new Published(
                    known.metadata(), known.keys(), now.minus(METADATA_AGE).plus(FETCH_INTERVAL));
        }
        return published;
    }

    /** Keeps the source of keys, and what it remembers, while its address stays. */
    private Published fetch(Instant now, Optional<Published> known) throws IOException {
        String issuer = settings.issuer().toString();
        URI address = URI.create(issuer.replaceAll("/$", "") + "/.well-known/openid-configuration");
        try {
            OIDCProviderMetadata metadata = OIDCProviderMetadata.parse(http.get(address));
            if (!metadata.getIssuer().getValue().equals(issuer)) {
                throw new IOException("the provider calls itself " + metadata.getIssuer() + ", not " + issuer);
            }
            JWKSource<SecurityContext> keys = known.filter(
                            before -> before.metadata().getJWKSetURI().equals(metadata.getJWKSetURI()))
                    .map(Published::keys)
                    .orElseGet(() -> source(metadata.getJWKSetURI()));
            return new Published(metadata, keys, now);
        } catch (ParseException e) {
            throw new IOException("the provider's description of itself does not parse", e);
        }
    }

    private JWKSource<SecurityContext> source(URI address) {
        try {
            JWKSourceBuilder<SecurityContext> builder = JWKSourceBuilder.<SecurityContext>create(address.toURL(), http)
                    .cache(
                            settings.timing().keyAge().toMillis(),
                            settings.timing().answer().toMillis() + 1)
                    .refreshAheadCache(false)
                    .rateLimited(Math.min(
                            FETCH_INTERVAL.toMillis(),
                            settings.timing().keyAge().toMillis() / 2));
            return settings.timing().outage().isZero()
                    ? builder.outageTolerant(false).build()
                    : builder.outageTolerant(settings.timing().outage().toMillis())
                            .build();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("no address of keys: " + address, e);
        }
    }

    /** Fetches its description of itself and its keys, whatever is remembered of them. */
    @Override
    public Result check() {
        try {
            OIDCProviderMetadata metadata =
                    fetch(clock.instant(), Optional.empty()).metadata();
            int keys = JWKSet.parse(http.get(metadata.getJWKSetURI())).getKeys().size();
            return keys == 0
                    ? new Result(false, metadata.getIssuer() + " answers, and has no key to sign with.")
                    : new Result(true, metadata.getIssuer() + " answers; it signs with " + keys + " keys.");
        } catch (IOException | java.text.ParseException e) {
            return new Result(false, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        http.close();
    }

    static String describe(@Nullable ErrorObject error) {
        return error == null ? "an error without a code" : error.getCode() + ": " + error.getDescription();
    }
}
