package io.craton.hsm.auth.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A provider that answers with whatever token a test wants, on a port of loopback. */
final class FakeProvider implements AutoCloseable {
    static final String CLIENT = "hsm";

    private final HttpServer server;
    private final List<ECKey> keys = new CopyOnWriteArrayList<>();
    private final AtomicInteger keyRequests = new AtomicInteger();
    private final List<String> tokenRequests = new CopyOnWriteArrayList<>();
    private volatile boolean keysAreDown;
    private volatile boolean issParameter = true;
    private volatile int answerStatus = 200;
    private volatile String answer = "{}";
    private volatile String issuerInMetadata;

    FakeProvider() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        issuerInMetadata = issuer().toString();
        keys.add(newKey("first"));
        server.createContext("/.well-known/openid-configuration", exchange -> send(exchange, 200, metadata()));
        server.createContext("/keys", exchange -> {
            keyRequests.incrementAndGet();
            send(exchange, keysAreDown ? 503 : 200, new JWKSet(new ArrayList<>(keys)).toString());
        });
        server.createContext("/token", exchange -> {
            tokenRequests.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            send(exchange, answerStatus, answer);
        });
        server.start();
    }

    URI issuer() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private String metadata() {
        return """
                {"issuer": "%1$s", "authorization_endpoint": "%2$s/authorize", "token_endpoint": "%2$s/token",
                 "jwks_uri": "%2$s/keys", "response_types_supported": ["code"],
                 "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["ES256"],
                 "authorization_response_iss_parameter_supported": %3$s}
                """.formatted(issuerInMetadata, issuer(), issParameter);
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    static ECKey newKey(String id) throws Exception {
        return new ECKeyGenerator(Curve.P_256)
                .keyID(id)
                .algorithm(JWSAlgorithm.ES256)
                .generate();
    }

    void rotateTo(String id) throws Exception {
        keys.clear();
        keys.add(newKey(id));
    }

    void keysAreDown(boolean down) {
        keysAreDown = down;
    }

    void callItself(String issuer) {
        issuerInMetadata = issuer;
    }

    void sendIssParameter(boolean send) {
        issParameter = send;
    }

    int keyRequests() {
        return keyRequests.get();
    }

    String lastTokenRequest() {
        return tokenRequests.getLast();
    }

    int tokenRequestCount() {
        return tokenRequests.size();
    }

    /** Claims that pass, to be changed by a test. */
    JWTClaimsSet.Builder claims(String nonce) {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(issuer().toString())
                .subject("subject-1")
                .audience(CLIENT)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)))
                .claim("nonce", nonce)
                .claim("sid", "session-1")
                .claim("groups", List.of("hsm-officers", "staff"));
    }

    String signed(JWTClaimsSet claims) {
        return signed(claims, keys.getFirst(), null);
    }

    static String signed(JWTClaimsSet claims, ECKey key, @Nullable JOSEObjectType type) {
        try {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                            .keyID(key.getKeyID())
                            .type(type)
                            .build(),
                    claims);
            token.sign(new ECDSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("a test's own key signs", e);
        }
    }

    String signedLogout(JWTClaimsSet claims) {
        return signed(claims, keys.getFirst(), new JOSEObjectType("logout+jwt"));
    }

    static String unsigned(JWTClaimsSet claims) {
        return new PlainJWT(claims).serialize();
    }

    /** Signed with the client's secret, as some providers would. */
    static String macSigned(JWTClaimsSet claims, String secret) throws Exception {
        SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
        token.sign(new MACSigner(secret));
        return token.serialize();
    }

    void answer(int status, String body) {
        answerStatus = status;
        answer = body;
    }

    void answerWith(String idToken) {
        answer(200, "{\"access_token\": \"opaque\", \"token_type\": \"Bearer\", \"id_token\": \"" + idToken + "\"}");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
