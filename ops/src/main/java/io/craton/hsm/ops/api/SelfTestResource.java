package io.craton.hsm.ops.api;

import static io.craton.hsm.ops.api.Access.needs;

import io.craton.hsm.actors.admin.NodeAnswer;
import io.craton.hsm.actors.admin.NodeDescription;
import io.craton.hsm.auth.Permission;
import io.craton.hsm.ops.api.Route.Method;
import io.craton.hsm.ops.api.Route.Nothing;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Which self-tests of cryptography ran at the start of every node, and what they came to. */
final class SelfTestResource {
    /** What a validated module tests and this one does not yet. */
    static final List<String> NOT_TESTED = List.of(
            "random numbers: the kernel's and AWS-LC's, without health tests of ours",
            "PBKDF2 and HKDF of the key hierarchy",
            "the integrity of the program's files",
            "anything again after the start, except each generated key pair");

    /**
     * @param approvedOnly whether mechanisms that are not approved are refused
     * @param notTested in words
     */
    record SelfTests(boolean approvedOnly, List<String> notTested, List<NodeTests> nodes) {}

    record NodeTests(String node, boolean answers, List<BackendTests> backends) {}

    /** @param tested when its tests began, ISO 8601 */
    record BackendTests(
            String name, String version, boolean usable, String detail, String tested, List<KnownAnswer> tests) {}

    /** @param source where the answer is printed */
    record KnownAnswer(String name, String source, boolean passed, long micros) {}

    private final NodeAccess access;

    SelfTestResource(NodeAccess access) {
        this.access = access;
    }

    List<Route<?, ?>> routes() {
        return List.of(new Route<>(
                Method.GET,
                "/api/v1/self-tests",
                needs(Permission.VIEW_STATUS),
                Nothing.class,
                SelfTests.class,
                "Backends of cryptography and their self-tests, on every node",
                call -> ServingNode.admin(
                        access,
                        admin -> Answer.of(new SelfTests(
                                ClusterView.APPROVED_ONLY,
                                NOT_TESTED,
                                admin.nodes().stream()
                                        .map(SelfTestResource::tests)
                                        .toList())))));
    }

    private static NodeTests tests(NodeAnswer answer) {
        return switch (answer) {
            case NodeAnswer.Silent(String name, Optional<Instant> _) -> new NodeTests(name, false, List.of());
            case NodeAnswer.Described(NodeDescription node, Instant _) ->
                new NodeTests(
                        node.node(),
                        true,
                        node.backends().stream().map(SelfTestResource::tests).toList());
        };
    }

    private static BackendTests tests(NodeDescription.Backend backend) {
        return new BackendTests(
                backend.name(),
                backend.version(),
                backend.usable(),
                backend.detail(),
                Instant.ofEpochMilli(backend.testedMillis()).toString(),
                backend.tests().stream()
                        .map(it -> new KnownAnswer(it.name(), it.source(), it.passed(), it.micros()))
                        .toList());
    }
}
