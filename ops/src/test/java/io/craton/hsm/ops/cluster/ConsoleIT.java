package io.craton.hsm.ops.cluster;

import static io.craton.hsm.ops.cluster.ConsoleBrowser.PAGES;
import static io.craton.hsm.ops.cluster.ConsoleBrowser.SMALLEST_WIDTH;
import static io.craton.hsm.ops.cluster.ConsoleBrowser.WIDTH;
import static io.craton.hsm.ops.cluster.ConsoleBrowser.seen;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A browser walks the console of a cluster of three, and watches a node being killed. */
@Timeout(240)
class ConsoleIT {
    private static final double SEEN_MILLIS = 20_000;

    /** More than any page has to stop at. */
    private static final int MAX_STOPS = 200;

    private static TestCluster cluster;
    private static ConsoleBrowser browser;

    @BeforeAll
    static void start() {
        cluster = TestCluster.up(3);
        browser = new ConsoleBrowser(cluster);
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        cluster.close();
    }

    @BeforeEach
    void forgetWhatOtherTestsHeard() {
        browser.forgetComplaints();
    }

    @Test
    void servesNoPageToAStranger() {
        try (BrowserContext stranger = browser.stranger()) {
            Page page = stranger.newPage();
            for (String path : PAGES) {
                page.navigate(url() + path);
                assertThat(page.url()).isEqualTo(url() + "/sign-in");
                assertThat(page.content()).contains("showed no client certificate");
            }
        }
    }

    @Test
    void everyPageCanBeReadInBothSchemesAndFitsTheSmallestScreen() throws IOException {
        String contrast = resource("contrast.js");
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : List.of(SMALLEST_WIDTH, WIDTH)) {
                try (BrowserContext operator = browser.operator("n1", width, scheme)) {
                    Page page = browser.signIn(operator, "n1");
                    for (String path : PAGES) {
                        page.navigate(url() + path);
                        String where = path + " at " + width + ", " + scheme;
                        assertThat(page.locator("h1").count()).as(where).isEqualTo(1);
                        assertThat(page.locator(".cli code").textContent())
                                .as(where)
                                .startsWith("craton-admin ");
                        assertThat(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
                                .as("overflow of " + where)
                                .isEqualTo(0);
                        assertThat((List<?>) page.evaluate(contrast)).as(where).isEmpty();
                    }
                }
            }
        }
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void everyPageIsUsedByTheKeyboardAloneAndLeavesNobodyCaught() {
        try (BrowserContext operator = browser.operator("n1")) {
            Page page = browser.signIn(operator, "n1");
            for (String path : PAGES) {
                page.navigate(url() + path);
                page.keyboard().press("Tab");
                assertThat(focused(page)).as("first stop of " + path).isEqualTo("Skip to content");
                page.keyboard().press("Enter");
                assertThat(page.evaluate("document.activeElement.id")).as(path).isEqualTo("main");
                assertThat(stopsUntilTheEnd(page, path)).as(path).isLessThan(MAX_STOPS);
            }
        }
    }

    private static String focused(Page page) {
        return String.valueOf(page.evaluate("document.activeElement.textContent.trim()"));
    }

    /** Presses Tab until the focus has left the page, and looks at each stop whether it can be seen. */
    private static int stopsUntilTheEnd(Page page, String path) {
        int stops = 0;
        page.keyboard().press("Tab");
        while (stops < MAX_STOPS && page.evaluate("document.activeElement === document.body") == Boolean.FALSE) {
            stops++;
            assertThat(page.evaluate("""
                            () => {
                              const style = getComputedStyle(document.activeElement);
                              return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
                                  && document.activeElement.getClientRects().length > 0;
                            }"""))
                    .as("focus of '%s' on %s", focused(page), path)
                    .isEqualTo(true);
            page.keyboard().press("Tab");
        }
        return stops;
    }

    @Test
    void endsASessionForGood() {
        try (BrowserContext operator = browser.operator("n1")) {
            Page page = browser.signIn(operator, "n1");
            page.click("text=Sign out");
            page.waitForURL(url() + "/sign-in");
            page.navigate(url() + "/nodes");
            assertThat(page.url()).isEqualTo(url() + "/sign-in");
        }
    }

    @Test
    void makesAKeyThatIsFoundAgainAndDestroysIt() throws IOException {
        try (BrowserContext operator = browser.operator("n1")) {
            Page page = browser.signIn(operator, "n1");
            page.navigate(url() + "/objects");
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
            page.locator("form.danger button.danger").click();
            seen(page.getByText("The object is destroyed."));
        }
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void allowsAnEnrolmentAndTriesAProvider() {
        try (BrowserContext operator = browser.operator("n1")) {
            Page page = browser.signIn(operator, "n1");
            page.navigate(url() + "/operators");
            page.locator("#allow-name").fill("olga");
            page.locator("#allow-provider").selectOption("local");
            page.click("text=Allow it");
            seen(page.getByText("The operator may enrol until"));
            seen(page.locator("tr", new Page.LocatorOptions().setHasText("olga"))
                    .getByText("may enrol until"));
            page.locator("form[action='/providers/certificate/test'] button").click();
            seen(page.getByText("The provider works."));
        }
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void refusesAFormThatDoesNotCarryTheSessionsToken() {
        try (BrowserContext operator = browser.operator("n1")) {
            Page page = browser.signIn(operator, "n1");
            page.navigate(url() + "/nodes");
            page.evaluate("document.querySelector('form[action$=drain] [name=form-token]').value = 'x'");
            page.locator("form[action$=drain] button").first().click();
            seen(page.getByText("Nothing was changed"));
        }
    }

    @Test
    void showsWithinSecondsThatANodeWasKilledAndThatItIsBack() {
        try (BrowserContext operator = browser.operator("n1")) {
            Page page = browser.signIn(operator, "n1");
            seen(page.getByText("One more node may fail."));
            cluster.craton("kill", "n2");
            seen(page.locator("[data-node=n2]").getByText("does not answer"));
            seen(page.locator("#tolerance").getByText("No further node may fail."));
            seen(page.locator(".alarms").getByText("n2"));
            cluster.craton("start", "n2");
            seen(page.getByText("One more node may fail."));
            seen(page.getByText("Nothing needs you now."));
        }
    }

    private static String url() {
        return browser.url("n1");
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(ConsoleIT.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
