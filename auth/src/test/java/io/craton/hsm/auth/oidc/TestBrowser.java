package io.craton.hsm.auth.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A person at a browser: cookies, redirects, and the one form of each page. */
public final class TestBrowser implements AutoCloseable {
    private static final Pattern ACTION = Pattern.compile("action=\"([^\"]+)\"");
    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"");

    private final HttpClient client = HttpClient.newBuilder()
            .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private HttpResponse<String> page;

    public TestBrowser(URI start) throws Exception {
        page = send(HttpRequest.newBuilder(start));
    }

    public void open(URI address) throws Exception {
        page = send(HttpRequest.newBuilder(address));
    }

    public URI address() {
        return page.uri();
    }

    public String text() {
        return page.body();
    }

    /** Fills in the page's form and sends it, with what it carries hidden. */
    public void submit(Map<String, String> fields) throws Exception {
        Matcher action = ACTION.matcher(page.body());
        assertThat(action.find()).as("a form in %s", page.body()).isTrue();
        Map<String, String> all = new TreeMap<>();
        HIDDEN.matcher(page.body()).results().forEach(found -> all.put(found.group(1), found.group(2)));
        all.putAll(fields);
        String body = all.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        page = send(HttpRequest.newBuilder(page.uri().resolve(action.group(1)))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
