package io.craton.hsm.core.token;

import io.craton.hsm.core.fault.Fault;
import java.util.List;

/** What a machine makes of a command: a refusal, a result it gave before, or events that become its new state. */
public sealed interface Decision<E> {
    record Refused<E>(Fault fault) implements Decision<E> {}

    /** The request was carried out before. */
    record Repeated<E>(Result result) implements Decision<E> {}

    /** No events where there is nothing to change. */
    record Accepted<E>(List<E> events, Result result) implements Decision<E> {}

    static <E> Decision<E> refused(Fault fault) {
        return new Refused<>(fault);
    }

    static <E> Decision<E> accepted(E event, Result result) {
        return new Accepted<>(List.of(event), result);
    }

    static <E> Decision<E> unchanged() {
        return new Accepted<>(List.of(), Result.NOTHING);
    }
}
