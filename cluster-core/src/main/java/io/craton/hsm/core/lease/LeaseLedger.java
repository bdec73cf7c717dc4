package io.craton.hsm.core.lease;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The leases a token's leader has granted in its term, and who has yet to confirm a revocation. A change that takes something away is
 * acknowledged only when every other node either confirmed it or cannot hold a valid lease any more; a leader that is new in office does
 * not know what its predecessor granted, so for it that means one whole lease after it became ready, or a word from every node.
 *
 * <p>Times are the leader's monotonic clock. Not thread-safe: one token actor owns it.
 */
public final class LeaseLedger {
    /** @param confirmedStamp the holder has dropped what was taken away up to this stamp */
    private record Holder(long expiresNanos, long confirmedStamp) {}

    private final Set<String> nodes;
    private final long quietUntilNanos;
    private final Map<String, Holder> holders = new HashMap<>();

    /**
     * @param nodes every node that could hold a lease, this one included
     * @param readyNanos when the leader became ready in its term
     */
    public LeaseLedger(Set<String> nodes, long readyNanos) {
        this.nodes = Set.copyOf(nodes);
        this.quietUntilNanos = readyNanos + LeaseTerms.GRANTED.toNanos();
    }

    /**
     * Records a grant. The holder counts from before it asked, so its lease ends by our reckoning at the latest. That a grant carries the
     * present stamp confirms nothing: it may be lost on the way.
     *
     * @param heldStamp what the holder said when it asked: everything taken away up to it has been dropped there
     */
    public void granted(String node, long heldStamp, long nowNanos) {
        holders.merge(
                requireNode(node),
                new Holder(nowNanos + LeaseTerms.GRANTED.toNanos(), heldStamp),
                (old, latest) ->
                        new Holder(latest.expiresNanos(), Math.max(old.confirmedStamp(), latest.confirmedStamp())));
    }

    /** The node has dropped everything that was taken away up to {@code stamp}. */
    public void confirmed(String node, long stamp) {
        holders.computeIfPresent(
                requireNode(node),
                (_, holder) -> new Holder(holder.expiresNanos(), Math.max(holder.confirmedStamp(), stamp)));
    }

    /** Nodes that may use what the change to {@code stamp} took away, as far as this leader knows. */
    public Set<String> unconfirmed(long stamp, long nowNanos) {
        return holders.entrySet().stream()
                .filter(entry -> blocks(entry.getValue(), stamp, nowNanos))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether the change to {@code stamp} may be acknowledged. */
    public boolean isSettled(long stamp, long nowNanos) {
        boolean quietOver = nowNanos - quietUntilNanos >= 0 || holders.keySet().containsAll(nodes);
        return quietOver && holders.values().stream().noneMatch(holder -> blocks(holder, stamp, nowNanos));
    }

    private static boolean blocks(Holder holder, long stamp, long nowNanos) {
        return holder.confirmedStamp() < stamp && nowNanos - holder.expiresNanos() < 0;
    }

    private String requireNode(String node) {
        if (!nodes.contains(node)) {
            throw new IllegalArgumentException("not a node of this cluster: " + node);
        }
        return node;
    }
}
