package io.craton.hsm.actors.admin;

import io.craton.hsm.actors.edge.TokenClient;
import io.craton.hsm.actors.token.TokenMessage;
import io.craton.hsm.actors.token.TokenReply;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.token.TokenCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;

/** Asks the tokens' leaders what operators want to know or have done. Thread-safe. */
final class TokenDesk {
    private final TokenClient tokens;
    private final int slots;

    TokenDesk(TokenClient tokens, int slots) {
        this.tokens = tokens;
        this.slots = slots;
    }

    Outcome<TokenDescription> describe(SlotId slot, long deadlineNanos) {
        return ask(slot, deadlineNanos, TokenMessage.DescribeToken::new, TokenReply.Described.class)
                .map(TokenReply.Described::token);
    }

    Outcome<TokenReply.Applications> applications(
            SlotId slot, long deadlineNanos, Function<ActorRef<TokenReply>, TokenMessage> message) {
        return ask(slot, deadlineNanos, message, TokenReply.Applications.class);
    }

    Outcome<TokenReply.Sessions> sessions(
            SlotId slot, long deadlineNanos, Function<ActorRef<TokenReply>, TokenMessage> message) {
        return ask(slot, deadlineNanos, message, TokenReply.Sessions.class);
    }

    Outcome<Outcome.Unit> change(SlotId slot, long deadlineNanos, TokenCommand command) {
        return ask(slot, deadlineNanos, replyTo -> new TokenMessage.Change(command, replyTo), TokenReply.Answer.class)
                .map(_ -> Outcome.Unit.UNIT);
    }

    /** A token looks at so many objects for one answer; this goes on until the page is full or the list ends. */
    Outcome<Page<ObjectSummary>> objects(
            ApplicationId application, SessionHandle session, ObjectQuery query, long deadlineNanos) {
        if (!session.isWellFormed() || session.slot().value() >= slots) {
            return Outcome.refused(Fault.SESSION_HANDLE_INVALID);
        }
        List<ObjectSummary> found = new ArrayList<>();
        ObjectHandle after = query.after();
        while (true) {
            ObjectHandle from = after;
            int missing = query.limit() - found.size();
            Outcome<TokenReply.Objects> answer = ask(
                    session.slot(),
                    deadlineNanos,
                    replyTo -> new TokenMessage.ListObjects(
                            application, session, query.wanted(), query.labelPart(), from, missing, replyTo),
                    TokenReply.Objects.class);
            switch (answer) {
                case Outcome.Refused<TokenReply.Objects>(Fault fault) -> {
                    return Outcome.refused(fault);
                }
                case Outcome.Done<TokenReply.Objects>(
                        TokenReply.Objects(List<ObjectSummary> objects, ObjectHandle reached, boolean isLast)) -> {
                    found.addAll(objects);
                    if (isLast || found.size() >= query.limit()) {
                        return Outcome.done(new Page<>(found, isLast));
                    }
                    after = reached;
                }
            }
        }
    }

    private <R extends TokenReply> Outcome<R> ask(
            SlotId slot, long deadlineNanos, Function<ActorRef<TokenReply>, TokenMessage> message, Class<R> expected) {
        return inSlot(slot, () -> {
            TokenReply reply = tokens.ask(slot, deadlineNanos, message);
            if (reply instanceof TokenReply.Refusal(Fault fault)) {
                return Outcome.refused(fault);
            }
            if (expected.isInstance(reply)) {
                return Outcome.done(expected.cast(reply));
            }
            throw new IllegalStateException(
                    "an answer to another question: " + reply.getClass().getSimpleName());
        });
    }

    private <R> Outcome<R> inSlot(SlotId slot, Supplier<Outcome<R>> next) {
        return slot.value() < slots ? next.get() : Outcome.refused(Fault.SLOT_ID_INVALID);
    }
}
