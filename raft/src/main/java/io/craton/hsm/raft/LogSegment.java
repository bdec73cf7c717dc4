package io.craton.hsm.raft;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.thirdparty.com.google.protobuf.CodedInputStream;
import org.apache.ratis.thirdparty.com.google.protobuf.InvalidProtocolBufferException;
import org.jspecify.annotations.Nullable;

/**
 * One file of a group's log, as Ratis 3.3.0 writes it: {@code RaftLog1}, then for each entry its length as a varint, the
 * entry, and the CRC-32C of both; zero bytes where space was taken in advance.
 *
 * @param file the file
 * @param start index of its first entry
 * @param end index of its last entry; empty while it is still being written
 */
record LogSegment(Path file, long start, OptionalLong end) {
    private static final Pattern CLOSED = Pattern.compile("log_(\\d{1,18})-(\\d{1,18})");
    private static final Pattern OPEN = Pattern.compile("log_inprogress_(\\d{1,18})");
    private static final byte[] HEADER = "RaftLog1".getBytes(StandardCharsets.US_ASCII);
    private static final int CHECKSUM_BYTES = 4;

    /** Larger than any entry; an entry is at most 4 MB (see {@link RatisConfiguration}). */
    private static final int MAX_ENTRY_BYTES = 8 << 20;

    /** A later entry of the same file is at most so far away; an entry has some dozens of bytes at least. */
    private static final long MAX_ENTRIES = 1 << 20;

    /**
     * What reading from the start came to.
     *
     * @param last index of the last entry that is whole, one less than the first if none is
     * @param length bytes up to its end
     * @param whole whether nothing but unused space follows
     */
    record Reading(long last, int length, boolean whole) {}

    /** The segment with this name, if it is one. */
    static Optional<LogSegment> of(Path file) {
        String name = file.getFileName().toString();
        Matcher closed = CLOSED.matcher(name);
        if (closed.matches()) {
            return Optional.of(new LogSegment(
                    file, Long.parseLong(closed.group(1)), OptionalLong.of(Long.parseLong(closed.group(2)))));
        }
        Matcher open = OPEN.matcher(name);
        return open.matches()
                ? Optional.of(new LogSegment(file, Long.parseLong(open.group(1)), OptionalLong.empty()))
                : Optional.empty();
    }

    byte[] bytes() throws IOException {
        return Files.readAllBytes(file);
    }

    Reading read(byte[] bytes) {
        int headed = Math.min(HEADER.length, bytes.length);
        if (headed < HEADER.length || !Arrays.equals(bytes, 0, headed, HEADER, 0, headed)) {
            boolean unused = isPrefixOfHeader(bytes);
            return new Reading(start - 1, 0, unused);
        }
        int position = HEADER.length;
        long next = start;
        while (end.isEmpty() || next <= end.getAsLong()) {
            Frame frame = Frame.at(bytes, position);
            if (frame == null || frame.index() != next || !frame.matches(bytes)) {
                return new Reading(next - 1, position, isUnused(bytes, position));
            }
            position = frame.end();
            next++;
        }
        return new Reading(next - 1, position, true);
    }

    /** Whether a whole entry with an index above {@code index} begins after {@code offset}. */
    boolean hasLaterEntry(byte[] bytes, int offset, long index) {
        for (int position = offset + 1; position < bytes.length; position++) {
            Frame frame = Frame.at(bytes, position);
            if (frame != null && frame.index() > index && frame.index() < start + MAX_ENTRIES && frame.matches(bytes)) {
                return true;
            }
        }
        return false;
    }

    /** A header that was being written when the process ended. */
    private static boolean isPrefixOfHeader(byte[] bytes) {
        int same = 0;
        while (same < bytes.length && same < HEADER.length && bytes[same] == HEADER[same]) {
            same++;
        }
        return isUnused(bytes, same);
    }

    private static boolean isUnused(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** What may be an entry with its length before and its checksum behind it. */
    private record Frame(int start, int end, long index) {
        /** Term and index, 0 if absent, are the first fields, so that most of what is no entry is seen at once. */
        static @Nullable Frame at(byte[] bytes, int position) {
            try {
                CodedInputStream in = CodedInputStream.newInstance(bytes, position, bytes.length - position);
                int length = in.readRawVarint32();
                int body = position + in.getTotalBytesRead();
                if (length < 4 || length > MAX_ENTRY_BYTES || body + (long) length + CHECKSUM_BYTES > bytes.length) {
                    return null;
                }
                int tag = in.readTag();
                if (tag == LogEntryProto.TERM_FIELD_NUMBER << 3) {
                    in.readUInt64();
                    tag = in.readTag();
                }
                long index = tag == LogEntryProto.INDEX_FIELD_NUMBER << 3 ? in.readUInt64() : 0;
                return new Frame(position, body + length + CHECKSUM_BYTES, index);
            } catch (InvalidProtocolBufferException e) {
                return null;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        boolean matches(byte[] bytes) {
            CRC32C checksum = new CRC32C();
            int body = end - CHECKSUM_BYTES;
            checksum.update(bytes, start, body - start);
            int stored = ByteBuffer.wrap(bytes).getInt(body);
            return stored == (int) checksum.getValue();
        }
    }
}
