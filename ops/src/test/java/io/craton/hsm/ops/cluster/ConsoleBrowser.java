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
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Chromium in front of a cluster's console. It keeps what pages complain of. */
final class ConsoleBrowser implements AutoCloseable {
    /** The width of a small telephone, which every page has to fit in. */
    static final int SMALLEST_WIDTH = 360;

    static final int WIDTH = 1_280;

    /** Every page that can be reached without having opened a token. */
    static final List<String> PAGES = List.of(
            "/", "/nodes", "/slots", "/slots/0", "/objects", "/sessions", "/mechanisms", "/self-tests", "/operators");

    private static final int HEIGHT = 800;
    private static final double SEEN_MILLIS = 20_000;

    private final TestCluster cluster;
    private final Playwright playwright;
    private final Browser browser;
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    ConsoleBrowser(TestCluster cluster) {
        this.cluster = cluster;
        this.playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        this.browser = playwright
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

    /** Somebody without a certificate. */
    BrowserContext stranger() {
        return browser.newContext(options(WIDTH, ColorScheme.LIGHT));
    }

    /** The demo operator, whose browser shows its certificate to {@code node}. */
    BrowserContext operator(String node, int width, ColorScheme scheme) {
        return showing("demo", node, options(width, scheme));
    }

    BrowserContext operator(String node) {
        return operatorNamed("demo", node);
    }

    BrowserContext operatorNamed(String name, String node) {
        return showing(name, node, options(WIDTH, ColorScheme.LIGHT));
    }

    private BrowserContext showing(String name, String node, Browser.NewContextOptions options) {
        Path operators = cluster.home().resolve("operators");
        return browser.newContext(options.setClientCertificates(List.of(new ClientCertificate(url(node))
                .setCertPath(operators.resolve(name + ".pem"))
                .setKeyPath(operators.resolve(name + ".key")))));
    }

    private static Browser.NewContextOptions options(int width, ColorScheme scheme) {
        return new Browser.NewContextOptions()
                .setIgnoreHTTPSErrors(true)
                .setViewportSize(width, HEIGHT)
                .setColorScheme(scheme);
    }

    /** Signs in at {@code node} and is on the dashboard. */
    Page signIn(BrowserContext context, String node) {
        Page page = context.newPage();
        page.onConsoleMessage(message -> complaints.add(message.text()));
        page.onPageError(complaints::add);
        page.navigate(url(node) + "/");
        page.click("text=Sign in as demo");
        page.waitForURL(url(node) + "/");
        return page;
    }

    /** What pages have written to the browser's console so far, violations of their policy included. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    void forgetComplaints() {
        complaints.clear();
    }

    static void seen(Locator what) {
        PlaywrightAssertions.assertThat(what.first())
                .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(SEEN_MILLIS));
    }

    /** The address of a node's console. */
    String url(String node) {
        try {
            Matcher port = Pattern.compile("console \\{ port = (\\d+) }")
                    .matcher(Files.readString(cluster.home().resolve(node).resolve("node.conf")));
            assertThat(port.find()).isTrue();
            return "https://127.0.0.1:" + port.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        playwright.close();
    }
}
