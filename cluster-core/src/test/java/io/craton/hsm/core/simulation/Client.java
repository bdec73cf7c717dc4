package io.craton.hsm.core.simulation;

import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.RequestId;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.token.Result;
import io.craton.hsm.core.token.TokenEvent.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An application: sends a few requests at once, each again until it is answered, to any node; and signs with any key, anywhere. */
final class Client {
    private static final int MAX_PENDING = 3;
    private static final long RESEND = 400 * World.MILLI;

    private final World world;
    private final ApplicationId id;
    private final TreeMap<Long, ClientOperation> pending = new TreeMap<>();
    private final List<SessionHandle> sessions = new ArrayList<>();
    private long sequence;

    Client(World world, ApplicationId id) {
        this.world = world;
        this.id = id;
    }

    ApplicationId id() {
        return id;
    }

    void start() {
        askRegularly();
        signRegularly();
    }

    private void askRegularly() {
        if (pending.size() < MAX_PENDING && world.now() >= world.quietUntil()) {
            pending.put(++sequence, nextOperation());
            send(sequence);
        }
        world.after(world.between(20 * World.MILLI, 600 * World.MILLI), this::askRegularly);
    }

    private void send(long number) {
        ClientOperation operation = pending.get(number);
        if (operation != null) {
            Cause cause = new Cause(new RequestId(id, number), pending.firstKey());
            world.network().fromClient(world.anyNode().index(), new Message.Request(cause, operation, 2));
            world.after(RESEND, () -> send(number));
        }
    }

    private void signRegularly() {
        List<ObjectHandle> keys = world.keys();
        if (!keys.isEmpty()) {
            int recent = Math.min(keys.size(), 4);
            ObjectHandle key = keys.get(keys.size() - 1 - world.pick(recent));
            world.network().fromClient(world.anyNode().index(), new Message.Sign(id, key));
        }
        world.after(world.between(20 * World.MILLI, 120 * World.MILLI), this::signRegularly);
    }

    private ClientOperation nextOperation() {
        if (sessions.isEmpty()) {
            return new ClientOperation.Open(true);
        }
        SessionHandle session = sessions.get(world.pick(sessions.size()));
        if (id.equals(World.ATTACKER)) {
            return new ClientOperation.LogIn(session, false);
        }
        int dice = world.pick(20);
        if (world.keys().size() < 3 || dice < 5) {
            return new ClientOperation.Create(session, world.chance(500));
        }
        ObjectHandle key = world.keys().get(world.pick(world.keys().size()));
        return switch (dice) {
            case 5, 6, 7, 8 -> new ClientOperation.LogIn(session, !world.chance(100));
            case 9, 10 -> new ClientOperation.LogOut(session);
            case 11 -> new ClientOperation.Open(world.chance(800));
            case 12 -> world.chance(500) ? new ClientOperation.CloseAll() : new ClientOperation.Close(session);
            case 13, 14 -> new ClientOperation.Change(session, key);
            default -> new ClientOperation.Destroy(session, recentKey());
        };
    }

    private ObjectHandle recentKey() {
        List<ObjectHandle> keys = world.keys();
        return keys.get(keys.size() - 1 - world.pick(Math.min(4, keys.size())));
    }

    void answered(Message.Answer answer) {
        ClientOperation operation = pending.remove(answer.request().sequence());
        if (operation == null || !(answer.reply() instanceof Reply.Done(Result result))) {
            return;
        }
        switch (operation) {
            case ClientOperation.CloseAll() -> sessions.clear();
            case ClientOperation.Close(SessionHandle session) -> sessions.remove(session);
            default -> {}
        }
        switch (result) {
            case Result.Session(SessionHandle session) -> sessions.add(session);
            case Result.Objects(List<ObjectHandle> created) -> world.keys().addAll(created);
            case Result.Nothing _, Result.TryCounted _, Result.Failed _ -> {}
        }
    }

    /** Requests not yet answered. */
    Map<Long, ClientOperation> pending() {
        return pending;
    }
}
