package io.craton.hsm.ops.node;

import io.craton.hsm.ops.config.NodeConfiguration.Member;
import io.craton.hsm.raft.GroupId;
import io.craton.hsm.raft.GroupStatus;
import io.craton.hsm.raft.RaftNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Before a node stops in good order it lets others lead what it leads: tens of milliseconds instead of an election. A courtesy, and
 * bounded: where it does not succeed the election follows.
 */
final class LeadershipHandOver {
    private static final Logger LOG = LoggerFactory.getLogger(LeadershipHandOver.class);

    /** For one attempt at one node; all groups try at once. */
    private static final Duration ATTEMPT = Duration.ofMillis(400);

    /** More nodes than this are not asked. */
    private static final int MAX_ATTEMPTS = 3;

    private LeadershipHandOver() {}

    static void run(RaftNode raft, List<Member> nodes) {
        List<String> others = nodes.stream()
                .map(Member::name)
                .filter(name -> !name.equals(raft.name()))
                .toList();
        List<GroupId> led = led(raft);
        for (int attempt = 0; attempt < Math.min(MAX_ATTEMPTS, others.size()) && !led.isEmpty(); attempt++) {
            List<CompletableFuture<Void>> transfers = new ArrayList<>();
            for (GroupId group : led) {
                // Spread over the others, so that one node does not get all groups.
                String to = others.get((group.index() + attempt) % others.size());
                transfers.add(raft.transferLeadership(group, to, ATTEMPT).toCompletableFuture());
            }
            await(transfers);
            led = led(raft);
        }
    }

    private static List<GroupId> led(RaftNode raft) {
        return raft.groups().stream()
                .filter(group -> raft.status(group).role() == GroupStatus.Role.LEADER)
                .toList();
    }

    private static void await(List<CompletableFuture<Void>> transfers) {
        try {
            CompletableFuture.allOf(transfers.toArray(CompletableFuture[]::new))
                    .orTimeout(2 * ATTEMPT.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException e) {
            LOG.info("leadership was not handed over: {}", String.valueOf(e.getCause()));
        }
    }
}
