package io.craton.hsm.raft;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What forwarders say to each other. Only roaming changes travel; anything else is refused when it is read. */
sealed interface ForwardFrame {
    long id();

    byte VERSION = 1;
    byte REQUEST = 1;
    byte ANSWER = 2;
    int MAX_REASON_BYTES = 512;

    /** How an attempt ended; the ordinal is the wire form. */
    enum Status {
        DONE,
        NOT_LEADER,
        UNAVAILABLE,
        OVERLOADED,
        INVALID
    }

    /** Write this, please. */
    record Request(long id, GroupId group, JournalOp op) implements ForwardFrame {}

    /** This became of it; the text is the reason of a failure, or the leader's name. */
    record Answer(long id, GroupId group, Status status, Outcome outcome, long logIndex, String text)
            implements ForwardFrame {
        void complete(CompletableFuture<EntryWriter.Done> result) {
            switch (status) {
                case DONE -> result.complete(new EntryWriter.Done(outcome, logIndex));
                case NOT_LEADER ->
                    result.completeExceptionally(
                            new NotLeaderException(group, Optional.of(text).filter(t -> !t.isEmpty())));
                case UNAVAILABLE -> result.completeExceptionally(new JournalException.Unavailable(text));
                case OVERLOADED -> result.completeExceptionally(new JournalException.Overloaded(text));
                case INVALID -> result.completeExceptionally(new JournalException.Invalid(text));
            }
        }
    }

    static byte[] request(long id, GroupId group, byte[] op) {
        ByteBuffer out = header(REQUEST, id, group, op.length);
        return out.put(op).array();
    }

    static byte[] answer(Request request, EntryWriter.Done done) {
        ByteBuffer out = header(ANSWER, request.id(), request.group(), 20);
        out.put((byte) Status.DONE.ordinal());
        JournalCodec.putOutcome(out, done.outcome());
        Bytes.putText(out.putLong(done.logIndex()), "");
        return out.array();
    }

    static byte[] answer(Request request, JournalException failure) {
        Status status = switch (failure) {
            case NotLeaderException _ -> Status.NOT_LEADER;
            case JournalException.Unavailable _ -> Status.UNAVAILABLE;
            case JournalException.Overloaded _ -> Status.OVERLOADED;
            case JournalException.Invalid _, JournalException.Fenced _ -> Status.INVALID;
        };
        String text =
                failure instanceof NotLeaderException n ? n.leader().orElse("") : String.valueOf(failure.getMessage());
        byte[] reason = text.getBytes(StandardCharsets.UTF_8);
        byte[] shown = reason.length > MAX_REASON_BYTES ? Arrays.copyOf(reason, MAX_REASON_BYTES) : reason;
        ByteBuffer out = header(ANSWER, request.id(), request.group(), 20 + shown.length);
        out.put((byte) status.ordinal());
        JournalCodec.putOutcome(out, Outcome.MALFORMED);
        out.putLong(-1).putShort((short) shown.length).put(shown);
        return out.array();
    }

    /** @throws IllegalArgumentException when the bytes are no frame of this version */
    static ForwardFrame decode(byte[] bytes) throws JournalCodec.MalformedException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (in.get() != VERSION) {
            throw new IllegalArgumentException("version");
        }
        byte kind = in.get();
        long id = in.getLong();
        GroupId group = new GroupId(in.get());
        return switch (kind) {
            case REQUEST -> new Request(id, group, roaming(JournalCodec.decodeOp(in)));
            case ANSWER -> answer(id, group, in);
            default -> throw new IllegalArgumentException("kind " + kind);
        };
    }

    private static Answer answer(long id, GroupId group, ByteBuffer in) {
        int status = in.get();
        if (status < 0 || status >= Status.values().length) {
            throw new IllegalArgumentException("status " + status);
        }
        return new Answer(
                id,
                group,
                Status.values()[status],
                JournalCodec.outcome(in),
                in.getLong(),
                Bytes.getText(in, MAX_REASON_BYTES));
    }

    private static JournalOp roaming(JournalOp op) {
        if (op.term() != JournalOp.ANY_TERM
                || op.persistenceId().filter(PersistenceIds::isResident).isPresent()) {
            throw new IllegalArgumentException("a resident change was forwarded");
        }
        return op;
    }

    private static ByteBuffer header(byte kind, long id, GroupId group, int more) {
        return ByteBuffer.allocate(11 + more).put(VERSION).put(kind).putLong(id).put((byte) group.index());
    }
}
