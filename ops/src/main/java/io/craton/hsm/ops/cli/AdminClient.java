package io.craton.hsm.ops.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.craton.hsm.actors.system.NodeSystemException;
import io.craton.hsm.actors.system.PemFiles;
import io.craton.hsm.ops.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Asks the administration API. The first node that can be reached is asked from then on: token sessions belong to a node. A question goes
 * to the next node where one does not answer; a change is sent to one node only. Not thread-safe.
 */
final class AdminClient {
    private static final Duration CONNECT = Duration.ofSeconds(3);

    /** Above the 15 s the API gives itself. */
    private static final Duration ANSWER = Duration.ofSeconds(20);

    private static final int MAX_ANSWER_BYTES = 8 * 1024 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> endpoints;
    private final SSLSocketFactory sockets;
    private final Optional<String> token;
    private int preferred;

    /** @param token of a sign-in with a name and a password */
    AdminClient(ConnectionSettings settings, Optional<String> token) throws CliException {
        this.endpoints = settings.endpoints();
        this.sockets = sockets(settings);
        this.token = token;
    }

    JsonNode get(String path) throws CliException {
        int tries = 1;
        while (true) {
            try {
                return exchange("GET", path, null);
            } catch (CliException e) {
                if (e.exitCode() != ExitCode.UNAVAILABLE || tries == endpoints.size()) {
                    throw e;
                }
                tries++;
                preferred = (preferred + 1) % endpoints.size();
            }
        }
    }

    JsonNode delete(String path) throws CliException {
        return exchange("DELETE", path, null);
    }

    JsonNode post(String path, RequestBody body) throws CliException {
        return exchange("POST", path, body);
    }

    JsonNode put(String path, RequestBody body) throws CliException {
        return exchange("PUT", path, body);
    }

    private JsonNode exchange(String method, String path, @Nullable RequestBody body) throws CliException {
        byte[] bytes = body == null ? new byte[0] : body.bytes();
        String endpoint = endpoints.get(preferred);
        try {
            HttpsURLConnection connection = connect(method, path, bytes.length);
            endpoint = endpoints.get(preferred);
            if (body != null) {
                try (OutputStream out = connection.getOutputStream()) {
                    out.write(bytes);
                }
            }
            return answer(connection, endpoint);
        } catch (SSLException e) {
            throw tlsFailed(endpoint, e);
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.UNAVAILABLE,
                    endpoint + " did not answer: " + PlainText.of(String.valueOf(e.getMessage()))
                            + (method.equals("GET")
                                    ? ""
                                    : "; whether it was done is not known: look before trying again"));
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** Connects to the first node that can be reached, from the preferred one on. Nothing is sent yet. */
    private HttpsURLConnection connect(String method, String path, int bodyBytes) throws CliException {
        String reason = "";
        for (int i = 0; i < endpoints.size(); i++) {
            String endpoint = endpoints.get(preferred);
            try {
                HttpsURLConnection connection = open(endpoint + path);
                connection.setRequestMethod(method);
                if (bodyBytes > 0) {
                    connection.setDoOutput(true);
                    connection.setRequestProperty("Content-Type", "application/json");
                    // The library sends nothing a second time when it streams.
                    connection.setFixedLengthStreamingMode(bodyBytes);
                }
                connection.connect();
                return connection;
            } catch (SSLException e) {
                throw tlsFailed(endpoint, e);
            } catch (IOException e) {
                reason = PlainText.of(String.valueOf(e.getMessage()));
                preferred = (preferred + 1) % endpoints.size();
            }
        }
        throw new CliException(
                ExitCode.UNAVAILABLE,
                "no node can be reached at " + String.join(", ", endpoints) + " (" + reason
                        + "); give the address of one that runs with --endpoint");
    }

    private static CliException tlsFailed(String endpoint, SSLException failure) {
        return new CliException(
                ExitCode.DENIED,
                "TLS with " + endpoint + " failed: " + PlainText.of(String.valueOf(failure.getMessage()))
                        + "; look at --ca and --certificate, and at who issued them");
    }

    private HttpsURLConnection open(String address) throws IOException {
        HttpsURLConnection connection =
                (HttpsURLConnection) URI.create(address).toURL().openConnection(Proxy.NO_PROXY);
        connection.setSSLSocketFactory(sockets);
        connection.setConnectTimeout((int) CONNECT.toMillis());
        connection.setReadTimeout((int) ANSWER.toMillis());
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestProperty("Accept", "application/json, application/problem+json");
        token.ifPresent(text -> connection.setRequestProperty("Authorization", "Bearer " + text));
        return connection;
    }

    private static JsonNode answer(HttpURLConnection connection, String endpoint) throws IOException, CliException {
        int status = connection.getResponseCode();
        JsonNode document;
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            byte[] bytes = in == null ? new byte[0] : in.readNBytes(MAX_ANSWER_BYTES + 1);
            if (bytes.length > MAX_ANSWER_BYTES) {
                throw new CliException(
                        ExitCode.FAILED, endpoint + " answered more than " + MAX_ANSWER_BYTES + " bytes");
            }
            document = bytes.length == 0 ? JsonNodeFactory.instance.objectNode() : JSON.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw new CliException(
                    ExitCode.FAILED, endpoint + " answered " + status + " and no JSON: not a node of this program?");
        }
        if (status >= 300) {
            throw Refusals.of(status, document);
        }
        if (status == HttpURLConnection.HTTP_ACCEPTED) {
            throw new CliException(ExitCode.APPROVAL_PENDING, "others have to approve it first");
        }
        return document;
    }

    private static SSLSocketFactory sockets(ConnectionSettings settings) throws CliException {
        try {
            KeyManager[] keys = settings.key().isPresent()
                    ? new KeyManager[] {OperatorKey.read(settings.key().get())}
                    : new KeyManager[0];
            KeyStore authorities = KeyStore.getInstance("PKCS12");
            authorities.load(null, null);
            int number = 0;
            for (X509Certificate authority : PemFiles.certificates(settings.authorities())) {
                authorities.setCertificateEntry("ca-" + number++, authority);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(authorities);
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(keys, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (NodeSystemException | GeneralSecurityException | IOException e) {
            throw new CliException(ExitCode.USAGE, PlainText.of(String.valueOf(e.getMessage())));
        }
    }
}
