package io.craton.hsm.raft;

import io.craton.hsm.raft.JournalOp.Barrier;
import io.craton.hsm.raft.JournalOp.DeleteEvents;
import io.craton.hsm.raft.JournalOp.DeleteSnapshots;
import io.craton.hsm.raft.JournalOp.Forget;
import io.craton.hsm.raft.JournalOp.SnapshotChunk;
import io.craton.hsm.raft.JournalOp.Write;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The binary form of log entries and of their replies, version 1, big-endian. Every length is checked against what is
 * left before anything is allocated. {@code docs/internals/journal.md} describes the layout.
 */
final class JournalCodec {
    /** Most operations in one entry. */
    static final int MAX_OPS = 4096;

    /** Largest entry; Ratis takes 4 MB with its own framing. */
    static final int MAX_ENTRY_BYTES = 3 << 20;

    /** Largest single operation, so that one always fits into an entry. */
    static final int MAX_OP_BYTES = MAX_ENTRY_BYTES - 1024;

    /** Most events of one write. */
    static final int MAX_EVENTS = 65_536;

    static final int HEADER_BYTES = 3;
    private static final byte VERSION = 1;
    private static final int MAX_ID_BYTES = PersistenceIds.MAX_CHARS * 3;

    private static final byte WRITE = 1;
    private static final byte DELETE_EVENTS = 2;
    private static final byte SNAPSHOT_CHUNK = 3;
    private static final byte DELETE_SNAPSHOTS = 4;
    private static final byte BARRIER = 5;
    private static final byte FORGET = 6;

    private JournalCodec() {}

    /** Bytes that are not an entry, a reply or an operation of version 1. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    /**
     * One operation.
     *
     * @throws JournalException.Invalid when it is larger than {@link #MAX_OP_BYTES} or its id too long
     */
    static byte[] encode(JournalOp op) {
        byte[] id = op.persistenceId().map(JournalCodec::idBytes).orElse(new byte[0]);
        ByteBuffer out = ByteBuffer.allocate(size(op, id.length));
        switch (op) {
            case Write w -> {
                header(out, WRITE, id, w.term());
                Bytes.putUuid(out, w.writer());
                out.putLong(w.from()).putInt(w.events().size());
                for (Optional<byte[]> event : w.events()) {
                    event.ifPresentOrElse(e -> Bytes.putBlock(out.put((byte) 1), e), () -> out.put((byte) 0));
                }
            }
            case DeleteEvents d -> {
                header(out, DELETE_EVENTS, id, d.term());
                out.putLong(d.upTo());
            }
            case SnapshotChunk c -> {
                header(out, SNAPSHOT_CHUNK, id, c.term());
                Bytes.putUuid(out, c.upload());
                out.putLong(c.sequenceNr()).putLong(c.timestamp());
                out.putInt(c.index()).putInt(c.count());
                Bytes.putBlock(out, c.bytes());
            }
            case DeleteSnapshots d -> {
                header(out, DELETE_SNAPSHOTS, id, d.term());
                out.putLong(d.minSequenceNr()).putLong(d.maxSequenceNr());
                out.putLong(d.minTimestamp()).putLong(d.maxTimestamp());
            }
            case Barrier b -> header(out, BARRIER, id, b.term());
            case Forget f -> header(out, FORGET, id, f.term());
        }
        return Bytes.written(out);
    }

    /** Enough bytes for the operation, and not many more. */
    private static int size(JournalOp op, int idBytes) {
        long size = 64L + idBytes;
        if (op instanceof Write w) {
            if (w.events().size() > MAX_EVENTS) {
                throw new JournalException.Invalid(w.events().size() + " events in one write exceed " + MAX_EVENTS);
            }
            for (Optional<byte[]> event : w.events()) {
                size += 5 + event.map(e -> e.length).orElse(0);
            }
        } else if (op instanceof SnapshotChunk c) {
            size += c.bytes().length;
        }
        if (size > MAX_OP_BYTES) {
            throw new JournalException.Invalid("a change of " + size + " bytes exceeds " + MAX_OP_BYTES);
        }
        return (int) size;
    }

    /** One entry of operations that {@link #encode(JournalOp)} made. */
    static byte[] entry(List<byte[]> ops) {
        int size = HEADER_BYTES;
        for (byte[] op : ops) {
            size += op.length;
        }
        ByteBuffer out = ByteBuffer.allocate(size).put(VERSION).putShort((short) ops.size());
        ops.forEach(out::put);
        return out.array();
    }

    static List<JournalOp> decodeEntry(ByteBuffer in) throws MalformedException {
        try {
            int count = count(in);
            List<JournalOp> ops = new ArrayList<>(Math.min(count, 64));
            for (int i = 0; i < count; i++) {
                ops.add(op(in));
            }
            end(in);
            return ops;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw malformed(e);
        }
    }

    static JournalOp decodeOp(ByteBuffer in) throws MalformedException {
        try {
            JournalOp op = op(in);
            end(in);
            return op;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw malformed(e);
        }
    }

    static byte[] encodeReply(List<Outcome> outcomes) {
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + 9 * outcomes.size());
        out.put(VERSION).putShort((short) outcomes.size());
        outcomes.forEach(o -> putOutcome(out, o));
        return out.array();
    }

    static List<Outcome> decodeReply(ByteBuffer in) throws MalformedException {
        try {
            int count = count(in);
            List<Outcome> outcomes = new ArrayList<>(Math.min(count, 64));
            for (int i = 0; i < count; i++) {
                outcomes.add(outcome(in));
            }
            end(in);
            return outcomes;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw malformed(e);
        }
    }

    static void putOutcome(ByteBuffer out, Outcome outcome) {
        out.put((byte) outcome.verdict().ordinal()).putLong(outcome.head());
    }

    static Outcome outcome(ByteBuffer in) {
        int verdict = in.get();
        Outcome.Verdict[] all = Outcome.Verdict.values();
        if (verdict < 0 || verdict >= all.length) {
            throw new IllegalArgumentException("verdict " + verdict);
        }
        return new Outcome(all[verdict], in.getLong());
    }

    private static JournalOp op(ByteBuffer in) {
        byte kind = in.get();
        String id = Bytes.getText(in, MAX_ID_BYTES);
        long term = in.getLong();
        if (term < 0 || id.length() > PersistenceIds.MAX_CHARS || id.isEmpty() != (kind == BARRIER)) {
            throw new IllegalArgumentException("operation header");
        }
        return switch (kind) {
            case WRITE -> new Write(id, term, Bytes.getUuid(in), in.getLong(), events(in));
            case DELETE_EVENTS -> new DeleteEvents(id, term, in.getLong());
            case SNAPSHOT_CHUNK ->
                new SnapshotChunk(
                        id,
                        term,
                        Bytes.getUuid(in),
                        in.getLong(),
                        in.getLong(),
                        in.getInt(),
                        in.getInt(),
                        Bytes.getBlock(in));
            case DELETE_SNAPSHOTS ->
                new DeleteSnapshots(id, term, in.getLong(), in.getLong(), in.getLong(), in.getLong());
            case BARRIER -> new Barrier(term);
            case FORGET -> new Forget(id, term);
            default -> throw new IllegalArgumentException("operation kind " + kind);
        };
    }

    private static List<Optional<byte[]>> events(ByteBuffer in) {
        int count = in.getInt();
        if (count < 1 || count > MAX_EVENTS || count > in.remaining()) {
            throw new IllegalArgumentException(count + " events");
        }
        List<Optional<byte[]>> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            events.add(
                    switch (in.get()) {
                        case 0 -> Optional.empty();
                        case 1 -> Optional.of(Bytes.getBlock(in));
                        default -> throw new IllegalArgumentException("event form");
                    });
        }
        return events;
    }

    private static void header(ByteBuffer out, byte kind, byte[] id, long term) {
        out.put(kind).putShort((short) id.length).put(id).putLong(term);
    }

    private static byte[] idBytes(String id) {
        if (id.isEmpty() || id.length() > PersistenceIds.MAX_CHARS) {
            throw new JournalException.Invalid(
                    "a persistence id of " + id.length() + " characters is not in 1.." + PersistenceIds.MAX_CHARS);
        }
        return id.getBytes(StandardCharsets.UTF_8);
    }

    private static int count(ByteBuffer in) {
        if (in.get() != VERSION) {
            throw new IllegalArgumentException("version");
        }
        int count = Short.toUnsignedInt(in.getShort());
        if (count > MAX_OPS) {
            throw new IllegalArgumentException(count + " operations");
        }
        return count;
    }

    private static void end(ByteBuffer in) {
        if (in.hasRemaining()) {
            throw new IllegalArgumentException(in.remaining() + " bytes after the end");
        }
    }

    private static MalformedException malformed(RuntimeException cause) {
        return new MalformedException(
                cause instanceof BufferUnderflowException ? "cut short" : "not valid: " + cause.getMessage());
    }
}
