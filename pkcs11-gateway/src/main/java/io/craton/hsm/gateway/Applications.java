package io.craton.hsm.gateway;

import io.craton.hsm.core.id.ApplicationId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The applications connected to this node. One without a connection stays for a grace, so that a process that merely reconnects keeps its
 * sessions; then it is gone. Entries are no more than connections, and those closed within the last grace. Thread-safe.
 */
final class Applications {
    private static final class Presence {
        int connections;

        /** When the last connection went; meaningful while there is none. */
        long alone;

        /** It took its leave: nothing is left to report. */
        boolean saidGoodbye;
    }

    private final long graceNanos;
    private final Map<ApplicationId, Presence> present = new HashMap<>();

    Applications(Duration grace) {
        this.graceNanos = grace.toNanos();
    }

    synchronized void connected(ApplicationId application) {
        present.computeIfAbsent(application, id -> new Presence()).connections++;
    }

    /** The application is gone from now on, whatever connections it still has. */
    synchronized void saidGoodbye(ApplicationId application) {
        Presence presence = present.get(application);
        if (presence != null) {
            presence.saidGoodbye = true;
        }
    }

    synchronized void disconnected(ApplicationId application, long nowNanos) {
        Presence presence = present.get(application);
        if (presence == null || --presence.connections > 0) {
            return;
        }
        if (presence.saidGoodbye) {
            present.remove(application);
        } else {
            presence.alone = nowNanos;
        }
    }

    /** Forgets and returns the applications whose grace has passed. */
    synchronized List<ApplicationId> takeGone(long nowNanos) {
        List<ApplicationId> gone = new ArrayList<>();
        Iterator<Map.Entry<ApplicationId, Presence>> entries =
                present.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<ApplicationId, Presence> entry = entries.next();
            Presence presence = entry.getValue();
            if (presence.connections == 0 && nowNanos - presence.alone >= graceNanos) {
                gone.add(entry.getKey());
                entries.remove();
            }
        }
        return gone;
    }

    synchronized int count() {
        return present.size();
    }
}
