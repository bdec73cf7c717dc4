package io.craton.hsm.actors.agreed;

import io.craton.hsm.actors.journal.PersistedType;
import java.util.function.BiFunction;

/**
 * One kind of agreed state.
 *
 * @param number of the state among those of the meta group, from 0; never given to another
 * @param name part of its persistence id
 * @param evolve the state after an event
 */
public record AgreedKind<S, E>(
        int number,
        String name,
        S blank,
        BiFunction<S, E, S> evolve,
        PersistedType<S> stateType,
        PersistedType<E> eventType) {}
