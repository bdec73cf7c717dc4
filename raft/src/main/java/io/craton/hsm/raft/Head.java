package io.craton.hsm.raft;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where the history of one persistence id stands.
 *
 * @param last highest sequence number ever written; never falls
 * @param deletedTo events up to this one are deleted; at most {@code last}, or {@link #FORGOTTEN}
 * @param recent the last writes, oldest first: what makes a repeated write recognisable
 */
record Head(long last, long deletedTo, List<Accepted> recent) {
    /**
     * Writes remembered per id. A writer has one write under way, so one would do for its own repeats; the others
     * recognise the late repeat of a writer that was replaced meanwhile.
     */
    static final int REMEMBERED_WRITES = 4;

    /** Deleted up to here means that the id has ended: nothing is there and nothing may come. */
    static final long FORGOTTEN = Long.MAX_VALUE;

    static final Head EMPTY = new Head(0, 0, List.of());

    private static final byte VERSION = 1;

    /** A write that is part of the history. */
    record Accepted(UUID writer, long from, long to) {}

    boolean forgotten() {
        return deletedTo == FORGOTTEN;
    }

    boolean accepted(JournalOp.Write write) {
        return recent.contains(new Accepted(write.writer(), write.from(), write.to()));
    }

    Head after(JournalOp.Write write) {
        List<Accepted> writes = new ArrayList<>(recent);
        if (writes.size() == REMEMBERED_WRITES) {
            writes.removeFirst();
        }
        writes.add(new Accepted(write.writer(), write.from(), write.to()));
        return new Head(write.to(), deletedTo, List.copyOf(writes));
    }

    Head deletedTo(long sequenceNr) {
        return new Head(last, sequenceNr, recent);
    }

    byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(18 + 32 * recent.size());
        out.put(VERSION).putLong(last).putLong(deletedTo).put((byte) recent.size());
        for (Accepted write : recent) {
            Bytes.putUuid(out, write.writer()).putLong(write.from()).putLong(write.to());
        }
        return out.array();
    }

    static Head decode(byte @Nullable [] stored) {
        if (stored == null) {
            return EMPTY;
        }
        ByteBuffer in = ByteBuffer.wrap(stored);
        if (in.get() != VERSION) {
            throw new IllegalStateException("the journal's database is of a later version than this program");
        }
        long last = in.getLong();
        long deletedTo = in.getLong();
        List<Accepted> recent = new ArrayList<>();
        for (int i = in.get(); i > 0; i--) {
            recent.add(new Accepted(Bytes.getUuid(in), in.getLong(), in.getLong()));
        }
        return new Head(last, deletedTo, List.copyOf(recent));
    }
}
