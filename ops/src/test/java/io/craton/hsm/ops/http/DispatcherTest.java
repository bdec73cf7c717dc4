package io.craton.hsm.ops.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.list;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.craton.hsm.auth.Operator;
import io.craton.hsm.auth.Operator.SecondFactorUse;
import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.auth.Permission;
import io.craton.hsm.auth.Refusal;
import io.craton.hsm.auth.Role;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.ops.api.Access;
import io.craton.hsm.ops.api.Answer;
import io.craton.hsm.ops.api.Pin;
import io.craton.hsm.ops.api.ProblemKind;
import io.craton.hsm.ops.api.Route;
import io.craton.hsm.ops.http.CallerGate.Decision;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DispatcherTest {
    record Order(String name, Pin pin, @Nullable Integer count) {}

    record Query(@Nullable Integer limit, @Nullable Boolean all) {}

    record Receipt(int number, String text) {}

    private static final Operator OFFICER = operator(Role.SECURITY_OFFICER);

    private final AtomicInteger carriedOut = new AtomicInteger();
    private Decision caller = new Decision.Known(OFFICER);
    private @Nullable Pin lastPin;
    private final Dispatcher dispatcher = new Dispatcher((_, _) -> caller);

    private final Route<Order, Receipt> order = new Route<>(
            Route.Method.POST,
            "/api/v1/orders/{id}",
            Access.needs(Permission.MANAGE_TOKENS),
            Order.class,
            Receipt.class,
            "Order",
            call -> {
                lastPin = call.request().pin();
                if (call.request().name().equals("refused")) {
                    return Answer.of(Outcome.<Receipt>refused(Fault.PIN_LOCKED), receipt -> receipt);
                }
                if (call.request().name().equals("defect")) {
                    throw new IllegalStateException("secret detail");
                }
                return Answer.of(new Receipt(
                        carriedOut.incrementAndGet(),
                        call.parameter("id") + call.request().name()));
            });

    private final Route<Query, Receipt> query = new Route<>(
            Route.Method.GET,
            "/api/v1/orders",
            Access.needs(Permission.VIEW_STATUS),
            Query.class,
            Receipt.class,
            "Ask",
            call -> Answer.of(new Receipt(
                    call.request().limit() == null ? -1 : call.request().limit(), "")));

    @Test
    void carriesOutWhatTheOperatorMay() throws IOException {
        ApiResponse answer = post("{\"name\":\"x\",\"pin\":\"1234\"}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(json(answer).get("text").asText()).isEqualTo("7x");
        assertThat(answer.headers().get("X-Request-Id")).matches("[0-9a-f]{16}");
    }

    @Test
    void refusesWhomTheGateDoesNotKnow() throws IOException {
        caller = Decision.Anonymous.ANONYMOUS;
        assertProblem(post("{}"), 401, "not-signed-in");

        caller = new Decision.Refused(new Refusal(Refusal.Reason.CERTIFICATE_REFUSED, "revoked"));
        ApiResponse refused = post("{}");
        assertProblem(refused, 401, "not-signed-in");
        assertThat(new String(refused.body(), UTF_8)).doesNotContain("revoked");
    }

    @Test
    void refusesWhatTheRolesDoNotAllowBeforeItReadsTheRequest() throws IOException {
        caller = new Decision.Known(operator(Role.VIEWER));
        ApiResponse answer = post("not JSON");
        assertProblem(answer, 403, "not-allowed");
        assertThat(json(answer).get("detail").asText())
                .isEqualTo("This takes a role that may initialise a token, unlock its user PIN.");
    }

    @Test
    void saysWhichFieldIsWrongWithoutRepeatingWhatItHolds() throws IOException {
        assertDetail(post("{\"name\":\"x\"}"), "the field /pin is missing.");
        assertDetail(post("{\"name\":\"x\",\"pin\":null}"), "the field /pin is missing.");
        assertDetail(
                post("{\"name\":\"x\",\"pin\":\"1\",\"count\":\"4711-secret\"}"),
                "the field /count is not what the API document says.");
        assertDetail(
                post("{\"name\":\"x\",\"pin\":\"1\",\"extra\":1}"),
                "the field /extra is not what the API document says.");
        assertDetail(
                post("{\"name\":\"x\",\"name\":\"y\"}"),
                "the request is not what the API document says.",
                "the body is not JSON.");
        assertDetail(post("{\"name\":"), "the body is not JSON.", "the request is not what the API document says.");
        assertDetail(
                post("{\"name\":\"x\",\"pin\":\"1\"} trailing"),
                "the request is not what the API document says.",
                "the body is not JSON.");
        assertThat(carriedOut).hasValue(0);
    }

    @Test
    void takesNothingButJson() throws IOException {
        assertProblem(
                dispatcher.serve(order, request("name=x", "application/x-www-form-urlencoded", null)),
                415,
                "wrong-content-type");
        assertThat(dispatcher
                        .serve(
                                order,
                                request("{\"name\":\"x\",\"pin\":\"1\"}", "Application/JSON; charset=utf-8", null))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void bindsTheQueryAndRefusesWhatItDoesNotKnow() throws IOException {
        assertThat(json(get(Map.of("limit", List.of("12")))).get("number").asInt())
                .isEqualTo(12);
        assertThat(json(get(Map.of())).get("number").asInt()).isEqualTo(-1);
        assertDetail(get(Map.of("limit", List.of("many"))), "the field /limit is not what the API document says.");
        assertDetail(get(Map.of("limits", List.of("1"))), "the field /limits is not what the API document says.");
        assertDetail(get(Map.of("limit", List.of("1", "2"))), "a parameter is given twice.");
    }

    @Test
    void makesAProblemDocumentOfWhatATokenRefuses() throws IOException {
        ApiResponse answer = post("{\"name\":\"refused\",\"pin\":\"1\"}");
        assertProblem(answer, 423, "pin-locked");
        assertThat(json(answer).get("fault").asText()).isEqualTo("PIN_LOCKED");
        assertThat(json(answer).get("instance").asText())
                .isEqualTo("urn:craton-hsm:request:" + answer.headers().get("X-Request-Id"));
    }

    @Test
    void tellsTheCallerNothingOfADefect() throws IOException {
        ApiResponse answer = post("{\"name\":\"defect\",\"pin\":\"1\"}");
        assertProblem(answer, 500, "defect");
        assertThat(new String(answer.body(), UTF_8)).doesNotContain("secret detail");
    }

    @Test
    void carriesOutARequestWithAKeyOnce() throws IOException {
        String body = "{\"name\":\"x\",\"pin\":\"1\"}";
        ApiResponse first = dispatcher.serve(order, request(body, "application/json", "key-1"));
        ApiResponse second = dispatcher.serve(order, request(body, "application/json", "key-1"));
        ApiResponse another =
                dispatcher.serve(order, request("{\"name\":\"y\",\"pin\":\"1\"}", "application/json", "key-1"));

        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.headers()).containsEntry("Idempotency-Replayed", "true");
        assertProblem(another, 422, "key-reused");
        assertThat(carriedOut).hasValue(1);
        assertProblem(dispatcher.serve(order, request(body, "application/json", "a b")), 400, "malformed-request");
    }

    @Test
    void forgetsTheKeyOfARequestThatEndedInADefect() {
        String body = "{\"name\":\"defect\",\"pin\":\"1\"}";
        assertThat(dispatcher
                        .serve(order, request(body, "application/json", "key-2"))
                        .status())
                .isEqualTo(500);
        assertThat(dispatcher
                        .serve(order, request("{\"name\":\"x\",\"pin\":\"1\"}", "application/json", "key-2"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void slowsASourceDownThatAsksTooOften() throws IOException {
        ApiResponse last = get(Map.of());
        for (int i = 0; i < 2_000 && last.status() == 200; i++) {
            last = get(Map.of());
        }
        assertProblem(last, 429, "too-many-requests");
        assertThat(last.headers()).containsEntry("Retry-After", "1");
    }

    @Test
    void readsAFormWhereARouteTakesOneAndPassesOverWhatItDoesNotName() throws IOException {
        Route<Told, Told> form = new Route<>(
                Route.Method.POST,
                "/told",
                Access.Open.OPEN,
                Told.class,
                Told.class,
                "Says it again",
                call -> Answer.of(call.request()));
        String type = "application/x-www-form-urlencoded; charset=utf-8";
        ApiResponse answer = dispatcher.serve(form, request("other=1&word=a%20b+c&other=2", type, null));
        assertThat(json(answer).get("word").asText()).isEqualTo("a b c");
        assertThat(dispatcher.serve(form, request("other=1", type, null)).status())
                .isEqualTo(400);
        assertThat(dispatcher.serve(form, request("word=1&word=2", type, null)).status())
                .isEqualTo(400);
        assertThat(dispatcher.serve(form, request("word=%zz", type, null)).status())
                .isEqualTo(400);
        assertProblem(
                dispatcher.serve(form, request("{\"word\":\"a\"}", "application/json", null)),
                415,
                "wrong-content-type");
    }

    record Told(String word) implements Route.FormEncoded {}

    @Test
    void wipesTheBody() {
        ApiRequest request = request("{\"name\":\"x\",\"pin\":\"1234\"}", "application/json", null);
        dispatcher.serve(order, request);
        assertThat(request.body()).containsOnly(0);
    }

    @Test
    void wipesThePinOfARequestHoweverItEnds() throws IOException {
        for (String name : List.of("x", "refused", "defect")) {
            post("{\"name\":\"" + name + "\",\"pin\":\"1234\"}");
            assertThat(lastPin).as(name).extracting("characters").isEqualTo(new char[4]);
        }
        byte[] refused = "{\"pin\":\"1234\",\"name\":\"x\",\"count\":\"many\"}".getBytes(UTF_8);
        RequestPins pins = new RequestPins();
        assertThatThrownBy(() -> ApiJson.readBody(refused, Order.class, pins))
                .isInstanceOf(ApiJson.MalformedException.class);
        assertThat(pins)
                .extracting("pins", list(Pin.class))
                .singleElement()
                .extracting("characters")
                .isEqualTo("1234".toCharArray());
    }

    @Test
    void countsWhatNoRouteTakesTowardsTheLimitToo() throws IOException {
        ApiResponse last = unknown();
        assertProblem(last, 404, "not-found");
        for (int i = 0; i < 2_000 && last.status() == 404; i++) {
            last = unknown();
        }
        assertProblem(last, 429, "too-many-requests");
        assertProblem(get(Map.of()), 429, "too-many-requests");
    }

    private ApiResponse unknown() {
        return dispatcher.unknown("192.0.2.1", ProblemKind.NOT_FOUND, "There is no such route.");
    }

    private ApiResponse post(String body) {
        return dispatcher.serve(order, request(body, "application/json", null));
    }

    private ApiResponse get(Map<String, List<String>> parameters) {
        return dispatcher.serve(
                query,
                new ApiRequest(
                        "192.0.2.1",
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of(),
                        parameters,
                        new byte[0]));
    }

    private static ApiRequest request(String body, String contentType, @Nullable String key) {
        return new ApiRequest(
                "192.0.2.1",
                List.of(),
                Optional.empty(),
                Optional.of(contentType),
                Optional.ofNullable(key),
                Map.of("id", "7"),
                Map.of(),
                body.getBytes(UTF_8));
    }

    private static Operator operator(Role role) {
        return new Operator(new OperatorId("certificate", "anne"), Set.of(role), SecondFactorUse.NOT_REQUIRED);
    }

    private static JsonNode json(ApiResponse answer) throws IOException {
        return new ObjectMapper().readTree(answer.body());
    }

    private static void assertDetail(ApiResponse answer, String... anyOf) throws IOException {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(json(answer).get("detail").asText()).isIn((Object[]) anyOf);
    }

    private static void assertProblem(ApiResponse answer, int status, String kind) throws IOException {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        assertThat(json(answer).get("type").asText()).isEqualTo("urn:craton-hsm:problem:" + kind);
        assertThat(json(answer).get("status").asInt()).isEqualTo(status);
    }
}
