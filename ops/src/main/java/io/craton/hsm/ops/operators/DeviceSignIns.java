package io.craton.hsm.ops.operators;

import io.craton.hsm.auth.desk.SourceAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Bounds the sign-ins by device that began at this node and may still be confirmed: each costs the provider memory, and nobody has shown
 * anything yet. Thread-safe.
 */
final class DeviceSignIns {
    static final int MAX = 64;

    /** From one address, so that nobody takes the others' room. */
    static final int MAX_OF_ONE = 8;

    /** A provider may let a code live for longer; it is not counted for longer. */
    static final Duration LONGEST = Duration.ofMinutes(15);

    private record Begun(SourceAddress source, long endsNanos) {}

    private final List<Begun> begun = new ArrayList<>();

    /** Takes room for one more; false where there is none. */
    synchronized boolean take(SourceAddress source, long nowNanos) {
        begun.removeIf(each -> each.endsNanos() - nowNanos <= 0);
        long ofThisOne =
                begun.stream().filter(each -> each.source().equals(source)).count();
        if (begun.size() >= MAX || ofThisOne >= MAX_OF_ONE) {
            return false;
        }
        begun.add(new Begun(source, nowNanos + LONGEST.toNanos()));
        return true;
    }

    /** One from there has come to an end. */
    synchronized void end(SourceAddress source) {
        for (int i = 0; i < begun.size(); i++) {
            if (begun.get(i).source().equals(source)) {
                begun.remove(i);
                return;
            }
        }
    }
}
