package io.craton.hsm.ops.http;

import io.craton.hsm.auth.Operator;
import io.craton.hsm.auth.Refusal;
import io.craton.hsm.ops.api.Access;
import io.craton.hsm.ops.api.Answer;
import io.craton.hsm.ops.api.ApiCall;
import io.craton.hsm.ops.api.Problem;
import io.craton.hsm.ops.api.ProblemKind;
import io.craton.hsm.ops.api.Route;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every request goes through, in this order: a number of its own, the limit of its source, who calls and whether he may, the form of
 * the request, its idempotency key, the route. Knows nothing of sockets. Thread-safe.
 */
final class Dispatcher {
    /** The largest request of the API is a template with a certificate in it. */
    static final int MAX_BODY_BYTES = 64 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final Duration DEADLINE = Duration.ofSeconds(15);

    private final CallerGate gate;
    private final RateLimit rate = RateLimit.ofRequests();
    private final IdempotencyKeys keys = new IdempotencyKeys();
    private final SecureRandom random = new SecureRandom();

    Dispatcher(CallerGate gate) {
        this.gate = gate;
    }

    /** Serves one request; wipes its body and its PINs. */
    <Q extends Record, R> ApiResponse serve(Route<Q, R> route, ApiRequest request) {
        String id = requestId();
        try {
            return admit(route, request, id).with("X-Request-Id", id);
        } catch (RuntimeException e) {
            LOG.error("request {} to {} {} failed", id, route.method(), route.path(), e);
            return problem(Problem.of(ProblemKind.DEFECT, "The node's log says more."), id)
                    .with("X-Request-Id", id);
        } finally {
            Arrays.fill(request.body(), (byte) 0);
        }
    }

    /** Answers a request that no route takes; it counts towards the limit of its source too. */
    ApiResponse unknown(String source, ProblemKind kind, String detail) {
        String id = requestId();
        ApiResponse answer =
                rate.allows(source, System.nanoTime()) ? problem(Problem.of(kind, detail), id) : tooMany(id);
        return answer.with("X-Request-Id", id);
    }

    private static ApiResponse tooMany(String id) {
        return problem(Problem.of(ProblemKind.TOO_MANY_REQUESTS, "Try again in a second."), id)
                .with("Retry-After", "1");
    }

    /** Whoever holds a good certificate may know that a code is missing. */
    private static Problem notSignedIn(Refusal refusal) {
        return refusal.reason() == Refusal.Reason.NO_SECOND_FACTOR
                ? Problem.of(ProblemKind.CODE_NEEDED, "Sign in with the certificate and a one-time code.")
                : Problem.of(ProblemKind.NOT_SIGNED_IN, Refusal.MESSAGE);
    }

    private String requestId() {
        byte[] id = new byte[8];
        random.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    private <Q extends Record, R> ApiResponse admit(Route<Q, R> route, ApiRequest request, String id) {
        if (!rate.allows(request.source(), System.nanoTime())) {
            return tooMany(id);
        }
        return switch (route.access()) {
            case Access.Open _ -> handle(route, request, id, Optional.empty());
            case Access.Needs(var permission) ->
                switch (gate.identify(request.chain(), request.authorization())) {
                    case CallerGate.Decision.Anonymous _ ->
                        problem(
                                Problem.of(
                                        ProblemKind.NOT_SIGNED_IN,
                                        "Sign in, or show a client certificate of an operator."),
                                id);
                    case CallerGate.Decision.Refused(Refusal refusal) -> {
                        LOG.warn(
                                "request {} from {} refused: {}, {}",
                                id,
                                request.source(),
                                refusal.reason(),
                                refusal.detail());
                        yield problem(notSignedIn(refusal), id);
                    }
                    case CallerGate.Decision.Known(Operator operator) ->
                        operator.may(permission)
                                ? once(route, request, id, operator)
                                : problem(
                                        Problem.of(
                                                ProblemKind.NOT_ALLOWED,
                                                "This takes a role that may " + permission.meaning() + "."),
                                        id);
                };
        };
    }

    /** A change under an idempotency key is carried out once. */
    private <Q extends Record, R> ApiResponse once(
            Route<Q, R> route, ApiRequest request, String id, Operator operator) {
        if (request.idempotencyKey().isEmpty() || !route.method().changes()) {
            return logged(route, id, operator, handle(route, request, id, Optional.of(operator)));
        }
        String key = request.idempotencyKey().get();
        if (!IdempotencyKeys.isKey(key)) {
            return problem(
                    Problem.of(
                            ProblemKind.MALFORMED_REQUEST,
                            "An idempotency key has 1 to 128 printable characters without blanks."),
                    id);
        }
        byte[] digest = keys.digest(
                route.method() + " " + route.path() + request.pathParameters() + request.query(), request.body());
        return switch (keys.begin(operator.id(), key, digest, System.nanoTime())) {
            case IdempotencyKeys.Found.First _ -> {
                ApiResponse answer = defect(id);
                try {
                    answer = logged(route, id, operator, handle(route, request, id, Optional.of(operator)));
                } finally {
                    keys.finish(operator.id(), key, answer);
                }
                yield answer;
            }
            case IdempotencyKeys.Found.Replay(ApiResponse answer) -> answer.with("Idempotency-Replayed", "true");
            case IdempotencyKeys.Found.UnderWay _ ->
                problem(Problem.of(ProblemKind.CONFLICT, "The first request with this key is still under way."), id);
            case IdempotencyKeys.Found.Another _ ->
                problem(Problem.of(ProblemKind.KEY_REUSED, "Take another key for another request."), id);
            case IdempotencyKeys.Found.Full _ ->
                problem(
                        Problem.of(ProblemKind.TOO_MANY_REQUESTS, "Too many idempotency keys of the last ten minutes."),
                        id);
        };
    }

    private static ApiResponse defect(String id) {
        return problem(Problem.of(ProblemKind.DEFECT, "The node's log says more."), id);
    }

    private static <Q extends Record, R> ApiResponse logged(
            Route<Q, R> route, String id, Operator operator, ApiResponse answer) {
        if (route.method().changes()) {
            LOG.info("request {} of {}: {} {}: {}", id, operator.id(), route.method(), route.path(), answer.status());
        }
        return answer;
    }

    private <Q extends Record, R> ApiResponse handle(
            Route<Q, R> route, ApiRequest request, String id, Optional<Operator> operator) {
        if (route.method().hasBody() && request.body().length > 0 && !isOf(request.contentType(), route.bodyType())) {
            return problem(Problem.of(ProblemKind.WRONG_CONTENT_TYPE, "Send " + route.bodyType() + "."), id);
        }
        try (RequestPins pins = new RequestPins()) {
            Q asked = read(route, request, pins);
            long deadline = System.nanoTime() + DEADLINE.toNanos();
            Answer<R> answer = route.handler()
                    .handle(new ApiCall<>(
                            id,
                            request.source(),
                            request.chain(),
                            operator,
                            request.pathParameters(),
                            asked,
                            deadline));
            return written(route, answer, id);
        } catch (ApiJson.MalformedException e) {
            return problem(Problem.of(ProblemKind.MALFORMED_REQUEST, e.getMessage() + "."), id);
        }
    }

    private static <Q extends Record> Q read(Route<Q, ?> route, ApiRequest request, RequestPins pins)
            throws ApiJson.MalformedException {
        if (!route.method().hasBody()) {
            return ApiJson.readQuery(request.query(), route.request());
        }
        return route.isForm()
                ? ApiJson.readForm(request.body(), route.request())
                : ApiJson.readBody(request.body(), route.request(), pins);
    }

    private static boolean isOf(Optional<String> contentType, String expected) {
        return contentType
                .map(type -> type.split(";", 2)[0].strip())
                .filter(expected::equalsIgnoreCase)
                .isPresent();
    }

    private static <R> ApiResponse written(Route<?, R> route, Answer<R> answer, String id) {
        return switch (answer) {
            case Answer.Value<R>(R value) -> json(route.status(), value);
            case Answer.WithStatus<R>(int status, R value) -> json(status, value);
            case Answer.Refused<R>(Problem problem) -> problem(problem, id);
        };
    }

    private static <R> ApiResponse json(int status, R value) {
        return switch (value) {
            case Route.Text text ->
                new ApiResponse(status, text.contentType(), text.text().getBytes(StandardCharsets.UTF_8), Map.of());
            case Object other -> new ApiResponse(status, "application/json", ApiJson.write(other), Map.of());
        };
    }

    private static ApiResponse problem(Problem problem, String id) {
        return new ApiResponse(problem.status(), Problem.CONTENT_TYPE, ApiJson.write(problem.about(id)), Map.of());
    }
}
