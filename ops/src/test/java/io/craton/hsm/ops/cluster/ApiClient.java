package io.craton.hsm.ops.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.craton.hsm.actors.system.PemFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Talks to the administration API of one node over TLS, with a client certificate or without. */
final class ApiClient implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    /** @param json of the body; null where it is something else */
    record Reply(int status, String body, @Nullable JsonNode json, HttpResponse<String> response) {
        JsonNode at(String pointer) {
            if (json == null) {
                throw new AssertionError("not JSON: " + body);
            }
            return json.at(pointer);
        }
    }

    private final HttpClient http;
    private final String base;

    private ApiClient(HttpClient http, String base) {
        this.http = http;
        this.base = base;
    }

    /** The demo operator at {@code node} of the cluster in {@code home}. */
    static ApiClient demo(Path home, String node) {
        return operator(home, node, "demo");
    }

    /** Any operator whose files are in {@code home}. */
    static ApiClient operator(Path home, String node, String name) {
        return new ApiClient(client(home, name), url(home, node));
    }

    static ApiClient anonymous(Path home, String node) {
        return new ApiClient(client(home, null), url(home, node));
    }

    static String url(Path home, String node) {
        try {
            Matcher port = Pattern.compile("(?s)admin \\{\\s+port = (\\d+)")
                    .matcher(Files.readString(home.resolve(node).resolve("node.conf")));
            if (!port.find()) {
                throw new AssertionError("no admin port for " + node);
            }
            return "https://127.0.0.1:" + port.group(1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static HttpClient client(Path home, @Nullable String operator) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            KeyStore authorities = KeyStore.getInstance("PKCS12");
            authorities.load(null, null);
            authorities.setCertificateEntry(
                    "ca", PemFiles.certificates(home.resolve("ca/ca.pem")).getFirst());
            trust.init(authorities);
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(operator == null ? new KeyManager[0] : keys(home, operator), trust.getTrustManagers(), null);
            return HttpClient.newBuilder()
                    .sslContext(context)
                    .connectTimeout(Duration.ofSeconds(10))
                    .build();
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyManager[] keys(Path home, String operator) throws GeneralSecurityException, IOException {
        List<X509Certificate> chain = PemFiles.certificates(home.resolve("operators/" + operator + ".pem"));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, new char[0]);
        store.setKeyEntry(
                "me",
                PemFiles.privateKey(home.resolve("operators/" + operator + ".key"), chain.getFirst()),
                new char[0],
                chain.toArray(X509Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        return keys.getKeyManagers();
    }

    Reply get(String path, String... headers) {
        HttpRequest.Builder request = request(path).GET();
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    Reply delete(String path) {
        return send(request(path).DELETE());
    }

    Reply post(String path, String body, String... headers) {
        return send(withHeaders(request(path), headers).POST(BodyPublishers.ofString(body)));
    }

    Reply put(String path, String body) {
        return send(withHeaders(request(path)).PUT(BodyPublishers.ofString(body)));
    }

    private static HttpRequest.Builder withHeaders(HttpRequest.Builder request, String... headers) {
        request.header("Content-Type", "application/json");
        return headers.length == 0 ? request : request.headers(headers);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).timeout(DEADLINE);
    }

    private Reply send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            boolean isJson = response.headers()
                    .firstValue("Content-Type")
                    .filter(type -> type.contains("json"))
                    .isPresent();
            return new Reply(
                    response.statusCode(),
                    response.body(),
                    isJson ? new ObjectMapper().readTree(response.body()) : null,
                    response);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
