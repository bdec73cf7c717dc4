package io.craton.hsm.ops.api;

import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import java.util.function.Function;

/** What a route answers: its value, or why not. */
public sealed interface Answer<R> {
    record Value<R>(R value) implements Answer<R> {}

    /** With another status than the route names; a health check that fails has something to say. */
    record WithStatus<R>(int status, R value) implements Answer<R> {}

    record Refused<R>(Problem problem) implements Answer<R> {}

    static <R> Answer<R> of(R value) {
        return new Value<>(value);
    }

    static <R> Answer<R> refused(ProblemKind kind, String detail) {
        return new Refused<>(Problem.of(kind, detail));
    }

    static <T, R> Answer<R> of(Outcome<T> outcome, Function<? super T, ? extends R> view) {
        return switch (outcome) {
            case Outcome.Done<T>(T value) -> new Value<>(view.apply(value));
            case Outcome.Refused<T>(Fault fault) -> new Refused<>(Problem.of(fault));
        };
    }
}
