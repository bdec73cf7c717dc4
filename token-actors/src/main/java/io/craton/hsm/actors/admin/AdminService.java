package io.craton.hsm.actors.admin;

import io.craton.hsm.core.fault.Outcome;
import java.time.Duration;
import java.util.List;

/**
 * Everything an operator can ask of the cluster beyond what applications can, as one node answers it for all. Who may ask is settled
 * before. Methods block, at most for the time they are given, and answer {@link io.craton.hsm.core.fault.Fault#DEVICE_ERROR} where the
 * cluster could not. Thread-safe.
 */
public interface AdminService {
    /** This node's name. */
    String self();

    /** All nodes in the order of the configuration. One that does not answer within a second is {@link NodeAnswer.Silent}. */
    List<NodeAnswer> nodes();

    /** All nodes as they were known last, at most some seconds ago; does not block. */
    List<NodeAnswer> lastKnown();

    /**
     * Makes {@code toNode} lead {@code group}.
     *
     * @return ARGUMENTS_BAD where there is no such group or node, ACTION_PROHIBITED where the node is draining or does not answer
     */
    Outcome<Outcome.Unit> transferLeadership(String group, String toNode, Duration deadline);

    /**
     * Has {@code node} lead nothing from now on, or lead again.
     *
     * @return ARGUMENTS_BAD where there is no such node; ACTION_PROHIBITED where another node drains or does not answer, so that too few
     *     would be left to lead
     */
    Outcome<Outcome.Unit> drain(String node, boolean draining, Duration deadline);
}
