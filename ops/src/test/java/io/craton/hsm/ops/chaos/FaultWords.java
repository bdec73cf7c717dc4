package io.craton.hsm.ops.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** What {@code fault_shim.c} reads: which calls of one node to the machine fail. */
final class FaultWords {
    private static final int WORDS = 3;

    private final MappedByteBuffer words;

    FaultWords(Path file) {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            words = channel.map(MapMode.READ_WRITE, 0, WORDS * Long.BYTES);
            words.order(ByteOrder.nativeOrder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void syncFails(boolean fails) {
        words.putLong(0, fails ? 1 : 0);
    }

    void diskIsFull(boolean full) {
        words.putLong(Long.BYTES, full ? 1 : 0);
    }

    void clockIsOff(Duration by) {
        words.putLong(2 * Long.BYTES, by.toNanos());
    }
}
