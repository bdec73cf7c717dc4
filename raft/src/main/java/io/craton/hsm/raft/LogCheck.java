package io.craton.hsm.raft;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a group's log before Ratis does. What was being written when the machine stopped may be there in part, and not in
 * order; nobody was told of it, so it is cut off. Ratis itself only does that when the file ends there. Whatever else is
 * wrong was whole once, and others may rely on this node for it, so the node does not start.
 */
final class LogCheck {
    /** Entries that Ratis writes at most before it syncs: a whole one further behind a damaged one was synced after it. */
    static final int SYNC_WINDOW = 128;

    private static final Logger LOG = LoggerFactory.getLogger(LogCheck.class);

    private final Path directory;
    private final Disk disk;

    /** @param directory the group's files, {@code current} in Ratis's terms */
    LogCheck(Path directory, Disk disk) {
        this.directory = directory;
        this.disk = disk;
    }

    /**
     * @param snapshot index of the latest snapshot, -1 if there is none
     * @param applied index the database has got to, -1 if it is empty; only what was in the log can have been applied
     * @throws DamagedException with the file, and what is wrong with it
     */
    void run(long snapshot, long applied) throws IOException {
        List<LogSegment> segments = Disk.entries(directory).stream()
                .map(LogSegment::of)
                .flatMap(Optional::stream)
                .sorted(Comparator.comparingLong(LogSegment::start))
                .toList();
        long last = snapshot;
        for (int i = 0; i < segments.size(); i++) {
            LogSegment segment = segments.get(i);
            if (segment.start() > last + 1) {
                throw new DamagedException("a file of the log is missing in " + directory + ": entries " + (last + 1)
                        + " to " + (segment.start() - 1));
            }
            last = Math.max(last, check(segment, i == segments.size() - 1, Math.max(snapshot, applied), snapshot));
        }
        if (applied > last) {
            throw new DamagedException("the log in " + directory + " ends at entry " + last + ", but entry " + applied
                    + " has been in it");
        }
    }

    /** Index of the segment's last entry, after a torn tail has been cut off. */
    private long check(LogSegment segment, boolean isLast, long known, long snapshot) throws IOException {
        byte[] bytes = segment.bytes();
        LogSegment.Reading reading = segment.read(bytes);
        boolean complete =
                segment.end().isEmpty() || reading.last() == segment.end().getAsLong();
        if (reading.whole() && (complete || isLast)) {
            return reading.last();
        }
        if (!isLast || segment.end().isPresent()) {
            throw damaged(segment, reading, "the log goes on after it");
        }
        if (segment.hasLaterEntry(bytes, reading.length(), reading.last() + SYNC_WINDOW)) {
            throw damaged(segment, reading, "whole entries follow");
        }
        if (known > Math.max(reading.last(), snapshot)) {
            throw damaged(segment, reading, "entries up to " + known + " were whole once");
        }
        cut(segment, reading);
        return reading.last();
    }

    private void cut(LogSegment segment, LogSegment.Reading reading) throws IOException {
        LOG.warn(
                "{}: the end was not written completely; cut off at byte {}, after entry {}",
                segment.file(),
                reading.length(),
                reading.last());
        try (FileChannel channel = FileChannel.open(segment.file(), StandardOpenOption.WRITE)) {
            channel.truncate(reading.length());
        }
        disk.sync(segment.file());
    }

    private static DamagedException damaged(LogSegment segment, LogSegment.Reading reading, String why) {
        return new DamagedException("the log file " + segment.file() + " is damaged at byte " + reading.length()
                + ", after entry " + reading.last() + " (" + why + ")");
    }
}
