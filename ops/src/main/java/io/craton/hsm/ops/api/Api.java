package io.craton.hsm.ops.api;

import java.util.List;
import java.util.stream.Stream;

/** Every route of the API. */
public final class Api {
    private Api() {}

    public static List<Route<?, ?>> routes(NodeAccess node, String clusterName) {
        return Stream.of(new ClusterResource(node, clusterName).routes())
                .flatMap(List::stream)
                .toList();
    }
}
