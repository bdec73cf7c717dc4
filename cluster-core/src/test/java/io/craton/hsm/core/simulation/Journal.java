package io.craton.hsm.core.simulation;

import io.craton.hsm.core.codec.TokenEventCodec;
import io.craton.hsm.core.token.TokenEvent;
import io.craton.hsm.core.token.TokenState;

/** One node's replicated state machine: takes committed writes in order, and refuses those of a copy that is not the present one. */
final class Journal {
    private final World world;
    private Chronicle chronicle;
    private long head;
    private int applied;

    Journal(World world, TokenState initial) {
        this.world = world;
        this.chronicle = Chronicle.of(initial);
    }

    Chronicle chronicle() {
        return chronicle;
    }

    /** The number of the last event. */
    long head() {
        return head;
    }

    int applied() {
        return applied;
    }

    /** Whether the entry's write took effect. */
    boolean apply(LogEntry entry) {
        boolean accepted = entry.write().filter(write -> fits(entry, write)).isPresent();
        world.invariants().applied(applied, entry, accepted);
        applied++;
        if (accepted) {
            for (byte[] bytes : entry.write().orElseThrow().events()) {
                TokenEvent event = TokenEventCodec.decode(bytes);
                world.invariants().event(++head, event, chronicle);
                chronicle = chronicle.after(event);
            }
        }
        return accepted;
    }

    private boolean fits(LogEntry entry, LogEntry.Write write) {
        boolean next = world.deviates(Deviation.NO_SEQUENCE_FENCE) || write.fromSequence() == head + 1;
        boolean present = world.deviates(Deviation.NO_TERM_FENCE) || write.writerTerm() >= entry.term();
        return next && present;
    }
}
