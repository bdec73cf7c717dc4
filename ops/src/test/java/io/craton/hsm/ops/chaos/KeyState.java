package io.craton.hsm.ops.chaos;

import io.craton.hsm.ops.chaos.Observation.Result;
import java.util.Optional;

/** A key with a label that is made at most once: not yet there, there with a value, destroyed. What clients see is held against it. */
sealed interface KeyState {
    enum Missing implements KeyState {
        NEVER_MADE,
        DESTROYED
    }

    record Present(long value) implements KeyState {}

    KeyState START = Missing.NEVER_MADE;

    /** The state after {@code seen} took effect in this state; nothing where it could not have been seen. */
    default Optional<KeyState> after(Observation seen) {
        if (seen.result() == Result.ABSENT) {
            return this instanceof Missing ? Optional.of(this) : Optional.empty();
        }
        return switch (seen.act()) {
            case CREATE -> this == START ? Optional.of(new Present(seen.value())) : Optional.empty();
            case FIND -> seen.value() == (this instanceof Present ? 1 : 0) ? Optional.of(this) : Optional.empty();
            case GET -> equals(new Present(seen.value())) ? Optional.of(this) : Optional.empty();
            case SIGN -> this instanceof Present ? Optional.of(this) : Optional.empty();
            case SET -> this instanceof Present ? Optional.of(new Present(seen.value())) : Optional.empty();
            case DESTROY -> this instanceof Present ? Optional.of(Missing.DESTROYED) : Optional.empty();
        };
    }
}
