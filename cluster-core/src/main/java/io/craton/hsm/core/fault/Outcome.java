package io.craton.hsm.core.fault;

import java.util.function.Function;

/** What a request came to: its value, or the refusal. */
public sealed interface Outcome<T> {
    record Done<T>(T value) implements Outcome<T> {}

    record Refused<T>(Fault fault) implements Outcome<T> {}

    /** The value of a request that answers nothing but that it was done. */
    enum Unit {
        UNIT
    }

    Outcome<Unit> OK = new Done<>(Unit.UNIT);

    static <T> Outcome<T> done(T value) {
        return new Done<>(value);
    }

    static <T> Outcome<T> refused(Fault fault) {
        return new Refused<>(fault);
    }

    default <R> Outcome<R> map(Function<? super T, ? extends R> next) {
        return switch (this) {
            case Done<T>(T value) -> new Done<>(next.apply(value));
            case Refused<T>(Fault fault) -> new Refused<>(fault);
        };
    }

    default <R> Outcome<R> flatMap(Function<? super T, Outcome<R>> next) {
        return switch (this) {
            case Done<T>(T value) -> next.apply(value);
            case Refused<T>(Fault fault) -> new Refused<>(fault);
        };
    }

    default boolean isDone() {
        return this instanceof Done<T>;
    }
}
