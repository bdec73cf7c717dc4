package io.craton.hsm.ops.config;

import com.typesafe.config.ConfigOrigin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The problems found so far in one file. Not thread-safe. */
final class Problems {
    /** A file that is wrong in more places than this is the wrong file. */
    static final int MAX_REPORTED = 50;

    private final Path file;
    private final List<String> lines = new ArrayList<>();

    Problems(Path file) {
        this.file = file;
    }

    void add(@Nullable ConfigOrigin origin, String key, String text) {
        add(position(origin) + ": " + key + ": " + text);
    }

    void add(String text) {
        if (lines.size() < MAX_REPORTED) {
            lines.add(text);
        }
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    ConfigurationException toException() {
        return new ConfigurationException(lines);
    }

    private String position(@Nullable ConfigOrigin origin) {
        return origin == null || origin.lineNumber() <= 0 ? file.toString() : file + ":" + origin.lineNumber();
    }
}
