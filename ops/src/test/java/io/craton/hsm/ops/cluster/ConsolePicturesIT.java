package io.craton.hsm.ops.cluster;

import static io.craton.hsm.ops.cluster.ConsoleBrowser.SMALLEST_WIDTH;
import static io.craton.hsm.ops.cluster.ConsoleBrowser.WIDTH;
import static io.craton.hsm.ops.cluster.ConsoleBrowser.seen;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Takes the pictures of docs/operate/console: every page of a cluster at work, wide and narrow, light and dark. Runs only where
 * {@code -Dcraton.screenshots=DIRECTORY} asks for it.
 */
@Timeout(420)
@EnabledIfSystemProperty(named = "craton.screenshots", matches = ".+")
class ConsolePicturesIT {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
    private static final int LOAD_SECONDS = 300;

    private static final Map<String, String> PAGES = Map.of(
            "dashboard", "/",
            "nodes", "/nodes",
            "tokens", "/slots",
            "token", "/slots/0",
            "empty-slot", "/slots/2",
            "sessions", "/sessions",
            "mechanisms", "/mechanisms",
            "self-tests", "/self-tests",
            "operators", "/operators",
            "not-here", "/nonsense");

    private final List<LoopClient> applications = new ArrayList<>();
    private TestCluster cluster;
    private ConsoleBrowser browser;
    private Path directory;

    @BeforeEach
    void start() throws IOException {
        directory = Files.createDirectories(Path.of(System.getProperty("craton.screenshots")));
        cluster = TestCluster.up(3);
        browser = new ConsoleBrowser(cluster);
    }

    @AfterEach
    void stop() {
        applications.forEach(LoopClient::kill);
        if (browser != null) {
            browser.close();
        }
        cluster.close();
    }

    @Test
    void takesAPictureOfEveryPage() throws IOException {
        fill();
        try (BrowserContext stranger = browser.stranger()) {
            Page page = stranger.newPage();
            page.navigate(browser.url("n1") + "/sign-in");
            picture(page, "sign-in-without-certificate");
        }
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : List.of(WIDTH, SMALLEST_WIDTH)) {
                pictures(scheme, width);
            }
        }
        cluster.craton("kill", "n3");
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : List.of(WIDTH, SMALLEST_WIDTH)) {
                try (BrowserContext operator = browser.operator("n1", width, scheme)) {
                    Page page = browser.signIn(operator, "n1");
                    seen(page.locator("[data-node=n3]").getByText("does not answer"));
                    picture(page, name("alarm", scheme, width));
                }
            }
        }
    }

    /** Two tokens, some keys, sign-ins, and applications that go on signing. */
    private void fill() {
        shell("printf 'officer-7731\\n' > so.pin && printf 'user-4410\\n' > user.pin && bin/craton-admin login"
                + " && bin/craton-admin token init --slot 1 --label payments --so-pin-file so.pin"
                + " && bin/craton-admin pin reset --slot 1 --so-pin-file so.pin --new-pin-file user.pin"
                + " && for k in 'ec tls-2026' 'rsa code-signing' 'aes backup'; do set -- $k;"
                + " bin/craton-admin object generate --slot 0 --type $1 --label $2"
                + " --pin-file \"$CRATON_USER_PIN_FILE\"; done"
                + " && bin/craton-admin operator allow-enrolment directory olga"
                + " && bin/craton-admin login --provider local --name break-glass --password-file \"$(ls "
                + cluster.home() + "/*/data/break-glass.password)\"");
        for (String node : cluster.nodes()) {
            applications.add(cluster.loop(cluster.preferring(node), "sign", "demo-" + node, LOAD_SECONDS));
        }
    }

    private void shell(String command) {
        String home = cluster.home().toString();
        cluster.run(
                Map.of("CRATON_HOME", home, "CRATON_ADMIN_CONFIG", home + "/admin.conf"),
                DEADLINE,
                "bash",
                "-ec",
                "mkdir -p " + home + "/work && cd " + home + "/work && eval \"$(" + REPOSITORY
                        + "/bin/craton env)\" && ln -sfn " + REPOSITORY + "/bin bin && " + command);
    }

    private void pictures(ColorScheme scheme, int width) throws IOException {
        try (BrowserContext operator = browser.operator("n1", width, scheme)) {
            Page first = operator.newPage();
            first.navigate(browser.url("n1") + "/sign-in");
            picture(first, name("sign-in", scheme, width));
            Page page = browser.signIn(operator, "n1");
            for (Map.Entry<String, String> each : PAGES.entrySet()) {
                page.navigate(browser.url("n1") + each.getValue());
                if (each.getKey().equals("dashboard")) {
                    seen(page.locator("svg.line"));
                }
                picture(page, name(each.getKey(), scheme, width));
            }
            page.navigate(browser.url("n1") + "/objects");
            picture(page, name("open-token", scheme, width));
            page.locator("#pin-0").fill(Files.readString(cluster.pinFile()));
            page.locator("form[action='/slots/0/open'] button").click();
            seen(page.locator("#rows a"));
            picture(page, name("objects", scheme, width));
            page.locator("#rows a").first().click();
            seen(page.locator("#attributes"));
            picture(page, name("object", scheme, width));
            page.navigate(browser.url("n1") + "/objects?labelPart=nothing-like-it");
            picture(page, name("objects-none", scheme, width));
            assertThat(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
                    .isEqualTo(0);
        }
    }

    private static String name(String page, ColorScheme scheme, int width) {
        return page + "-" + scheme.name().toLowerCase(Locale.ROOT) + "-" + width;
    }

    private void picture(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(directory.resolve(name + ".png")));
    }
}
