package io.craton.hsm.ops.api;

import io.craton.hsm.auth.Permission;
import io.craton.hsm.ops.api.Route.Method;
import io.craton.hsm.ops.api.Route.Nothing;
import io.craton.hsm.ops.api.Route.Text;
import io.craton.hsm.ops.config.NodeConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Every route of the API. */
public final class Api {
    private Api() {}

    /**
     * @param metrics in the text form Prometheus reads
     * @param version of this program
     */
    public static List<Route<?, ?>> routes(
            NodeConfiguration configuration,
            NodeAccess node,
            TokenSessions sessions,
            Supplier<Text> metrics,
            String version) {
        String cluster = configuration.cluster().name();
        boolean openMetrics =
                configuration.admin().map(NodeConfiguration.Admin::openMetrics).orElse(false);
        List<Route<?, ?>> routes = new ArrayList<>(Stream.of(
                        new HealthResource(node).routes(),
                        new SignInResource(node).routes(),
                        new OpenIdResource(node).routes(),
                        new ClusterResource(node, cluster).routes(),
                        new NodeResource(node, cluster).routes(),
                        new SelfTestResource(node).routes(),
                        new MechanismResource(node).routes(),
                        new ConfigurationResource(configuration).routes(),
                        new ProviderResource(configuration, node).routes(),
                        new OperatorResource(node).routes(),
                        new SlotResource(node).routes(),
                        new ApplicationResource(node).routes(),
                        new TokenSessionResource(node, sessions).routes(),
                        new ObjectResource(node, sessions).routes(),
                        new KeyResource(node, sessions).routes())
                .flatMap(List::stream)
                .toList());
        routes.add(new Route<>(
                Method.GET,
                "/metrics",
                openMetrics ? Access.Open.OPEN : Access.needs(Permission.VIEW_STATUS),
                Nothing.class,
                Text.class,
                "Metrics for Prometheus",
                _ -> Answer.of(metrics.get())));
        List<Route<?, ?>> documented = new ArrayList<>(routes);
        documented.add(document(""));
        String document = OpenApi.text(OpenApi.document(documented, version));
        routes.add(document(document));
        return List.copyOf(routes);
    }

    private static Route<Nothing, Text> document(String text) {
        return new Route<>(
                Method.GET,
                "/api/v1/openapi.json",
                Access.Open.OPEN,
                Nothing.class,
                Text.class,
                "This document",
                _ -> Answer.of(new Text("application/json", text)));
    }
}
