package io.craton.hsm.auth.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jwt.JWTClaimsSet;
import io.craton.hsm.auth.Authenticator.Identification;
import io.craton.hsm.auth.Credentials.AuthorizationResponse;
import io.craton.hsm.auth.Credentials.DeviceCode;
import io.craton.hsm.auth.HeapSecret;
import io.craton.hsm.auth.Identity.ProviderSession;
import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.auth.Refusal.Reason;
import io.craton.hsm.auth.oidc.OidcSettings.Claims;
import io.craton.hsm.auth.oidc.OidcSettings.Client;
import io.craton.hsm.auth.oidc.OidcSettings.Timing;
import io.craton.hsm.auth.state.SignInCommand.EndProviderSessions;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a token must hold, against a provider that answers with anything. */
@Timeout(60)
final class OidcAuthenticatorTest {
    private static final String SECRET = "a-client-secret-of-at-least-32-bytes";
    private static final Timing TIMING =
            new Timing(Duration.ofSeconds(3), Duration.ofSeconds(30), Duration.ofMinutes(5), Duration.ofHours(1));

    private FakeProvider fake;
    private OidcProvider provider;
    private OidcAuthenticator oidc;

    @BeforeEach
    void startProvider() throws Exception {
        fake = new FakeProvider();
        provider = new OidcProvider(settings(TIMING), Clock.systemUTC());
        oidc = new OidcAuthenticator(provider, new SecureRandom());
    }

    @AfterEach
    void stopProvider() {
        provider.close();
        fake.close();
    }

    private OidcSettings settings(Timing timing) {
        return new OidcSettings(
                "idp",
                fake.issuer(),
                new Client(FakeProvider.CLIENT, HeapSecret.of(SECRET), URI.create("https://hsm.example/callback")),
                Set.of(),
                new Claims("sub", "groups", List.of("profile")),
                timing);
    }

    @Test
    void recognisesTheSubjectOfATokenAndItsGroups() throws Exception {
        OidcAuthenticator.Beginning begun = oidc.begin();
        Map<String, String> asked = query(begun.location());
        assertThat(asked)
                .containsEntry("response_type", "code")
                .containsEntry("scope", "openid profile")
                .containsEntry("code_challenge_method", "S256")
                .containsEntry("client_id", FakeProvider.CLIENT)
                .containsKeys("state", "nonce", "code_challenge");
        assertThat(asked.values()).doesNotContain(begun.browserState());

        fake.answerWith(fake.signed(fake.claims(nonce(begun)).build()));
        assertThat(back(begun, Map.of())).isInstanceOfSatisfying(Identification.Identified.class, found -> {
            assertThat(found.identity().id()).isEqualTo(new OperatorId("idp", "subject-1"));
            assertThat(found.identity().groups()).containsExactlyInAnyOrder("hsm-officers", "staff");
            assertThat(found.identity().session())
                    .contains(new ProviderSession(fake.issuer().toString(), "subject-1", Optional.of("session-1")));
        });
        assertThat(fake.lastTokenRequest()).contains("code_verifier=").contains("code=the-code");
    }

    @Test
    void tellsWithoutASignInWhetherTheProviderAnswers() {
        assertThat(provider.check().words()).contains(fake.issuer().toString());
        assertThat(provider.check().works()).isTrue();
        fake.close();
        assertThat(provider.check().works()).isFalse();
    }

    @Test
    void aBrowserMayComeBackToAnotherNode() throws Exception {
        OidcAuthenticator.Beginning begun = oidc.begin();
        fake.answerWith(fake.signed(fake.claims(nonce(begun)).build()));
        try (OidcProvider other = new OidcProvider(settings(TIMING), Clock.systemUTC())) {
            assertThat(new OidcAuthenticator(other, new SecureRandom()).identify(response(begun, Map.of())))
                    .isInstanceOf(Identification.Identified.class);
        }
    }

    @Test
    void refusesTokensThatAreNotForThisSignIn() throws Exception {
        refusedWith(claims -> claims.claim("nonce", "another"), "nonce");
        refusedWith(claims -> claims.claim("nonce", null), "nonce");
        refusedWith(claims -> claims.audience("another"), "audience");
        refusedWith(claims -> claims.audience(List.of()), "");
        refusedWith(claims -> claims.issuer("https://another.example"), "issuer");
        refusedWith(claims -> claims.claim("azp", "another"), "");
        refusedWith(claims -> claims.audience(List.of(FakeProvider.CLIENT, "another")), "azp");
        refusedWith(claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(60))), "expired");
        refusedWith(claims -> claims.expirationTime(null), "");
        refusedWith(claims -> claims.issueTime(Date.from(Instant.now().plusSeconds(120))), "");
        refusedWith(claims -> claims.subject(null), "");
        refusedWith(claims -> claims.subject("a\nb"), "claim sub");
        refusedWith(claims -> claims.claim("groups", List.of("staff", 7)), "claim groups");
        refusedWith(claims -> claims.claim("groups", Map.of("staff", true)), "claim groups");
        refusedWith(claims -> claims.claim("groups", Collections.nCopies(1_001, "g")), "claim groups");
    }

    @Test
    void acceptsATokenAtTheEdgesOfTheRules() throws Exception {
        acceptedWith(claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(20))));
        acceptedWith(claims ->
                claims.audience(List.of(FakeProvider.CLIENT, "another")).claim("azp", FakeProvider.CLIENT));
        acceptedWith(claims -> claims.claim("groups", "staff"));
        acceptedWith(claims -> claims.claim("groups", null));
        acceptedWith(claims -> claims.claim("sid", null));
    }

    @Test
    void refusesTokensWithoutASignatureOfAPublishedKey() throws Exception {
        refusedToken(FakeProvider::unsigned, Reason.TOKEN_REFUSED);
        refusedToken(claims -> unchecked(() -> FakeProvider.macSigned(claims, SECRET)), Reason.TOKEN_REFUSED);
        refusedToken(
                claims -> unchecked(() -> FakeProvider.signed(claims, FakeProvider.newKey("first"), null)),
                Reason.TOKEN_REFUSED);
        refusedToken(claims -> "not.a.token", Reason.PROVIDER_UNAVAILABLE);
    }

    @Test
    void fetchesKeysAgainWhenOneIsUnknownButNotForEveryForgery() throws Exception {
        acceptedWith(claims -> claims);
        int before = fake.keyRequests();
        fake.rotateTo("second");
        acceptedWith(claims -> claims);
        assertThat(fake.keyRequests()).isEqualTo(before + 1);

        for (int i = 0; i < 20; i++) {
            Identification found =
                    signIn(claims -> unchecked(() -> FakeProvider.signed(claims, FakeProvider.newKey("forged"), null)));
            assertThat(found).isInstanceOf(Identification.Refused.class);
        }
        assertThat(fake.keyRequests()).isLessThanOrEqualTo(before + 3);
        acceptedWith(claims -> claims);
    }

    @Test
    void usesTheKeysItKnowsWhileTheyCannotBeFetched() throws Exception {
        provider.close();
        Timing brief =
                new Timing(Duration.ofSeconds(3), Duration.ofSeconds(30), Duration.ofMillis(100), Duration.ofHours(1));
        provider = new OidcProvider(settings(brief), Clock.systemUTC());
        oidc = new OidcAuthenticator(provider, new SecureRandom());
        acceptedWith(claims -> claims);
        fake.keysAreDown(true);
        int before = fake.keyRequests();
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            acceptedWith(claims -> claims);
            return fake.keyRequests() > before;
        });
        acceptedWith(claims -> claims);
    }

    @Test
    void refusesEverybodyWhenItHasNoKeys() throws Exception {
        fake.keysAreDown(true);
        refusedToken(claims -> fake.signed(claims), Reason.PROVIDER_UNAVAILABLE);
    }

    @Test
    void refusesAnAnswerToASignInThatThisBrowserDidNotBegin() throws Exception {
        OidcAuthenticator.Beginning mine = oidc.begin();
        OidcAuthenticator.Beginning theirs = oidc.begin();
        String theirState = query(theirs.location()).get("state");

        refused(back(mine, Map.of("state", theirState)), Reason.WRONG_CREDENTIALS, "state");
        refused(back(mine, Map.of("state", "")), Reason.WRONG_CREDENTIALS, "state");
        refused(
                oidc.identify(new AuthorizationResponse(Map.of("code", List.of("the-code")), mine.browserState())),
                Reason.WRONG_CREDENTIALS,
                "state");
        refused(
                oidc.identify(new AuthorizationResponse(Map.of("code", List.of("the-code")), "")),
                Reason.MALFORMED,
                "browser");
        refused(
                oidc.identify(new AuthorizationResponse(
                        Map.of("code", List.of("a", "b"), "state", List.of(theirState)), mine.browserState())),
                Reason.MALFORMED,
                "once");
        assertThat(fake.tokenRequestCount()).isZero();
    }

    @Test
    void refusesAnAnswerOfAnotherProviderAndErrors() throws Exception {
        OidcAuthenticator.Beginning begun = oidc.begin();
        refused(back(begun, Map.of("iss", "https://another.example")), Reason.TOKEN_REFUSED, "iss");
        refused(back(begun, Map.of("error", "access_denied")), Reason.WRONG_CREDENTIALS, "access_denied");
        refused(back(begun, Map.of("code", "")), Reason.WRONG_CREDENTIALS, "no code");
        refused(
                oidc.identify(new AuthorizationResponse(
                        Map.of(
                                "code",
                                List.of("the-code"),
                                "state",
                                List.of(query(begun.location()).get("state"))),
                        begun.browserState())),
                Reason.TOKEN_REFUSED,
                "iss: missing");
        assertThat(fake.tokenRequestCount()).isZero();
    }

    @Test
    void tellsARefusedCodeFromAProviderThatFails() throws Exception {
        OidcAuthenticator.Beginning begun = oidc.begin();
        fake.answer(400, "{\"error\": \"invalid_grant\"}");
        refused(back(begun, Map.of()), Reason.WRONG_CREDENTIALS, "invalid_grant");
        fake.answer(401, "{\"error\": \"invalid_client\"}");
        refused(back(begun, Map.of()), Reason.PROVIDER_UNAVAILABLE, "invalid_client");
        fake.answer(200, "{}");
        refused(back(begun, Map.of()), Reason.PROVIDER_UNAVAILABLE, "");
        fake.answer(200, "x".repeat(ProviderHttp.MAX_ANSWER_BYTES + 1));
        refused(back(begun, Map.of()), Reason.PROVIDER_UNAVAILABLE, "");
        fake.close();
        refused(back(begun, Map.of()), Reason.PROVIDER_UNAVAILABLE, "");
    }

    @Test
    void aDeviceFlowThatWaitsIsPending() {
        OidcDeviceAuthenticator device = new OidcDeviceAuthenticator(provider);
        fake.answer(400, "{\"error\": \"authorization_pending\"}");
        refused(device.identify(new DeviceCode("code")), Reason.PENDING, "");
        fake.answer(400, "{\"error\": \"slow_down\"}");
        refused(device.identify(new DeviceCode("code")), Reason.ASKED_TOO_OFTEN, "");
        fake.answer(400, "{\"error\": \"expired_token\"}");
        refused(device.identify(new DeviceCode("code")), Reason.WRONG_CREDENTIALS, "expired");
        refused(device.identify(new DeviceCode("")), Reason.MALFORMED, "");
        assertThatExceptionOfType(IOException.class).isThrownBy(device::begin).withMessageContaining("no device flow");
    }

    @Test
    void refusesAProviderThatCallsItselfSomethingElse() {
        fake.callItself("https://another.example");
        assertThatExceptionOfType(IOException.class).isThrownBy(oidc::begin).withMessageContaining("calls itself");
    }

    @Test
    void readsALogoutTokenAndRefusesWhatIsNone() {
        OidcLogout logout = new OidcLogout(provider);
        assertThat(logout.read(fake.signedLogout(logoutClaims().build())))
                .isEqualTo(new OidcLogout.Reading.Ended(new EndProviderSessions(
                        fake.issuer().toString(), Optional.of("subject-1"), Optional.of("session-1"))));

        List<String> bad = List.of(
                fake.signedLogout(logoutClaims().claim("nonce", "n").build()),
                fake.signedLogout(logoutClaims().claim("events", Map.of()).build()),
                fake.signedLogout(
                        logoutClaims().subject(null).claim("sid", null).build()),
                fake.signedLogout(logoutClaims().audience("another").build()),
                fake.signedLogout(
                        logoutClaims().issuer("https://another.example").build()),
                fake.signedLogout(logoutClaims()
                        .expirationTime(Date.from(Instant.now().minusSeconds(120)))
                        .build()),
                fake.signed(fake.claims("nonce").build()),
                FakeProvider.unsigned(logoutClaims().build()),
                "x".repeat(OidcTokens.MAX_TOKEN_CHARS + 1),
                "");
        assertThat(bad)
                .allSatisfy(token -> assertThat(logout.read(token)).isInstanceOf(OidcLogout.Reading.Refused.class));
    }

    @Test
    void settingsSayWhatIsWrongWithThem() {
        URI good = URI.create("https://hsm.example/callback");
        assertSetting("client.secret", () -> new Client("hsm", HeapSecret.of(""), good));
        assertSetting(
                "client.redirect", () -> new Client("hsm", HeapSecret.of("x"), URI.create("http://hsm.example/")));
        assertSetting("claims.name", () -> new Claims("", "groups", List.of()));
        assertSetting("claims.scopes", () -> new Claims("sub", "groups", List.of("two words")));
        assertSetting(
                "clock-skew",
                () -> new Timing(Duration.ofSeconds(1), Duration.ofSeconds(61), Duration.ofMinutes(1), Duration.ZERO));
        for (String issuer : List.of("http://id.example", "https://id.example/?a=b", "file:///etc", "https:///x")) {
            assertSetting(
                    "issuer",
                    () -> new OidcSettings(
                            "idp",
                            URI.create(issuer),
                            new Client("hsm", HeapSecret.of("x"), good),
                            Set.of(),
                            new Claims("sub", "groups", List.of()),
                            TIMING));
        }
    }

    private static void assertSetting(String name, ThrowingCallable making) {
        assertThatIllegalArgumentException().isThrownBy(making).withMessageStartingWith(name);
    }

    private JWTClaimsSet.Builder logoutClaims() {
        return new JWTClaimsSet.Builder()
                .issuer(fake.issuer().toString())
                .audience(FakeProvider.CLIENT)
                .subject("subject-1")
                .claim("sid", "session-1")
                .issueTime(new Date())
                .expirationTime(Date.from(Instant.now().plusSeconds(120)))
                .jwtID("jti-1")
                .claim("events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()));
    }

    private void acceptedWith(UnaryOperator<JWTClaimsSet.Builder> change) throws Exception {
        assertThat(signIn(claims -> fake.signed(
                        change.apply(new JWTClaimsSet.Builder(claims)).build())))
                .isInstanceOf(Identification.Identified.class);
    }

    private void refusedWith(UnaryOperator<JWTClaimsSet.Builder> change, String detail) throws Exception {
        refused(
                signIn(claims -> fake.signed(
                        change.apply(new JWTClaimsSet.Builder(claims)).build())),
                Reason.TOKEN_REFUSED,
                detail);
    }

    private void refusedToken(Function<JWTClaimsSet, String> token, Reason reason) throws Exception {
        refused(signIn(token), reason, "");
    }

    private Identification signIn(Function<JWTClaimsSet, String> token) throws Exception {
        OidcAuthenticator.Beginning begun = oidc.begin();
        fake.answerWith(token.apply(fake.claims(nonce(begun)).build()));
        return back(begun, Map.of());
    }

    private Identification back(OidcAuthenticator.Beginning begun, Map<String, String> changed) {
        return oidc.identify(response(begun, changed));
    }

    private AuthorizationResponse response(OidcAuthenticator.Beginning begun, Map<String, String> changed) {
        Map<String, List<String>> parameters = new HashMap<>(Map.of(
                "code",
                List.of("the-code"),
                "iss",
                List.of(fake.issuer().toString()),
                "state",
                List.of(query(begun.location()).get("state"))));
        changed.forEach((name, value) -> parameters.put(name, List.of(value)));
        return new AuthorizationResponse(parameters, begun.browserState());
    }

    private static String nonce(OidcAuthenticator.Beginning begun) {
        return Objects.requireNonNull(query(begun.location()).get("nonce"));
    }

    static Map<String, String> query(URI location) {
        return Arrays.stream(location.getRawQuery().split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    private static void refused(Identification found, Reason reason, String detail) {
        assertThat(found).isInstanceOfSatisfying(Identification.Refused.class, refused -> {
            assertThat(refused.refusal().reason())
                    .as(refused.refusal().detail())
                    .isEqualTo(reason);
            assertThat(refused.refusal().detail()).containsIgnoringCase(detail);
        });
    }

    private static String unchecked(Callable<String> making) {
        try {
            return making.call();
        } catch (Exception e) {
            throw new IllegalStateException("a test's own token", e);
        }
    }
}
