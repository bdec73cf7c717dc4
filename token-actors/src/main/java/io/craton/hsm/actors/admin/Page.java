package io.craton.hsm.actors.admin;

import java.util.List;

/** Part of a list; {@code isLast} where nothing comes after it. */
public record Page<T>(List<T> entries, boolean isLast) {
    public Page {
        entries = List.copyOf(entries);
    }
}
