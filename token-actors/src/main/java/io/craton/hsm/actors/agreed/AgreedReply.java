package io.craton.hsm.actors.agreed;

import io.craton.hsm.actors.wire.ClusterMessage;
import io.craton.hsm.core.Octets;

/** What the keeper of an agreed state answers. */
public sealed interface AgreedReply extends ClusterMessage {
    /** Bytes of a state that fits one message between nodes. */
    int MAX_STATE_BYTES = 900 * 1024;

    /** The latest state; the answer to an append as well, where its version was not the latest. */
    record Current(long version, Octets state) implements AgreedReply {}

    /** The events are committed; the state has this version now. */
    record Appended(long version) implements AgreedReply {}

    /** The state has grown beyond {@link #MAX_STATE_BYTES}. */
    record TooLarge() implements AgreedReply {}
}
