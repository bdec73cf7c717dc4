package io.craton.hsm.ops.config;

import io.craton.hsm.auth.Role;
import io.craton.hsm.auth.oidc.OidcSettings;
import io.craton.hsm.ops.config.NodeConfiguration.OpenId;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads an entry of {@code sign-in.oidc}. */
final class OpenIdSection {
    private static final URI NONE = URI.create("https://missing.invalid");
    private static final OidcSettings.Timing DEFAULT = OidcSettings.Timing.DEFAULT;

    private OpenIdSection() {}

    static OpenId read(Section section, Set<String> taken) {
        String name = SignInSection.providerName(section, taken);
        URI issuer = address(section, "issuer");
        if (issuer.getQuery() != null || issuer.getFragment() != null) {
            section.refuse("issuer", "expected an address without a query and a fragment");
        }
        Optional<Path> authorities = Optional.empty();
        if (section.has("authorities")) {
            authorities = Optional.of(NodeConfigurationReader.checked(
                    section, "authorities", section.path("authorities"), FileChecks::certificate));
        }
        Section client = section.section("client");
        String id = client.string("id", "the client_id of this cluster at the provider");
        Path secretFile =
                NodeConfigurationReader.checked(client, "secret-file", client.path("secret-file"), FileChecks::secret);
        URI redirect = redirect(client, name);
        client.refuseUnknownKeys();
        OidcSettings.Claims claims = claims(section.optionalSection("claims"));
        OidcSettings.Timing timing = timing(section);
        Map<String, Set<Role>> roles = RoleLists.byGroup(section, "a value of the claim with the groups");
        section.refuseUnknownKeys();
        return new OpenId(name, issuer, id, secretFile, redirect, authorities, claims, timing, roles);
    }

    /** The path is fixed, so that every node's console knows which provider a browser comes back from. */
    private static URI redirect(Section client, String name) {
        URI redirect = address(client, "redirect");
        String path = "/sign-in/oidc/" + name + "/return";
        if (!redirect.equals(NONE) && !path.equals(redirect.getRawPath())) {
            client.refuse("redirect", "expected the path " + path);
        }
        return redirect;
    }

    private static URI address(Section section, String key) {
        String expected = "an https address, or an http one of a loopback address";
        String text = section.string(key, expected);
        if (text.isEmpty()) {
            return NONE;
        }
        try {
            URI address = new URI(text);
            if (OidcSettings.isSafe(address)) {
                return address;
            }
        } catch (URISyntaxException e) {
            section.refuse(key, "expected " + expected + ": " + e.getReason());
            return NONE;
        }
        section.refuse(key, "expected " + expected);
        return NONE;
    }

    private static OidcSettings.Claims claims(Section section) {
        String name = section.has("name") ? section.string("name", "a claim") : "sub";
        String groups = section.has("groups") ? section.string("groups", "a claim") : "groups";
        List<String> scopes = section.has("scopes") ? section.strings("scopes", "a list of scopes") : List.of();
        section.refuseUnknownKeys();
        try {
            return new OidcSettings.Claims(name, groups, scopes);
        } catch (IllegalArgumentException e) {
            if (!name.isEmpty() && !groups.isEmpty()) {
                section.refuse("scopes", String.valueOf(e.getMessage()));
            }
            return new OidcSettings.Claims("sub", "groups", List.of());
        }
    }

    private static OidcSettings.Timing timing(Section section) {
        int answer =
                section.integer("answer-seconds", 1, 60, (int) DEFAULT.answer().toSeconds());
        int skew = section.integer(
                "clock-skew-seconds", 0, 60, (int) DEFAULT.skew().toSeconds());
        int keyAge = section.integer(
                "key-age-seconds", 1, 3_600, (int) DEFAULT.keyAge().toSeconds());
        int outage = section.integer(
                "outage-minutes", 0, 1_440, (int) DEFAULT.outage().toMinutes());
        return new OidcSettings.Timing(
                Duration.ofSeconds(Math.max(1, answer)),
                Duration.ofSeconds(skew),
                Duration.ofSeconds(Math.max(1, keyAge)),
                Duration.ofMinutes(outage));
    }
}
