package io.craton.hsm.ops.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ClientCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A browser walks the console of a cluster of three, and watches a node being killed. */
class ConsoleIT {
    private static final List<String> PAGES = List.of(
            "/", "/nodes", "/slots", "/slots/0", "/objects", "/sessions", "/mechanisms", "/self-tests", "/operators");
    private static final int SMALLEST_WIDTH = 360;
    private static final double SEEN_MILLIS = 20_000;

    private static TestCluster cluster;
    private static Playwright playwright;
    private static Browser browser;

    private final List<String> complaints = new ArrayList<>();

    @BeforeAll
    static void start() {
        cluster = TestCluster.up(3);
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of("/usr/bin/chromium"))
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-quic",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    @AfterAll
    static void stop() {
        if (playwright != null) {
            playwright.close();
        }
        cluster.close();
    }

    @Test
    void servesEveryPageOfSomebodyWhoHasSignedInAndNothingElseToOthers() {
        try (BrowserContext stranger = context(false, 1_280)) {
            Page page = stranger.newPage();
            for (String path : PAGES) {
                page.navigate(url("n1") + path);
                assertThat(page.url()).isEqualTo(url("n1") + "/sign-in");
                assertThat(page.content()).contains("showed no client certificate");
            }
        }
        try (BrowserContext operator = context(true, SMALLEST_WIDTH)) {
            Page page = signIn(operator, "n1");
            for (String path : PAGES) {
                page.navigate(url("n1") + path);
                assertThat(page.locator("h1").count()).as(path).isEqualTo(1);
                assertThat(page.locator(".cli code").textContent()).as(path).isNotBlank();
                assertThat(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
                        .as("overflow of " + path)
                        .isEqualTo(0);
            }
            page.click("text=Sign out");
            page.waitForURL(url("n1") + "/sign-in");
            page.navigate(url("n1") + "/nodes");
            assertThat(page.url()).isEqualTo(url("n1") + "/sign-in");
        }
        assertThat(complaints).isEmpty();
    }

    @Test
    void makesAKeyThatIsFoundAgainAndDestroysIt() throws IOException {
        try (BrowserContext operator = context(true, 1_280)) {
            Page page = signIn(operator, "n1");
            page.navigate(url("n1") + "/objects");
            page.locator("#pin-0").fill(Files.readString(cluster.pinFile()));
            page.locator("form[action='/slots/0/open'] button").click();
            page.locator("#make-label").fill("of-the-console");
            page.click("text=Make the key");
            seen(page.getByText("The key is made."));

            page.locator("#part").pressSequentially("THE-CONS");
            PlaywrightAssertions.assertThat(page.locator("#rows tr"))
                    .hasCount(2, new LocatorAssertions.HasCountOptions().setTimeout(SEEN_MILLIS));
            page.locator("#rows a").first().click();
            page.locator("input[type=checkbox]").check();
            page.locator("button.danger").click();
            seen(page.getByText("The object is destroyed."));
        }
        assertThat(complaints).isEmpty();
    }

    @Test
    void refusesAFormThatDoesNotCarryTheSessionsToken() {
        try (BrowserContext operator = context(true, 1_280)) {
            Page page = signIn(operator, "n1");
            page.navigate(url("n1") + "/nodes");
            page.evaluate("document.querySelector('form[action$=drain] [name=form-token]').value = 'x'");
            page.locator("form[action$=drain] button").first().click();
            seen(page.getByText("Nothing was changed"));
        }
    }

    @Test
    void showsWithinSecondsThatANodeWasKilledAndThatItIsBack() {
        try (BrowserContext operator = context(true, 1_280)) {
            Page page = signIn(operator, "n1");
            seen(page.getByText("One more node may fail."));
            cluster.craton("kill", "n2");
            seen(page.locator("[data-node=n2]").getByText("does not answer"));
            seen(page.locator("#tolerance").getByText("No further node may fail."));
            seen(page.locator(".alarms").getByText("n2"));
            cluster.craton("start", "n2");
            seen(page.getByText("One more node may fail."));
            seen(page.getByText("Nothing needs you now."));
        }
        assertThat(complaints).isEmpty();
    }

    private static void seen(Locator what) {
        PlaywrightAssertions.assertThat(what.first())
                .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(SEEN_MILLIS));
    }

    private Page signIn(BrowserContext context, String node) {
        Page page = context.newPage();
        page.onConsoleMessage(message -> complaints.add(message.text()));
        page.onPageError(complaints::add);
        page.navigate(url(node) + "/");
        page.click("text=Sign in as demo");
        page.waitForURL(url(node) + "/");
        return page;
    }

    private static BrowserContext context(boolean withCertificate, int width) {
        Browser.NewContextOptions options =
                new Browser.NewContextOptions().setIgnoreHTTPSErrors(true).setViewportSize(width, 800);
        if (withCertificate) {
            Path operators = cluster.home().resolve("operators");
            options.setClientCertificates(List.of(new ClientCertificate(url("n1"))
                    .setCertPath(operators.resolve("demo.pem"))
                    .setKeyPath(operators.resolve("demo.key"))));
        }
        return browser.newContext(options);
    }

    private static String url(String node) {
        try {
            Matcher port = Pattern.compile("console \\{ port = (\\d+) }")
                    .matcher(Files.readString(cluster.home().resolve(node).resolve("node.conf")));
            assertThat(port.find()).isTrue();
            return "https://127.0.0.1:" + port.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
