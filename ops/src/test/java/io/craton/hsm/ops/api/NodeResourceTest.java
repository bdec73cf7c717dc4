package io.craton.hsm.ops.api;

import static io.craton.hsm.ops.api.Fixture.assertRefused;
import static io.craton.hsm.ops.api.Fixture.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.ops.api.NodeResource.DrainRequest;
import io.craton.hsm.ops.api.NodeResource.LeaderRequest;
import io.craton.hsm.ops.api.Route.Done;
import io.craton.hsm.ops.api.Route.Nothing;
import io.craton.hsm.ops.api.SelfTestResource.BackendTests;
import io.craton.hsm.ops.api.SelfTestResource.KnownAnswer;
import io.craton.hsm.ops.api.SelfTestResource.SelfTests;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeResourceTest {
    private final Fixture fixture = new Fixture();
    private final List<Route<?, ?>> routes = Stream.of(
                    new ClusterResource(fixture, "test").routes(),
                    new NodeResource(fixture, "test").routes(),
                    new SelfTestResource(fixture).routes())
            .flatMap(List::stream)
            .toList();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void showsTheClusterAndEachNode() {
        ClusterView view = value(call("GET", "/api/v1/cluster", new Nothing()), ClusterView.class);
        assertThat(view.name()).isEqualTo("test");
        assertThat(view.answeredBy()).isEqualTo("n1");
        assertThat(view.nodes()).hasSize(2);
        assertThat(value(call("GET", "/api/v1/nodes/{node}", new Nothing(), "node", "n2"), ClusterView.Node.class)
                        .answers())
                .isFalse();
        assertRefused(call("GET", "/api/v1/nodes/{node}", new Nothing(), "node", "n9"), 404, null);
    }

    @Test
    void showsTheSelfTestsOfEveryNode() {
        SelfTests tests = value(call("GET", "/api/v1/self-tests", new Nothing()), SelfTests.class);
        assertThat(tests.nodes().getFirst().backends())
                .containsExactly(new BackendTests(
                        "jdk",
                        "25",
                        true,
                        "passed",
                        "2023-11-14T22:13:20Z",
                        List.of(new KnownAnswer("SHA256", "FIPS 180-4", true, 12))));
        assertThat(tests.approvedOnly()).isFalse();
        assertThat(tests.notTested()).isNotEmpty();
        assertThat(tests.nodes().getLast().answers()).isFalse();
    }

    @Test
    void movesLeadershipOrSaysWhyNot() {
        value(lead("g1", "n1"), Done.class);
        assertRefused(lead("g1", "n2"), 409, null);
        assertRefused(lead("g9", "n1"), 404, null);
    }

    @Test
    void drainsOrSaysThatTheNodeDidNotAnswer() {
        value(call("PUT", "/api/v1/nodes/{node}/drain", new DrainRequest(true), "node", "n1"), Done.class);
        assertRefused(
                call("PUT", "/api/v1/nodes/{node}/drain", new DrainRequest(true), "node", "n2"), 503, "DEVICE_ERROR");
    }

    private Answer<?> lead(String group, String node) {
        return call("PUT", "/api/v1/groups/{group}/leader", new LeaderRequest(node), "group", group);
    }

    private Answer<?> call(String method, String path, Record request, String... variables) {
        return fixture.call(routes, method, path, request, variables);
    }
}
