package io.craton.hsm.core.simulation;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.codec.TokenEventCodec;
import io.craton.hsm.core.codec.TokenStateCodec;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.id.RequestId;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.token.Decision;
import io.craton.hsm.core.token.Result;
import io.craton.hsm.core.token.TokenCommand;
import io.craton.hsm.core.token.TokenEvent;
import io.craton.hsm.core.token.TokenEvent.Cause;
import io.craton.hsm.core.token.TokenMachine;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A token's actor under one leadership: decides one command at a time, persists, then answers. */
final class TokenCopy {
    private static final int MAX_STASH = 100;

    private final World world;
    private final Node node;
    private final TokenCopies copies;
    private final long term;
    private final long writer;
    private final LeaseOffice leases;
    private final Deque<Runnable> stash = new ArrayDeque<>();
    private final Set<RequestId> checkingPin = new HashSet<>();
    private Chronicle chronicle;
    private long head;
    private boolean persisting;
    private boolean stopped;

    TokenCopy(World world, Node node, TokenCopies copies, long term, Journal journal) {
        this.world = world;
        this.node = node;
        this.copies = copies;
        this.term = term;
        this.writer = world.nextUnique();
        this.chronicle = recovered(journal.chronicle());
        this.head = journal.head();
        this.leases = new LeaseOffice(world, node, term, this::chronicle);
        tick();
    }

    /** Half of the time by way of a snapshot. */
    private Chronicle recovered(Chronicle from) {
        return world.chance(500)
                ? new Chronicle(TokenStateCodec.decode(TokenStateCodec.encode(from.state())), from.epochs())
                : from;
    }

    private Chronicle chronicle() {
        return chronicle;
    }

    void stop() {
        stopped = true;
    }

    private void tick() {
        if (!stopped) {
            leases.tick();
            node.after(100 * World.MILLI, _ -> tick());
        }
    }

    void receive(Message.ForToken message) {
        switch (message) {
            case Message.Request it -> request(it);
            case Message.Renew it -> leases.renew(it, () -> !stopped);
            case Message.Fetch it -> leases.fetch(it);
            case Message.Confirm it -> leases.confirmed(it);
        }
    }

    private void request(Message.Request it) {
        RequestId request = it.cause().request();
        if (checkingPin.contains(request)) {
            return;
        }
        if (world.deviates(Deviation.PIN_CHECKED_BEFORE_COUNTED)
                && it.operation() instanceof ClientOperation.LogIn(var _, boolean right)) {
            world.invariants().pinChecked(request, right);
        }
        inTurn(() -> decide(it.cause(), it.operation(), Commands.first(it.cause(), it.operation(), world)));
    }

    private void inTurn(Runnable step) {
        if (stopped) {
            return;
        }
        if (!persisting) {
            step.run();
        } else if (stash.size() < MAX_STASH) {
            stash.add(step);
        }
    }

    private void decide(Cause cause, ClientOperation operation, TokenCommand command) {
        switch (TokenMachine.decide(chronicle.state(), command)) {
            case Decision.Refused<TokenEvent>(Fault fault) -> answer(cause, new Reply.Refused(fault));
            case Decision.Repeated<TokenEvent>(Result result) -> repeated(cause, operation, result);
            case Decision.Accepted<TokenEvent>(List<TokenEvent> events, Result result) ->
                persist(events, () -> proceed(cause, operation, events, result));
        }
    }

    private void repeated(Cause cause, ClientOperation operation, Result result) {
        long stamp = world.deviates(Deviation.REPEAT_ANSWERED_AT_ONCE)
                ? 0
                : chronicle.state().stamp();
        whenSettled(operation, stamp, () -> done(cause, result, !(result instanceof Result.Failed)));
    }

    private void proceed(Cause cause, ClientOperation operation, List<TokenEvent> events, Result result) {
        if (result instanceof Result.TryCounted && operation instanceof ClientOperation.LogIn login) {
            if (checkingPin.add(cause.request())) {
                node.delicately(world.between(20 * World.MILLI, 200 * World.MILLI), _ -> checkPin(cause, login));
            }
            return;
        }
        boolean changed = !events.isEmpty() && !(result instanceof Result.Failed);
        whenSettled(operation, chronicle.state().stamp(), () -> done(cause, result, changed));
    }

    private void checkPin(Cause cause, ClientOperation.LogIn login) {
        if (stopped) {
            return;
        }
        Octets presented = login.rightPin() ? World.RIGHT_PIN : World.WRONG_PIN;
        boolean right = chronicle
                .state()
                .identity()
                .flatMap(it -> it.pin(Role.USER))
                .filter(pin -> pin.wrapped().blob().equals(presented))
                .isPresent();
        world.invariants().pinChecked(cause.request(), right);
        inTurn(() -> {
            checkingPin.remove(cause.request());
            decide(cause, login, Commands.afterPinCheck(cause, login, right));
        });
    }

    private void persist(List<TokenEvent> events, Runnable then) {
        if (events.isEmpty()) {
            then.run();
            return;
        }
        persisting = true;
        List<byte[]> encoded = events.stream().map(TokenEventCodec::encode).toList();
        node.raft().write(new LogEntry.Write(writer, term, head + 1, encoded), accepted -> {
            if (!accepted && !stopped) {
                copies.failed(this);
            }
            if (!stopped) {
                persisted(events, then);
            }
        });
    }

    private void persisted(List<TokenEvent> events, Runnable then) {
        long fromStamp = chronicle.state().stamp();
        Chronicle before = chronicle;
        for (TokenEvent event : events) {
            chronicle = chronicle.after(event);
            head++;
        }
        leases.announce(before, events, fromStamp, chronicle.state().stamp());
        then.run();
        persisting = false;
        while (!persisting && !stash.isEmpty()) {
            stash.remove().run();
        }
    }

    private void whenSettled(ClientOperation operation, long stamp, Runnable answer) {
        if (operation.takesAway() && !world.deviates(Deviation.ANSWER_WITHOUT_SETTLING) && stamp > 0) {
            leases.whenSettled(stamp, answer);
        } else {
            answer.run();
        }
    }

    private void done(Cause cause, Result result, boolean changed) {
        node.delicately(0, _ -> {
            world.invariants().acknowledged(cause.request(), changed);
            answer(cause, new Reply.Done(result));
        });
    }

    private void answer(Cause cause, Reply reply) {
        world.tell(cause.request().application(), new Message.Answer(cause.request(), reply));
    }

    long term() {
        return term;
    }
}
