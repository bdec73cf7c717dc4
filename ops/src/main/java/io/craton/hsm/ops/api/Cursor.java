package io.craton.hsm.ops.api;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where a list goes on, as callers keep it: of no meaning to them. It names a position only, so that it needs no protection. */
final class Cursor {
    static final int DEFAULT_LIMIT = 100;
    static final int MAX_LIMIT = 1_000;

    /** The longest position is the name of an operator with its provider. */
    private static final int MAX_CHARS = 512;

    private Cursor() {}

    static String of(String position) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(StandardCharsets.UTF_8));
    }

    /** The position, {@code start} without a cursor; empty for what is no cursor. */
    static <T> Optional<T> position(@Nullable String cursor, T start, Function<String, T> parse) {
        if (cursor == null) {
            return Optional.of(start);
        }
        if (cursor.length() > MAX_CHARS) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse.apply(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static Optional<Integer> limit(@Nullable Integer asked) {
        int limit = asked == null ? DEFAULT_LIMIT : asked;
        return limit >= 1 && limit <= MAX_LIMIT ? Optional.of(limit) : Optional.empty();
    }

    static <R> Answer<R> refused() {
        return Answer.refused(
                ProblemKind.MALFORMED_REQUEST,
                "The cursor is not one that the API gave, or the limit is not between 1 and " + MAX_LIMIT + ".");
    }
}
