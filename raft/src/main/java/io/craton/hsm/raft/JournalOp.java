package io.craton.hsm.raft;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * One change of the replicated journal; several travel in one Raft log entry. Byte arrays are owned by the operation
 * once it is made.
 */
sealed interface JournalOp {
    /** The term of an operation that is not bound to one. Raft terms start at 1. */
    long ANY_TERM = 0;

    /**
     * The term in which its issuer was ready to lead; the operation is refused in an entry of any other term. {@link
     * #ANY_TERM} binds to none, which resident ids do not allow.
     */
    long term();

    /** The same operation, bound to {@code term}. */
    JournalOp inTerm(long term);

    /** Whose history changes; empty for an operation that changes none. */
    Optional<String> persistenceId();

    /**
     * Appends events {@code from}, {@code from + 1}, …, all or none. An empty element is the hole of an event that was
     * rejected before it got here: it takes a sequence number and stores nothing.
     */
    record Write(String id, long term, UUID writer, long from, List<Optional<byte[]>> events) implements JournalOp {
        public Write {
            Objects.requireNonNull(writer, "writer");
            if (from < 1 || events.isEmpty()) {
                throw new IllegalArgumentException("a write needs events and a sequence number of 1 or more");
            }
            events = List.copyOf(events);
        }

        long to() {
            return from + events.size() - 1;
        }

        @Override
        public JournalOp inTerm(long newTerm) {
            return new Write(id, newTerm, writer, from, events);
        }

        @Override
        public Optional<String> persistenceId() {
            return Optional.of(id);
        }
    }

    /** Deletes events up to and including {@code upTo}; the highest sequence number stays what it is. */
    record DeleteEvents(String id, long term, long upTo) implements JournalOp {
        @Override
        public JournalOp inTerm(long newTerm) {
            return new DeleteEvents(id, newTerm, upTo);
        }

        @Override
        public Optional<String> persistenceId() {
            return Optional.of(id);
        }
    }

    /**
     * One piece of a snapshot. Pieces of an upload come in order; the snapshot is visible when the last is there. A new
     * upload of the same id discards an unfinished one.
     */
    record SnapshotChunk(
            String id, long term, UUID upload, long sequenceNr, long timestamp, int index, int count, byte[] bytes)
            implements JournalOp {
        /** Most pieces of one snapshot. */
        static final int MAX_COUNT = 4096;

        public SnapshotChunk {
            if (count < 1 || count > MAX_COUNT || index < 0 || index >= count || sequenceNr < 0) {
                throw new IllegalArgumentException("snapshot piece " + index + " of " + count + " at " + sequenceNr);
            }
        }

        @Override
        public JournalOp inTerm(long newTerm) {
            return new SnapshotChunk(id, newTerm, upload, sequenceNr, timestamp, index, count, bytes);
        }

        @Override
        public Optional<String> persistenceId() {
            return Optional.of(id);
        }
    }

    /** Deletes the snapshots whose sequence number and time lie in both closed ranges. */
    record DeleteSnapshots(
            String id, long term, long minSequenceNr, long maxSequenceNr, long minTimestamp, long maxTimestamp)
            implements JournalOp {
        boolean covers(long sequenceNr, long timestamp) {
            return sequenceNr >= minSequenceNr
                    && sequenceNr <= maxSequenceNr
                    && timestamp >= minTimestamp
                    && timestamp <= maxTimestamp;
        }

        @Override
        public JournalOp inTerm(long newTerm) {
            return new DeleteSnapshots(id, newTerm, minSequenceNr, maxSequenceNr, minTimestamp, maxTimestamp);
        }

        @Override
        public Optional<String> persistenceId() {
            return Optional.of(id);
        }
    }

    /**
     * Drops everything of an id whose actor has ended for good: events, snapshots and, once no write of it can be under
     * way any more, the memory that it ever was. Until then nothing can be written under it.
     */
    record Forget(String id, long term) implements JournalOp {
        @Override
        public JournalOp inTerm(long newTerm) {
            return new Forget(id, newTerm);
        }

        @Override
        public Optional<String> persistenceId() {
            return Optional.of(id);
        }
    }

    /** Changes nothing. Its commit proves leadership, orders a read, and keeps an idle group moving. */
    record Barrier(long term) implements JournalOp {
        @Override
        public JournalOp inTerm(long newTerm) {
            return new Barrier(newTerm);
        }

        @Override
        public Optional<String> persistenceId() {
            return Optional.empty();
        }
    }
}
