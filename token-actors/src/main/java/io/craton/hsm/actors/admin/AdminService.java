package io.craton.hsm.actors.admin;

import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.RequestId;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Everything an operator can ask of the cluster beyond what applications can, as one node answers it for all. Who may ask is settled
 * before. Methods block, at most for the time they are given or until the deadline on the clock of {@link System#nanoTime}, and answer {@link io.craton.hsm.core.fault.Fault#DEVICE_ERROR} where the
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

    /** @return SLOT_ID_INVALID where there is no such slot, here as everywhere below */
    Outcome<TokenDescription> token(SlotId slot, long deadlineNanos);

    /** At most {@code limit} applications that use the token, in the order of their ids, from the first one above {@code after}. */
    Outcome<Page<ApplicationView>> applications(
            SlotId slot, Optional<ApplicationId> after, int limit, long deadlineNanos);

    /** At most {@code limit} open sessions, of one application or of all, from the first one above {@code after}. */
    Outcome<Page<SessionEntry>> sessions(
            SlotId slot, Optional<ApplicationId> application, SessionHandle after, int limit, long deadlineNanos);

    /**
     * Takes the token from an application: its sessions are closed and its login ends, on every node that could use it, before this
     * answers. It may open sessions anew.
     *
     * @param by who asks; kept with the change
     */
    Outcome<Outcome.Unit> evictApplication(SlotId slot, ApplicationId application, RequestId by, long deadlineNanos);

    /** Closes one session, whosever it is, likewise. */
    Outcome<Outcome.Unit> evictSession(SessionHandle session, RequestId by, long deadlineNanos);

    /**
     * A page of the token objects that {@code application} sees through {@code session}; looks on until it is full or the list ends.
     *
     * @return also SESSION_HANDLE_INVALID
     */
    Outcome<Page<ObjectSummary>> objects(
            ApplicationId application, SessionHandle session, ObjectQuery query, long deadlineNanos);
}
