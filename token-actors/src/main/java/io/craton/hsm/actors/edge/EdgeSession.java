package io.craton.hsm.actors.edge;

import io.craton.hsm.actors.session.SessionListener;
import io.craton.hsm.actors.session.SessionMessage;
import io.craton.hsm.actors.token.SealContext;
import io.craton.hsm.core.Octets;
import io.craton.hsm.core.codec.AttributesCodec;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.session.SessionCommand;
import io.craton.hsm.core.session.SessionState;
import io.craton.hsm.core.token.Result;
import io.craton.hsm.core.token.StoredObject;
import io.craton.hsm.crypto.seal.Sealer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * A session on this node: the last state its actor published, the keys of its objects, and the operations in parts it has begun. Reads
 * take no lock; changes go to the actor.
 */
final class EdgeSession implements SessionListener {
    /** Operations in parts that one session can have begun; PKCS#11 needs one of each kind. */
    static final int MAX_OPERATIONS = 16;

    private final SessionHandle handle;
    private final ApplicationId application;
    private final boolean readWrite;
    private final EdgeToken token;
    private final Sealer sealer;
    private final Consumer<EdgeSession> whenStopped;
    private final Map<ObjectHandle, EdgeObject> objects = new ConcurrentHashMap<>();
    private final Map<Long, BegunOperation> operations = new ConcurrentHashMap<>();
    private final Set<CompletableFuture<?>> unanswered = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<EdgeSession> ready = new CompletableFuture<>();
    private final CompletableFuture<ActorRef<SessionMessage>> hosted = new CompletableFuture<>();
    private volatile SessionState state;
    private volatile boolean open = true;

    /** @param whenStopped told once, when the copy on this node is over */
    EdgeSession(
            SessionHandle handle,
            ApplicationId application,
            boolean readWrite,
            EdgeToken token,
            Sealer sealer,
            Consumer<EdgeSession> whenStopped) {
        this.handle = handle;
        this.application = application;
        this.readWrite = readWrite;
        this.token = token;
        this.sealer = sealer;
        this.whenStopped = whenStopped;
        this.state = SessionState.fresh(handle);
    }

    SessionHandle handle() {
        return handle;
    }

    ApplicationId application() {
        return application;
    }

    boolean isReadWrite() {
        return readWrite;
    }

    EdgeToken token() {
        return token;
    }

    boolean isOpen() {
        return open;
    }

    SessionState state() {
        return state;
    }

    /** Completes when the actor has recovered the session's objects. */
    CompletableFuture<EdgeSession> ready() {
        return ready;
    }

    void hostedBy(ActorRef<SessionMessage> actor) {
        hosted.complete(actor);
    }

    /** Has the actor carry out a command, once it is there. Fails with {@link SessionMovedException} where the actor stops first. */
    CompletableFuture<Outcome<Result>> execute(SessionCommand command) {
        CompletableFuture<Outcome<Result>> answer = new CompletableFuture<>();
        unanswered.add(answer);
        var _ = hosted.thenAccept(actor -> actor.tell(new SessionMessage.Execute(command, answer)));
        if (!open) {
            answer.completeExceptionally(new SessionMovedException());
        }
        return answer.whenComplete((_, _) -> unanswered.remove(answer));
    }

    /** Stops the copy on this node; the session itself lives on. */
    void leave() {
        var _ = hosted.thenAccept(actor -> actor.tell(SessionMessage.Leave.LEAVE));
    }

    /** The session object, opened. */
    Optional<EdgeObject> object(ObjectHandle object) {
        Optional<StoredObject> stored = state.object(object);
        return stored.map(found -> objects.computeIfAbsent(object, _ -> opened(found)));
    }

    private EdgeObject opened(StoredObject stored) {
        byte[] encoded = stored.isPrivate()
                ? sealer.open(stored.attributes(), SealContext.of(token.slot(), stored.uid(), false))
                        .orElseThrow(() -> new IllegalStateException("a session object fails authentication"))
                : stored.attributes().toByteArray();
        Attributes attributes = AttributesCodec.decode(encoded);
        return new EdgeObject(token.slot(), stored.uid(), attributes, stored.material(), sealer);
    }

    /** The stored form of an object with other attributes; privacy and key material stay. */
    StoredObject sealed(ObjectHandle object, Attributes attributes) {
        StoredObject stored = state.object(object).orElseThrow(SessionMovedException::new);
        byte[] encoded = AttributesCodec.encode(attributes);
        Octets kept = stored.isPrivate()
                ? sealer.seal(encoded, SealContext.of(token.slot(), stored.uid(), false))
                : Octets.wrap(encoded);
        return new StoredObject(object, stored.uid(), stored.isPrivate(), kept, stored.material());
    }

    @Override
    public void changed(SessionState next) {
        SessionState before = state;
        state = next;
        for (ObjectHandle known : objects.keySet()) {
            if (before.objects().get(known) != next.objects().get(known)) {
                EdgeObject stale = objects.remove(known);
                if (stale != null) {
                    stale.close();
                }
            }
        }
        ready.complete(this);
    }

    @Override
    public void stopped() {
        open = false;
        ready.completeExceptionally(new SessionMovedException());
        unanswered.forEach(answer -> answer.completeExceptionally(new SessionMovedException()));
        operations.values().forEach(BegunOperation::close);
        operations.clear();
        objects.values().forEach(EdgeObject::close);
        objects.clear();
        whenStopped.accept(this);
    }

    /** Remembers an operation in parts; refused when there are too many. An earlier one of that number is dropped. */
    Outcome<Outcome.Unit> begin(long number, BegunOperation operation) {
        if (operations.size() >= MAX_OPERATIONS && !operations.containsKey(number)) {
            operation.close();
            return Outcome.refused(Fault.OPERATION_ACTIVE);
        }
        BegunOperation earlier = operations.put(number, operation);
        if (earlier != null) {
            earlier.close();
        }
        return Outcome.OK;
    }

    Optional<BegunOperation> operation(long number) {
        return Optional.ofNullable(operations.get(number));
    }

    Optional<BegunOperation> endOperation(long number) {
        return Optional.ofNullable(operations.remove(number));
    }
}
