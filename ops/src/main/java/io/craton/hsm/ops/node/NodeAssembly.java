package io.craton.hsm.ops.node;

import io.craton.hsm.ops.config.NodeConfiguration;
import io.craton.hsm.ops.status.NodeReport;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Puts a node's parts together and starts them: the one place that knows every module. */
@FunctionalInterface
public interface NodeAssembly {
    /**
     * Starts every part. Called once, on a process that is already hardened and owns its data directory. What was started is
     * stopped again when a later part fails.
     */
    Running start(NodeConfiguration configuration) throws NodeStartException;

    /** The started parts. Thread-safe. */
    interface Running extends AutoCloseable {
        /** Whether PKCS#11 requests are answered now: self-tests passed, gateway open, a leader known for every group. */
        boolean serving();

        List<NodeReport.Group> groups();

        /** The names of the groups that this node leads and is ready to write to. */
        List<String> groupsLed();

        /** Completes, with one line that says why, when a part has stopped for good and only a restart of the process helps. */
        CompletionStage<String> failure();

        /** Stops every part in the order that loses nothing; bounded by the caller. Idempotent. */
        @Override
        void close();
    }
}
