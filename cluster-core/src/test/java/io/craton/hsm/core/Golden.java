package io.craton.hsm.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files that hold what the code must produce. Run with {@code -Dcraton.golden.update=true} to write them anew, then read the difference
 * before it is committed.
 */
public final class Golden {
    private Golden() {}

    /** Compares {@code actual} with the file, given relative to the module's folder. */
    public static void verify(Path file, String actual) {
        try {
            if (Boolean.getBoolean("craton.golden.update")) {
                Files.createDirectories(file.toAbsolutePath().getParent());
                Files.writeString(file, actual);
            }
            assertThat(actual).isEqualTo(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("golden file " + file, e);
        }
    }
}
