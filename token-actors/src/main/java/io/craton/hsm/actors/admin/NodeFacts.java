package io.craton.hsm.actors.admin;

import io.craton.hsm.core.fault.Outcome;
import java.util.concurrent.CompletionStage;

/** What the administration needs of the node it runs on, whoever runs that. Thread-safe; no method blocks. */
public interface NodeFacts {
    NodeDescription describe();

    /**
     * Makes {@code toNode} lead {@code group}, which this node leads.
     *
     * @return ARGUMENTS_BAD where there is no such group or node, ACTION_PROHIBITED where this node does not lead it, DEVICE_ERROR where
     *     the transfer did not succeed in time
     */
    CompletionStage<Outcome<Outcome.Unit>> transferLeadership(String group, String toNode);

    /** From now on lets others lead what this node leads, or not any more. Forgotten when the process ends. */
    CompletionStage<Outcome<Outcome.Unit>> drain(boolean draining);
}
