package io.craton.hsm.ops.api;

import io.craton.hsm.actors.Call;
import io.craton.hsm.actors.HsmService;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.RequestId;
import io.craton.hsm.core.id.SlotId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An application of an operator's own towards the tokens: what it does passes their PINs like anybody else's. Not thread-safe. */
final class OneCaller {
    private static final Logger LOG = LoggerFactory.getLogger(OneCaller.class);

    /** The operating system's user stands for nothing here; no other process ever presents this application's ticket. */
    private static final int NO_USER = -1;

    private final ApplicationId application;
    private long sequence;

    OneCaller(HsmService hsm) {
        this.application = hsm.admit(NO_USER).application();
    }

    ApplicationId application() {
        return application;
    }

    Call next(long deadlineNanos) {
        sequence++;
        return new Call(application, sequence, sequence, deadlineNanos);
    }

    RequestId request() {
        sequence++;
        return new RequestId(application, sequence);
    }

    /** Leaves the token: its session is closed and its login ends everywhere, and the token remembers nothing of it. */
    void leave(NodeAccess node, SlotId slot, long deadlineNanos) {
        node.admin().ifPresent(admin -> {
            if (admin.evictApplication(slot, application, request(), deadlineNanos)
                    instanceof Outcome.Refused<Outcome.Unit>(Fault fault)) {
                LOG.warn("an operator's application could not leave slot {}: {}", slot.value(), fault);
            }
        });
        node.hsm().ifPresent(hsm -> hsm.applicationGone(application));
    }
}
