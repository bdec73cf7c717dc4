package io.craton.hsm.auth.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.craton.hsm.auth.Authenticator.Identification;
import io.craton.hsm.auth.Credentials.AuthorizationResponse;
import io.craton.hsm.auth.HeapSecret;
import io.craton.hsm.auth.Identity;
import io.craton.hsm.auth.Operator;
import io.craton.hsm.auth.Operator.SecondFactorUse;
import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.auth.Refusal.Reason;
import io.craton.hsm.auth.Role;
import io.craton.hsm.auth.SessionToken;
import io.craton.hsm.auth.oidc.OidcSettings.Claims;
import io.craton.hsm.auth.oidc.OidcSettings.Client;
import io.craton.hsm.auth.oidc.OidcSettings.Timing;
import io.craton.hsm.auth.state.InMemoryOperatorState;
import io.craton.hsm.auth.state.SessionTerms;
import io.craton.hsm.auth.state.SignInCommand;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a provider that others wrote: its pages, its tokens, its keys. */
@Timeout(180)
final class OidcProviderIT {
    private static final String SECRET = "a-client-secret-for-a-test-0123456789";

    private final BlockingQueue<String> logoutRequests = new LinkedBlockingQueue<>();
    private HttpServer here;
    private int port;
    private NodeProvider node;
    private OidcProvider provider;
    private OidcAuthenticator oidc;

    @BeforeAll
    static void install() throws Exception {
        NodeProvider.install();
    }

    @BeforeEach
    void start() throws Exception {
        here = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        here.createContext("/callback", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        here.createContext("/logout", exchange -> {
            logoutRequests.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        here.start();
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        node = startNode("first");
        provider = new OidcProvider(
                new OidcSettings(
                        "idp",
                        URI.create("http://127.0.0.1:" + port),
                        new Client("hsm", HeapSecret.of(SECRET), at("/callback")),
                        Set.of(),
                        new Claims("sub", "groups", List.of("groups")),
                        Timing.DEFAULT),
                Clock.systemUTC());
        oidc = new OidcAuthenticator(provider, new SecureRandom());
    }

    @AfterEach
    void stop() throws Exception {
        provider.close();
        node.close();
        here.stop(0);
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + here.getAddress().getPort() + path);
    }

    private NodeProvider startNode(String keyId) throws Exception {
        return new NodeProvider(port, keyId, SECRET, at("/callback"), at("/logout"));
    }

    @Test
    void signsInABrowserAndRefusesTheSameCodeAgain() throws Exception {
        OidcAuthenticator.Beginning begun = oidc.begin();
        try (TestBrowser browser = new TestBrowser(begun.location())) {
            AuthorizationResponse response = confirm(browser, begun);
            Identity alice = identified(oidc.identify(response));
            assertThat(alice.id()).isEqualTo(new OperatorId("idp", "alice"));
            assertThat(alice.groups()).containsExactlyInAnyOrder("hsm-officers", "staff");
            assertThat(alice.session().orElseThrow().sessionId()).isPresent();

            assertThat(oidc.identify(response))
                    .isInstanceOfSatisfying(
                            Identification.Refused.class,
                            refused -> assertThat(refused.refusal().reason()).isEqualTo(Reason.WRONG_CREDENTIALS));
        }
    }

    @Test
    void goesOnAfterTheProviderHasStartedAnewWithAnotherKey() throws Exception {
        signIn();
        node.close();
        node = startNode("second");
        signIn();
    }

    @Test
    void endsTheSessionsOfSomebodyWhoSignsOutAtTheProvider() throws Exception {
        OidcAuthenticator.Beginning begun = oidc.begin();
        try (TestBrowser browser = new TestBrowser(begun.location())) {
            Identity alice = identified(oidc.identify(confirm(browser, begun)));
            InMemoryOperatorState state = new InMemoryOperatorState();
            SessionToken token = SessionToken.random(new SecureRandom());
            state.submit(new SignInCommand.OpenSession(
                    System.currentTimeMillis(),
                    token.hash(),
                    new Operator(alice.id(), Set.of(Role.VIEWER), SecondFactorUse.NOT_REQUIRED),
                    "192.0.2.1",
                    alice.session(),
                    SessionTerms.DEFAULT));

            browser.open(URI.create("http://127.0.0.1:" + port + "/session/end"));
            browser.submit(Map.of("logout", "yes"));
            String posted = Objects.requireNonNull(logoutRequests.poll(20, TimeUnit.SECONDS), "no logout was posted");
            assertThat(posted).startsWith("logout_token=");
            String logoutToken = URLDecoder.decode(posted.substring("logout_token=".length()), StandardCharsets.UTF_8);

            assertThat(new OidcLogout(provider).read(logoutToken))
                    .isInstanceOfSatisfying(OidcLogout.Reading.Ended.class, ended -> {
                        assertThat(ended.command().sessionId())
                                .isEqualTo(alice.session().orElseThrow().sessionId());
                        state.submit(ended.command());
                    });
            assertThat(state.current().sessions()).isEmpty();
        }
    }

    @Test
    void signsInACommandLineThatIsConfirmedInABrowser() throws Exception {
        OidcDeviceAuthenticator device = new OidcDeviceAuthenticator(provider);
        OidcDeviceAuthenticator.Beginning begun = device.begin();
        assertThat(device.identify(begun.code()))
                .isInstanceOfSatisfying(
                        Identification.Refused.class,
                        refused -> assertThat(refused.refusal().reason()).isEqualTo(Reason.PENDING));
        try (TestBrowser browser = new TestBrowser(begun.address())) {
            browser.submit(Map.of("user_code", begun.userCode()));
            browser.submit(Map.of("confirm", "yes"));
            logIn(browser);
            assertThat(identified(device.identify(begun.code())).id()).isEqualTo(new OperatorId("idp", "alice"));
        }
        assertThat(device.identify(begun.code())).isInstanceOf(Identification.Refused.class);
    }

    private void signIn() throws Exception {
        OidcAuthenticator.Beginning begun = oidc.begin();
        try (TestBrowser browser = new TestBrowser(begun.location())) {
            assertThat(identified(oidc.identify(confirm(browser, begun))).id().name())
                    .isEqualTo("alice");
        }
    }

    /** Logs in, consents, and comes back. */
    private AuthorizationResponse confirm(TestBrowser browser, OidcAuthenticator.Beginning begun) throws Exception {
        logIn(browser);
        assertThat(browser.address().getPath()).as(browser.text()).isEqualTo("/callback");
        Map<String, List<String>> parameters = OidcAuthenticatorTest.query(browser.address()).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> List.of(entry.getValue())));
        return new AuthorizationResponse(parameters, begun.browserState());
    }

    private static void logIn(TestBrowser browser) throws Exception {
        browser.submit(Map.of("login", "alice", "password", "any"));
        browser.submit(Map.of());
    }

    private static Identity identified(Identification found) {
        assertThat(found).isInstanceOf(Identification.Identified.class);
        return ((Identification.Identified) found).identity();
    }
}
