package io.craton.hsm.core.simulation;

import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.RequestId;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.token.TokenEvent;
import io.craton.hsm.core.token.TokenLimits;
import io.craton.hsm.core.token.TokenState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Everything that must hold, told of every step that could break it. It sees the whole cluster at once, which no node can. */
final class Invariants {
    private final Map<Long, Integer> leaders = new HashMap<>();
    private final List<LogEntry> committed = new ArrayList<>();
    private final List<Long> writers = new ArrayList<>();
    private long events;
    private final Map<RequestId, Map<Object, Long>> effects = new HashMap<>();
    private final Set<RequestId> concluded = new HashSet<>();
    private final Map<RequestId, Integer> counted = new HashMap<>();
    private final Map<Integer, Set<RequestId>> wrongPins = new HashMap<>();
    private int pinWindow;
    private final Set<SessionHandle> sessions = new HashSet<>();
    private final Set<ObjectHandle> objects = new HashSet<>();
    private final Map<Object, Long> acknowledged = new HashMap<>();
    private final Tally tally = new Tally();

    Tally tally() {
        return tally;
    }

    void leads(int node, long term) {
        Integer earlier = leaders.putIfAbsent(term, node);
        require(earlier == null || earlier == node, "two leaders in term " + term);
        tally.elections++;
    }

    /** A node applied the entry at {@code index}. */
    void applied(int index, LogEntry entry, boolean accepted) {
        if (index < committed.size()) {
            require(committed.get(index) == entry, "committed entry " + index + " was replaced by another");
            return;
        }
        committed.add(entry);
        if (accepted) {
            long writer = entry.write().orElseThrow().writer();
            if (writers.isEmpty() || writers.getLast() != writer) {
                require(!writers.contains(writer), "a copy wrote again after its successor had written");
                writers.add(writer);
            }
        } else if (entry.write().isPresent()) {
            tally.fenced++;
        }
    }

    /** A node took up event {@code number}; {@code before} is its state before it. */
    void event(long number, TokenEvent event, Chronicle before) {
        if (number <= events) {
            return;
        }
        events = number;
        Chronicle after = before.after(event);
        Chronicle.requestOf(event).ifPresent(request -> {
            Map<Object, Long> taken = effects.computeIfAbsent(request, _ -> new HashMap<>());
            before.taken(event, after.state()).forEach(it -> taken.put(it, after.epoch(it)));
            takesEffectOnce(request, event);
        });
        neverAgain(event);
        pins(event, before.state(), after.state());
    }

    private void takesEffectOnce(RequestId request, TokenEvent event) {
        if (event instanceof TokenEvent.PinTryCounted) {
            require(counted.putIfAbsent(request, pinWindow) == null, "one request spent two PIN tries");
        } else {
            require(concluded.add(request), "one request took effect twice");
        }
    }

    private void neverAgain(TokenEvent event) {
        if (event instanceof TokenEvent.SessionOpened opened) {
            require(sessions.add(opened.session()), "a session handle was handed out twice");
        }
        if (event instanceof TokenEvent.ObjectsCreated created) {
            created.objects()
                    .forEach(object -> require(objects.add(object.handle()), "an object handle was handed out twice"));
        }
    }

    private void pins(TokenEvent event, TokenState before, TokenState after) {
        boolean clears = event instanceof TokenEvent.LoggedIn || event instanceof TokenEvent.PinSet;
        require(clears || tries(after) >= tries(before), "PIN tries were rolled back");
        require(tries(after) <= TokenLimits.MAX_PIN_TRIES, "more PIN tries than the limit");
        if (clears) {
            pinWindow++;
        }
    }

    private static int tries(TokenState state) {
        return state.identity()
                .flatMap(TokenState.Identity::userPin)
                .map(pin -> pin.tries())
                .orElse(0);
    }

    /** A leader looked at a PIN. */
    void pinChecked(RequestId request, boolean right) {
        Integer window = counted.get(request);
        require(window != null, "a PIN was looked at before its try was on record");
        if (!right && window != null) {
            Set<RequestId> wrong = wrongPins.computeIfAbsent(window, _ -> new HashSet<>());
            wrong.add(request);
            require(wrong.size() <= TokenLimits.MAX_PIN_TRIES, "more wrong PINs were looked at than the limit");
            tally.wrongPins++;
        }
    }

    /** A leader tells a client that its change is done. */
    void acknowledged(RequestId request, boolean changed) {
        if (!changed) {
            return;
        }
        require(concluded.contains(request), "a change was acknowledged that is not committed");
        tally.changes++;
        effects.getOrDefault(request, Map.of()).forEach((taken, epoch) -> {
            acknowledged.merge(taken, epoch, Math::max);
            tally.revocations++;
        });
    }

    /** A signature leaves a node. */
    void signed(KeyEntry entry) {
        tally.signatures++;
        ObjectHandle key = entry.key().handle();
        require(
                entry.keyEpoch() >= acknowledged.getOrDefault(key, 0L),
                "a signature left after the key's destruction or change was acknowledged");
        if (entry.key().isPrivate()) {
            ApplicationId application = entry.application();
            require(
                    entry.loginEpoch() >= acknowledged.getOrDefault(application, 0L),
                    "a private key was used after the logout was acknowledged");
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new InvariantBroken(otherwise);
        }
    }
}
