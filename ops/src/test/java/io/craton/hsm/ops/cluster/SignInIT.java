package io.craton.hsm.ops.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import io.craton.hsm.auth.TestPki;
import io.craton.hsm.auth.ldap.Ldif;
import io.craton.hsm.auth.ldap.Slapd;
import io.craton.hsm.auth.oidc.NodeProvider;
import io.craton.hsm.auth.oidc.TestBrowser;
import io.craton.hsm.auth.totp.TotpCodes;
import io.craton.hsm.ops.cluster.ApiClient.Reply;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Operators sign in through three nodes, with a directory and an OpenID provider that others wrote, by API, command line and browser. */
@Timeout(300)
class SignInIT {
    private static final String SECRET = "a-client-secret-for-a-test-0123456789";
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    @TempDir
    private static Path directory;

    private static int providerPort;
    private static Slapd slapd;
    private static TestCluster cluster;
    private static NodeProvider provider;
    private static ConsoleBrowser browser;
    private static ApiClient officer;

    @BeforeAll
    static void start() throws Exception {
        NodeProvider.install();
        TestPki pki = new TestPki(directory, "ca");
        slapd = new Slapd(directory.resolve("slapd"), pki, entries());
        providerPort = Slapd.freePort();
        String both = "\n" + signIn(secret("ldap.password", "service"), secret("idp.secret", SECRET), pki);
        cluster = TestCluster.up(3, home -> {
            for (String node : List.of("n1", "n2", "n3")) {
                Path file = home.resolve(node).resolve("node.conf");
                String redirect = TestCluster.consoleUrl(home, "n2") + "/sign-in/oidc/idp/return";
                Files.writeString(file, both.replace("REDIRECT", redirect), StandardOpenOption.APPEND);
            }
            Files.writeString(
                    home.resolve("n3/node.conf"),
                    "sign-in.certificate.second-factor = required\n",
                    StandardOpenOption.APPEND);
        });
        provider = startProvider("first");
        browser = new ConsoleBrowser(cluster);
        officer = ApiClient.demo(cluster.home(), "n2");
    }

    @AfterAll
    static void stop() throws Exception {
        if (officer != null) {
            officer.close();
        }
        if (browser != null) {
            browser.close();
        }
        if (provider != null) {
            provider.close();
        }
        if (cluster != null) {
            cluster.close();
        }
        if (slapd != null) {
            slapd.close();
        }
    }

    /** Officers are in the group of security officers by way of another group. */
    private static String entries() {
        return Ldif.directory(0)
                + Stream.of("alice", "bob", "dave")
                        .map(name -> Ldif.person(name, ""))
                        .reduce("", String::concat)
                + Ldif.group("officers", "uid=alice,ou=people", "uid=dave,ou=people")
                + Ldif.group("security", "cn=officers,ou=groups")
                + Ldif.group("readers", "uid=bob,ou=people");
    }

    private static Path secret(String name, String text) throws Exception {
        Path file = Files.writeString(directory.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static String signIn(Path password, Path clientSecret, TestPki pki) {
        return """
                sign-in {
                  directories = [ {
                    name = corp
                    servers = [ { host = 127.0.0.1, port = %d } ]
                    authorities = "%s"
                    account { dn = "cn=hsm,dc=example,dc=com", password-file = "%s" }
                    people { base = "ou=people,dc=example,dc=com", object-class = inetOrgPerson }
                    groups { base = "ou=groups,dc=example,dc=com" }
                    roles = [
                      { group = "cn=security,ou=groups,dc=example,dc=com", roles = [ security-officer ] }
                      { group = "cn=readers,ou=groups,dc=example,dc=com", roles = [ viewer ] }
                    ]
                  } ]
                  oidc = [ {
                    name = idp
                    issuer = "http://127.0.0.1:%d"
                    client { id = hsm, secret-file = "%s", redirect = "REDIRECT" }
                    claims { scopes = [ groups ] }
                    roles = [ { group = staff, roles = [ viewer ] } ]
                  } ]
                }
                """.formatted(slapd.tlsPort(), pki.file("ca.pem"), password, providerPort, clientSecret);
    }

    /** It posts logouts to n2, whose certificate is of the cluster's authority. */
    private static NodeProvider startProvider(String keyId) throws Exception {
        return new NodeProvider(
                providerPort,
                keyId,
                SECRET,
                URI.create(TestCluster.consoleUrl(cluster.home(), "n2") + "/sign-in/oidc/idp/return"),
                URI.create(ApiClient.url(cluster.home(), "n2") + "/api/v1/oidc/idp/back-channel-logout"),
                Map.of(
                        "NODE_EXTRA_CA_CERTS",
                        cluster.home().resolve("ca/ca.pem").toString()));
    }

    @Test
    void aSignInOfTheDirectoryOutlivesTheNodeItBeganAt() {
        allowEnrolment("corp", "alice");
        try (ApiClient first = api("n1");
                ApiClient second = api("n2");
                ApiClient third = api("n3")) {
            Reply begun = first.post("/api/v1/sign-in", entered("alice", "right-alice"));
            assertThat(begun.at("/state").asText()).as(begun.body()).isEqualTo("enrolment-needed");
            String token = enrolled(second, third, begun);
            Reply known = operator(second, token);
            assertThat(known.at("/name").asText()).as(known.body()).isEqualTo("alice");
            assertThat(known.at("/roles/0").asText()).isEqualTo("security-officer");
            assertThat(known.at("/secondFactor").asText()).isEqualTo("shown");

            cluster.craton("kill", "n1");
            assertThat(operator(third, token).status()).isEqualTo(200);
            cluster.craton("start", "n1");
            assertThat(operator(second, token).status()).isEqualTo(200);
        }
    }

    /** Ten failures, which have to wait for each other: 21 s. */
    @Test
    void failuresAtAnyNodeCountTogetherAndLockTheNameAtAllUntilAnOfficerUnlocksIt() {
        List<ApiClient> nodes = List.of(api("n1"), api("n2"), api("n3"));
        try {
            AtomicInteger turn = new AtomicInteger();
            Awaitility.await()
                    .atMost(DEADLINE)
                    .pollInterval(Duration.ofMillis(300))
                    .until(() -> {
                        ApiClient node = nodes.get(turn.getAndIncrement() % nodes.size());
                        assertThat(node.post("/api/v1/sign-in", entered("bob", "wrong"))
                                        .status())
                                .isEqualTo(401);
                        return isLocked("bob");
                    });
            for (ApiClient node : nodes) {
                assertThat(node.post("/api/v1/sign-in", entered("bob", "right-bob"))
                                .status())
                        .isEqualTo(401);
            }
            officer("unlock", "corp", "bob");
            Reply signedIn = nodes.get(2).post("/api/v1/sign-in", entered("bob", "right-bob"));
            assertThat(signedIn.at("/state").asText()).as(signedIn.body()).isEqualTo("signed-in");
        } finally {
            nodes.forEach(ApiClient::close);
        }
    }

    @Test
    void aCommandLineSignsInByDeviceUntilTheProviderEndsItAtAnotherNode() throws Exception {
        Path log = directory.resolve("login.log");
        Process login = admin(
                log,
                "login",
                "--device",
                "--endpoint",
                ApiClient.url(cluster.home(), "n3"),
                "--ca",
                cluster.home().resolve("ca/ca.pem").toString());
        Pattern told = Pattern.compile("Open (\\S+) in a browser anywhere, and enter the code (\\S+)\\.");
        MatchResult where = Awaitility.await()
                .atMost(DEADLINE)
                .until(() -> told.matcher(Files.readString(log)).results().toList(), found -> !found.isEmpty())
                .getFirst();
        try (TestBrowser person = new TestBrowser(URI.create(where.group(1)));
                ApiClient third = api("n3")) {
            confirm(person, where.group(2));
            assertThat(login.waitFor(60, TimeUnit.SECONDS))
                    .as(Files.readString(log))
                    .isTrue();
            assertThat(login.exitValue()).as(Files.readString(log)).isZero();
            assertThat(exitCode("status")).isZero();

            String token =
                    Files.readString(directory.resolve("cli/admin.token")).strip();
            assertThat(operator(third, token).at("/provider").asText()).isEqualTo("idp");
            person.open(URI.create("http://127.0.0.1:" + providerPort + "/session/end"));
            person.submit(Map.of("logout", "yes"));
            Awaitility.await()
                    .atMost(DEADLINE)
                    .until(() -> operator(third, token).status() == 401);
            assertThat(exitCode("status")).isEqualTo(3);
        }
    }

    @Test
    void theProviderMayStartAnewWithAnotherKeyWhileNodesRun() throws Exception {
        signInByDevice("n1");
        provider.close();
        provider = startProvider("second");
        signInByDevice("n1");
    }

    @Test
    void whereACertificateNeedsACodeItIsTheFirstStepAndTheSessionNeedsIt() throws Exception {
        cluster.makeOperator("olga");
        try (ApiClient strict = ApiClient.operator(cluster.home(), "n3", "olga");
                ApiClient another = ApiClient.demo(cluster.home(), "n3");
                ApiClient anybody = api("n3");
                ApiClient lenient = ApiClient.operator(cluster.home(), "n1", "olga")) {
            assertThat(lenient.get("/api/v1/cluster").status()).isEqualTo(200);
            Reply alone = strict.get("/api/v1/cluster");
            assertThat(alone.status()).isEqualTo(401);
            assertThat(alone.at("/type").asText()).endsWith("code-needed");
            assertThat(anybody.post("/api/v1/sign-in/certificate", "{}").status())
                    .isEqualTo(401);

            allowEnrolment("certificate", "olga");
            String token = loggedInWithCertificate("olga");
            assertThat(operator(strict, token).at("/name").asText()).isEqualTo("olga");
            assertThat(operator(anybody, token).status()).isEqualTo(401);
            assertThat(operator(another, token).status()).isEqualTo(401);
        }
    }

    @Test
    void aBrowserSignsInWithAPasswordEnrolsACodeAndIsKnownAtTheNextNode() {
        allowEnrolment("corp", "dave");
        try (BrowserContext context = browser.stranger()) {
            Page page = context.newPage();
            page.navigate(console("n1") + "/nodes");
            page.locator("#provider").selectOption("corp");
            page.locator("#name").fill("dave");
            page.locator("#password").fill("right-dave");
            page.locator("form[action='/sign-in/password'] button").click();
            seen(page, ".qr svg");
            String forgotten = page.locator("#secret").textContent();
            page.locator("#code").fill("000000");
            page.locator("form[action='/sign-in/code'] button").click();
            seen(page, "text=Sign-in failed");
            page.locator("form[action='/sign-in/enrolment'] button").click();
            seen(page, ".qr svg");
            String secret = page.locator("#secret").textContent();
            assertThat(secret).isNotEqualTo(forgotten);
            page.locator("#code").fill(code(secret));
            page.locator("form[action='/sign-in/code'] button").click();
            page.waitForURL(console("n1") + "/");

            page.navigate(console("n2") + "/nodes");
            assertThat(page.locator("h1").textContent()).isEqualTo("Nodes");
            assertThat(page.locator(".who .name").textContent()).isEqualTo("dave");
            assertThat(context.cookies().stream().filter(cookie -> cookie.name.equals("__Host-craton-console")))
                    .singleElement()
                    .satisfies(cookie -> {
                        assertThat(cookie.httpOnly && cookie.secure).isTrue();
                        assertThat(cookie.sameSite.name()).isEqualTo("STRICT");
                    });
            page.click("text=Sign out");
            page.waitForURL(console("n2") + "/sign-in");
            page.navigate(console("n1") + "/nodes");
            assertThat(page.url()).isEqualTo(console("n1") + "/sign-in");
        }
    }

    @Test
    void aBrowserShowsACertificateAndEntersACodeWhereTheNodeAsksForOne() {
        cluster.makeOperator("petra");
        allowEnrolment("certificate", "petra");
        try (BrowserContext context = browser.operatorNamed("petra", "n3")) {
            Page page = context.newPage();
            page.navigate(console("n3") + "/nodes");
            page.click("text=Sign in as petra");
            seen(page, ".qr svg");
            page.navigate(console("n3") + "/nodes");
            assertThat(page.url()).as("before the code nobody is in").contains("/sign-in");
            page.click("text=Sign in as petra");
            seen(page, ".qr svg");
            String secret = page.locator("#secret").textContent();
            page.locator("#code").fill(code(secret));
            page.locator("form[action='/sign-in/code'] button").click();
            page.waitForURL(console("n3") + "/");
            assertThat(page.locator(".who .name").textContent()).isEqualTo("petra");
        }
    }

    @Test
    void aBrowserGoesToTheProviderFromOneNodeAndComesBackToAnother() {
        try (BrowserContext context = browser.stranger()) {
            Page page = context.newPage();
            page.navigate(console("n1") + "/");
            page.click("text=Sign in with idp");
            page.locator("input[name=login]").fill("alice");
            page.locator("input[name=password]").fill("any");
            page.locator("button[type=submit]").click();
            page.locator("button[type=submit]").click();
            page.waitForURL(console("n2") + "/");
            assertThat(page.locator(".who .name").textContent()).isEqualTo("alice");
            page.navigate(console("n3") + "/nodes");
            assertThat(page.locator("h1").textContent()).isEqualTo("Nodes");
        }
    }

    @Test
    void aSignInsFormCountsOnlyFromTheBrowserItWasMadeFor() {
        try (BrowserContext context = browser.stranger()) {
            Page page = context.newPage();
            page.navigate(console("n1") + "/sign-in");
            page.evaluate("document.querySelector('form[action=\"/sign-in/password\"] [name=form-token]').value = 'x'");
            page.locator("#provider").selectOption("corp");
            page.locator("#name").fill("bob");
            page.locator("#password").fill("right-bob");
            page.locator("form[action='/sign-in/password'] button").click();
            seen(page, "text=Sign-in failed");
            assertThat(context.cookies()).noneMatch(cookie -> cookie.name.equals("__Host-craton-console"));
        }
    }

    /** The command line at n3, which asks for the first code of an app that it has told the secret to; answers the token it keeps. */
    private static String loggedInWithCertificate(String name) throws Exception {
        Path log = directory.resolve("certificate.log");
        Path operators = cluster.home().resolve("operators");
        Process login = admin(
                log,
                "login",
                "--endpoint",
                ApiClient.url(cluster.home(), "n3"),
                "--ca",
                cluster.home().resolve("ca/ca.pem").toString(),
                "--certificate",
                operators.resolve(name + ".pem").toString(),
                "--private-key",
                operators.resolve(name + ".key").toString(),
                "--code-file",
                "-",
                "--config",
                directory.resolve("olga/admin.conf").toString());
        Pattern told = Pattern.compile("[?&]secret=([A-Z2-7]+)");
        String secret = Awaitility.await()
                .atMost(DEADLINE)
                .until(() -> told.matcher(Files.readString(log)).results().toList(), found -> !found.isEmpty())
                .getFirst()
                .group(1);
        try (var typed = login.outputWriter()) {
            typed.write(code(secret) + "\n");
        }
        assertThat(login.waitFor(60, TimeUnit.SECONDS))
                .as(Files.readString(log))
                .isTrue();
        assertThat(login.exitValue()).as(Files.readString(log)).isZero();
        assertThat(exitCode(
                        "status",
                        "--config",
                        directory.resolve("olga/admin.conf").toString()))
                .isZero();
        String kept = Files.readString(directory.resolve("olga/admin.token")).strip();
        assertThat(kept).endsWith(" certificate");
        return kept.replace(" certificate", "");
    }

    private static void signInByDevice(String node) throws Exception {
        try (ApiClient api = api(node)) {
            Reply begun = api.post("/api/v1/sign-in/device", "{\"provider\":\"idp\"}");
            assertThat(begun.status()).as(begun.body()).isEqualTo(200);
            String asked =
                    "{\"provider\":\"idp\",\"device\":\"" + begun.at("/device").asText() + "\"}";
            assertThat(api.post("/api/v1/sign-in/device/answer", asked)
                            .at("/state")
                            .asText())
                    .isEqualTo("waiting");
            try (TestBrowser person =
                    new TestBrowser(URI.create(begun.at("/address").asText()))) {
                confirm(person, begun.at("/userCode").asText());
            }
            Reply signedIn = api.post("/api/v1/sign-in/device/answer", asked);
            assertThat(signedIn.at("/state").asText()).as(signedIn.body()).isEqualTo("signed-in");
        }
    }

    private static void confirm(TestBrowser person, String userCode) throws Exception {
        person.submit(Map.of("user_code", userCode));
        person.submit(Map.of("confirm", "yes"));
        person.submit(Map.of("login", "alice", "password", "any"));
        person.submit(Map.of());
    }

    /** Enrols at one node and shows the first code at another; answers the token. */
    private static String enrolled(ApiClient enrolling, ApiClient finishing, Reply begun) {
        String pending = begun.at("/pending").asText();
        Reply enrolment = enrolling.post("/api/v1/sign-in/enrolment", "{\"pending\":\"" + pending + "\"}");
        String uri = enrolment.at("/uri").asText();
        String secret = uri.replaceAll(".*[?&]secret=([A-Z2-7]+).*", "$1");
        Reply finished = finishing.post(
                "/api/v1/sign-in/code", "{\"pending\":\"" + pending + "\",\"code\":\"" + code(secret) + "\"}");
        assertThat(finished.at("/state").asText()).as(finished.body()).isEqualTo("signed-in");
        return finished.at("/token").asText();
    }

    private static String code(String secret) {
        return new String(TotpCodes.of(secret.replace(" ", ""), Instant.now()));
    }

    private static String entered(String name, String password) {
        return "{\"provider\":\"corp\",\"name\":\"" + name + "\",\"password\":\"" + password + "\"}";
    }

    private static Reply operator(ApiClient api, String token) {
        return api.get("/api/v1/operator", "Authorization", "Bearer " + token);
    }

    private static void allowEnrolment(String provider, String name) {
        officer("allow-enrolment", provider, name);
    }

    private static void officer(String act, String provider, String name) {
        Reply done = officer.post(
                "/api/v1/operators/" + act, "{\"provider\":\"" + provider + "\",\"name\":\"" + name + "\"}");
        assertThat(done.at("/changed").asBoolean()).as(done.body()).isTrue();
    }

    private static boolean isLocked(String name) {
        for (var operator : officer.get("/api/v1/operators").at("/operators")) {
            if (operator.path("name").asText().equals(name)) {
                return operator.hasNonNull("lockedUntil");
            }
        }
        return false;
    }

    private static ApiClient api(String node) {
        return ApiClient.anonymous(cluster.home(), node);
    }

    private static String console(String node) {
        return browser.url(node);
    }

    private static void seen(Page page, String what) {
        ConsoleBrowser.seen(page.locator(what));
    }

    private static int exitCode(String... arguments) throws Exception {
        Path log = directory.resolve("command.log");
        Process command = admin(log, arguments);
        assertThat(command.waitFor(60, TimeUnit.SECONDS))
                .as(Files.readString(log))
                .isTrue();
        return command.exitValue();
    }

    /** The command line of somebody without a certificate. */
    private static Process admin(Path log, String... arguments) throws Exception {
        List<String> command = Stream.concat(
                        Stream.of(
                                Path.of("../bin/craton-admin").toAbsolutePath().toString()),
                        Stream.of(arguments))
                .toList();
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("CRATON_NO_BUILD", "1");
        builder.environment()
                .put("CRATON_ADMIN_CONFIG", directory.resolve("cli/admin.conf").toString());
        return builder.start();
    }
}
