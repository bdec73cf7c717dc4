package io.craton.hsm.ops.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.craton.hsm.auth.Operator;
import io.craton.hsm.auth.Operator.SecondFactorUse;
import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.auth.PermissionTable;
import io.craton.hsm.auth.Role;
import io.craton.hsm.ops.api.Access;
import io.craton.hsm.ops.api.Api;
import io.craton.hsm.ops.api.FakeNode;
import io.craton.hsm.ops.api.NodeAccess;
import io.craton.hsm.ops.api.Route;
import io.craton.hsm.ops.api.TokenSessions;
import io.craton.hsm.ops.config.NodeFiles;
import io.craton.hsm.ops.http.CallerGate.Decision;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every route of the API with every role, as the permission table says; the node behind them is away. */
class RoutePermissionTest {
    /** What answers without a caller; nothing else does. */
    private static final Set<String> OPEN = Set.of(
            "/health/live",
            "/health/ready",
            "/health/quorum",
            "/health/self-test",
            "/health/sealed",
            "/api/v1/openapi.json",
            "/api/v1/providers",
            "/api/v1/sign-in",
            "/api/v1/sign-in/certificate",
            "/api/v1/sign-in/device",
            "/api/v1/sign-in/device/answer",
            "/api/v1/oidc/{provider}/back-channel-logout",
            "/api/v1/sign-in/code",
            "/api/v1/sign-in/enrolment",
            "/api/v1/sign-out");

    @TempDir
    Path directory;

    private TokenSessions sessions;
    private List<Route<?, ?>> routes;
    private Decision caller = Decision.Anonymous.ANONYMOUS;

    @BeforeEach
    void declareRoutes() throws Exception {
        NodeAccess away = FakeNode.AWAY;
        sessions = new TokenSessions(away);
        routes = Api.routes(
                new NodeFiles(directory).load(), away, sessions, () -> new Route.Text("text/plain", "numbers"), "test");
    }

    @AfterEach
    void endSessions() {
        sessions.close();
    }

    @Test
    void onlyHealthAndTheDocumentAnswerWithoutACaller() {
        assertThat(routes.stream()
                        .filter(route -> route.access() instanceof Access.Open)
                        .map(Route::path)
                        .collect(Collectors.toSet()))
                .isEqualTo(OPEN);
        for (Route<?, ?> route : routes) {
            assertThat(serve(route).status() == 401).as(route.path()).isEqualTo(!OPEN.contains(route.path()));
        }
    }

    @Test
    void everyRouteServesExactlyTheRolesOfItsPermission() {
        for (Route<?, ?> route : routes) {
            if (route.access() instanceof Access.Needs(var permission)) {
                for (Role role : Role.values()) {
                    caller = new Decision.Known(new Operator(
                            new OperatorId("certificate", role.label()), Set.of(role), SecondFactorUse.NOT_REQUIRED));
                    assertThat(serve(route).status() != 403)
                            .as("%s %s as %s", route.method(), route.path(), role)
                            .isEqualTo(PermissionTable.allows(Set.of(role), permission));
                }
            }
        }
    }

    @Test
    void methodAndPathAreDeclaredOnce() {
        Set<String> seen = new HashSet<>();
        assertThat(routes)
                .allSatisfy(route -> assertThat(
                                seen.add(route.method() + route.path().replaceAll("\\{[a-z-]+}", "{}")))
                        .as(route.path())
                        .isTrue());
    }

    @Test
    void theDocumentNamesEveryRouteAndResolvesEveryReference() throws Exception {
        Route<?, ?> document = routes.stream()
                .filter(route -> route.path().endsWith("openapi.json"))
                .findFirst()
                .orElseThrow();
        JsonNode api = new ObjectMapper().readTree(serve(document).body());

        Set<String> operations = new HashSet<>();
        for (Route<?, ?> route : routes) {
            JsonNode operation =
                    api.get("paths").get(route.path()).get(route.method().name().toLowerCase(Locale.ROOT));
            assertThat(operation.get("summary").asText()).isEqualTo(route.summary());
            assertThat(operations.add(operation.get("operationId").asText())).isTrue();
            assertThat(operation.get("security").isEmpty()).isEqualTo(route.access() instanceof Access.Open);
        }
        assertThat(api.get("paths").size())
                .isEqualTo(routes.stream().map(Route::path).distinct().count());
        assertThat(api.findValuesAsText("$ref"))
                .isNotEmpty()
                .allSatisfy(
                        reference -> assertThat(api.at(reference.substring(1)).isMissingNode())
                                .as(reference)
                                .isFalse());
        assertThat(api.at("/components/schemas/SlotInitRequest/properties/soPin/format")
                        .asText())
                .isEqualTo("password");
    }

    private ApiResponse serve(Route<?, ?> route) {
        return new Dispatcher((_, _) -> caller)
                .serve(
                        route,
                        new ApiRequest(
                                "192.0.2.1",
                                List.of(),
                                Optional.empty(),
                                Optional.of("application/json"),
                                Optional.empty(),
                                route.variables().stream().collect(Collectors.toMap(name -> name, _ -> "1")),
                                Map.of(),
                                "{}".getBytes(UTF_8)));
    }
}
