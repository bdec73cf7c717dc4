package io.craton.hsm.actors.admin;

import java.time.Instant;
import java.util.Optional;

/** What came of asking a node how it is. */
public sealed interface NodeAnswer {
    String node();

    record Described(NodeDescription description, Instant heard) implements NodeAnswer {
        @Override
        public String node() {
            return description.node();
        }
    }

    /**
     * It did not answer in time.
     *
     * @param lastHeard when it last did, as far as this node's process remembers
     */
    record Silent(String node, Optional<Instant> lastHeard) implements NodeAnswer {}
}
