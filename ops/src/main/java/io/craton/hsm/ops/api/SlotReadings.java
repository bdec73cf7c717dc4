package io.craton.hsm.ops.api;

import io.craton.hsm.actors.admin.AdminService;
import io.craton.hsm.actors.admin.TokenDescription;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.id.SlotId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What the leaders of tokens have said of them, for whoever reads one figure at a time: a leader is asked again after two seconds.
 * Thread-safe.
 */
public final class SlotReadings {
    private static final long GOOD_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long DEADLINE_NANOS = Duration.ofSeconds(1).toNanos();

    private record Reading(Optional<TokenDescription> token, long nanos) {}

    private final NodeAccess node;
    private final int slots;
    private final Map<SlotId, Reading> readings = new ConcurrentHashMap<>();

    public SlotReadings(NodeAccess node, int slots) {
        this.node = node;
        this.slots = slots;
    }

    /** Empty where the token's leader does not answer, or this node is starting or joining the others again. Blocks at most a second. */
    public Optional<TokenDescription> token(SlotId slot) {
        Reading known = readings.get(slot);
        if (known != null && System.nanoTime() - known.nanos() < GOOD_NANOS) {
            return known.token();
        }
        Optional<TokenDescription> token = node.admin().flatMap(admin -> ask(admin, slot));
        readings.put(slot, new Reading(token, System.nanoTime()));
        return token;
    }

    private static Optional<TokenDescription> ask(AdminService admin, SlotId slot) {
        return switch (admin.token(slot, System.nanoTime() + DEADLINE_NANOS)) {
            case Outcome.Done<TokenDescription>(TokenDescription found) -> Optional.of(found);
            case Outcome.Refused<TokenDescription> _ -> Optional.empty();
        };
    }

    /** Every slot in order. All leaders are asked at once: blocks little more than a second. */
    public Map<SlotId, Optional<TokenDescription>> all() {
        Map<SlotId, Optional<TokenDescription>> found = new TreeMap<>();
        try (ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Optional<TokenDescription>>> answers = new ArrayList<>();
            for (int slot = 0; slot < slots; slot++) {
                SlotId id = new SlotId(slot);
                answers.add(asking.submit(() -> token(id)));
            }
            for (int slot = 0; slot < slots; slot++) {
                found.put(new SlotId(slot), answers.get(slot).get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while tokens were asked", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a token was not asked", e);
        }
        return found;
    }
}
