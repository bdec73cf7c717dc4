package io.craton.hsm.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.actors.HsmService;
import io.craton.hsm.actors.admin.AdminService;
import io.craton.hsm.actors.admin.NodeDescription;
import io.craton.hsm.auth.Operator;
import io.craton.hsm.auth.Operator.SecondFactorUse;
import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.auth.Role;
import io.craton.hsm.ops.operators.OperatorDesk;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Resources over tokens in memory. */
final class Fixture implements NodeAccess, AutoCloseable {
    final FakeHsm hsm = new FakeHsm();
    final FakeAdmin admin = new FakeAdmin(hsm);
    final TokenSessions sessions = new TokenSessions(this);
    String operator = "anne";
    Optional<OperatorDesk> desk = Optional.empty();

    @Override
    public Optional<AdminService> admin() {
        return Optional.of(admin);
    }

    @Override
    public Optional<HsmService> hsm() {
        return Optional.of(hsm);
    }

    @Override
    public Optional<OperatorDesk> operators() {
        return desk;
    }

    @Override
    public NodeDescription self() {
        return new NodeDescription("n1", "1", 1, true, false, List.of(), List.of(), List.of(), List.of());
    }

    /** Calls the route of {@code method} and {@code path} among {@code routes}, its variables given as name, value. */
    Answer<?> call(List<Route<?, ?>> routes, String method, String path, Record request, String... variables) {
        Route<?, ?> route = routes.stream()
                .filter(each ->
                        each.method().name().equals(method) && each.path().equals(path))
                .findFirst()
                .orElseThrow();
        assertThat(request).isInstanceOf(route.request());
        return handle(route, request, variables);
    }

    @SuppressWarnings("unchecked")
    private <Q extends Record, R> Answer<R> handle(Route<?, ?> route, Q request, String... variables) {
        Map<String, String> parameters = new HashMap<>();
        for (int i = 0; i < variables.length; i += 2) {
            parameters.put(variables[i], variables[i + 1]);
        }
        return ((Route<Q, R>) route)
                .handler()
                .handle(new ApiCall<>(
                        "0123",
                        "192.0.2.1",
                        List.of(),
                        Optional.of(new Operator(
                                new OperatorId("certificate", operator),
                                Set.of(Role.CRYPTO_OFFICER),
                                SecondFactorUse.NOT_REQUIRED)),
                        parameters,
                        request,
                        System.nanoTime() + Duration.ofSeconds(10).toNanos()));
    }

    static <T> T value(Answer<?> answer, Class<T> type) {
        return switch (answer) {
            case Answer.Value<?>(Object value) -> type.cast(value);
            case Answer.WithStatus<?>(int _, Object value) -> type.cast(value);
            case Answer.Refused<?>(Problem problem) -> throw new AssertionError("refused: " + problem);
        };
    }

    static void assertRefused(Answer<?> answer, int status, @Nullable String fault) {
        assertThat(answer).isInstanceOfSatisfying(Answer.Refused.class, refused -> {
            assertThat(refused.problem().status()).isEqualTo(status);
            assertThat(refused.problem().fault()).isEqualTo(fault);
        });
    }

    static Pin pin(String text) {
        return new Pin(text.toCharArray());
    }

    @Override
    public void close() {
        sessions.close();
    }
}
