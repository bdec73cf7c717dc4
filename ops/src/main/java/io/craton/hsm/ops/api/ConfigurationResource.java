package io.craton.hsm.ops.api;

import static io.craton.hsm.ops.api.Access.needs;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.craton.hsm.auth.Permission;
import io.craton.hsm.auth.Role;
import io.craton.hsm.ops.api.Route.Method;
import io.craton.hsm.ops.api.Route.Nothing;
import io.craton.hsm.ops.config.NodeConfiguration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What this node was told by its configuration file. Names files and shows none. */
final class ConfigurationResource {
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record View(
            String node,
            String cluster,
            int tokenGroups,
            int slots,
            List<Member> nodes,
            String dataDirectory,
            String keyFile,
            String gatewaySocket,
            int gatewayMaxConnections,
            int cryptoThreads,
            long startSeconds,
            long stopSeconds,
            @Nullable Admin admin) {}

    record Member(String name, String host, int raftPort, int actorPort) {}

    record Admin(String host, int port, String certificate, boolean openMetrics, List<RoleEntry> roles) {}

    record RoleEntry(String group, List<String> roles) {}

    private final NodeConfiguration configuration;

    ConfigurationResource(NodeConfiguration configuration) {
        this.configuration = configuration;
    }

    List<Route<?, ?>> routes() {
        return List.of(new Route<>(
                Method.GET,
                "/api/v1/configuration",
                needs(Permission.VIEW_STATUS),
                Nothing.class,
                View.class,
                "The configuration of the node that answers",
                _ -> Answer.of(view(configuration))));
    }

    static View view(NodeConfiguration it) {
        return new View(
                it.node().name(),
                it.cluster().name(),
                it.cluster().tokenGroups(),
                it.cluster().slots(),
                it.cluster().nodes().stream()
                        .map(node -> new Member(node.name(), node.host(), node.raftPort(), node.actorPort()))
                        .toList(),
                it.node().dataDirectory().toString(),
                it.cluster().keyFile().toString(),
                it.gateway().socket().toString(),
                it.gateway().maxConnections(),
                it.crypto().threads(),
                it.limits().start().toSeconds(),
                it.limits().stop().toSeconds(),
                it.admin().map(ConfigurationResource::view).orElse(null));
    }

    private static Admin view(NodeConfiguration.Admin it) {
        return new Admin(
                it.host(),
                it.port(),
                it.certificate().toString(),
                it.openMetrics(),
                it.operators().roles().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> new RoleEntry(
                                entry.getKey(),
                                entry.getValue().stream()
                                        .map(Role::label)
                                        .sorted()
                                        .toList()))
                        .toList());
    }
}
