package io.craton.hsm.raft;

import java.util.Objects;
import java.util.function.Function;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.setup.Setup;

/** Gives an actor system its Raft node; without it the journal refuses to start. Immutable. */
public final class RaftJournalSetup extends Setup {
    private final RaftNode node;
    private final Function<String, Address> addresses;

    /**
     * @param node this process's Raft node; it outlives the actor system
     * @param addresses node name to the address of that node's actor system; thread-safe
     */
    public RaftJournalSetup(RaftNode node, Function<String, Address> addresses) {
        this.node = Objects.requireNonNull(node, "node");
        this.addresses = Objects.requireNonNull(addresses, "addresses");
    }

    RaftNode node() {
        return node;
    }

    Address address(String nodeName) {
        return addresses.apply(nodeName);
    }
}
