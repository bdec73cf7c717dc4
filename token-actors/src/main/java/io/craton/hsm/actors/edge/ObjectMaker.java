package io.craton.hsm.actors.edge;

import io.craton.hsm.actors.Call;
import io.craton.hsm.actors.KeyPairHandles;
import io.craton.hsm.actors.crypto.CryptoDispatcher;
import io.craton.hsm.actors.token.SealContext;
import io.craton.hsm.core.Octets;
import io.craton.hsm.core.codec.AttributesCodec;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.ObjectClass;
import io.craton.hsm.core.object.Template;
import io.craton.hsm.core.object.rules.KeyPairAttributes;
import io.craton.hsm.core.object.rules.ObjectRules;
import io.craton.hsm.core.secret.Secret;
import io.craton.hsm.core.session.SessionCommand;
import io.craton.hsm.core.token.NewObject;
import io.craton.hsm.core.token.Result;
import io.craton.hsm.core.token.TokenCommand;
import io.craton.hsm.crypto.CryptoModule;
import io.craton.hsm.crypto.GeneratedKeyPair;
import io.craton.hsm.crypto.KeyImport;
import io.craton.hsm.crypto.KeyPairParameters;
import io.craton.hsm.crypto.seal.Sealer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes objects: generates and imports keys on this node, seals them, and hands them to the token or the session they belong to. Thread-safe.
 */
final class ObjectMaker {
    private static final int UID_BYTES = 16;

    private final SessionRegistry registry;
    private final SessionService sessions;
    private final ObjectAccess access;
    private final CryptoModule crypto;
    private final CryptoDispatcher dispatcher;
    private final Sealer transit;
    private final Sealer kept;

    /**
     * @param transit seals what goes to a token actor
     * @param kept seals session objects, which are stored as they are
     */
    ObjectMaker(
            SessionRegistry registry,
            SessionService sessions,
            ObjectAccess access,
            CryptoModule crypto,
            CryptoDispatcher dispatcher,
            Sealer transit,
            Sealer kept) {
        this.registry = registry;
        this.sessions = sessions;
        this.access = access;
        this.crypto = crypto;
        this.dispatcher = dispatcher;
        this.transit = transit;
        this.kept = kept;
    }

    /** An object as it is to be, before it is sealed. The maker closes the material. */
    private record Draft(Attributes attributes, Optional<Secret> material) implements AutoCloseable {
        boolean isOnToken() {
            return attributes.flag(AttributeType.TOKEN);
        }

        boolean isPrivate() {
            return attributes.flag(AttributeType.PRIVATE);
        }

        @Override
        public void close() {
            material.ifPresent(Secret::close);
        }
    }

    Outcome<ObjectHandle> create(Call call, SessionHandle session, Template template) {
        return ObjectRules.created(template)
                .flatMap(attributes -> checked(call, session, attributes))
                .flatMap(attributes -> imported(attributes, template))
                .flatMap(draft -> placeOne(call, session, draft));
    }

    private Outcome<Draft> imported(Attributes attributes, Template template) {
        ObjectClass objectClass = attributes.objectClass().orElseThrow();
        if (!objectClass.isKey()) {
            return Outcome.done(new Draft(attributes, Optional.empty()));
        }
        Outcome<KeyImport> key =
                crypto.importKey(objectClass, attributes.keyType().orElseThrow(), attributes, template.keyMaterial());
        return key.map(it -> new Draft(ObjectRules.withFacts(attributes, it.facts()), it.material()));
    }

    Outcome<ObjectHandle> copy(Call call, SessionHandle session, ObjectHandle source, Template changes) {
        return access.open(call, session, source)
                .flatMap(grant -> ObjectRules.copied(grant.object().attributes(), changes)
                        .flatMap(attributes -> checked(call, session, attributes))
                        .flatMap(attributes -> placeOne(
                                call,
                                session,
                                new Draft(attributes, grant.object().material()))));
    }

    Outcome<ObjectHandle> generateKey(Call call, SessionHandle session, Mechanism mechanism, Template template) {
        return ObjectRules.generatedSecretKey(mechanism, template)
                .flatMap(attributes -> checked(call, session, attributes))
                .flatMap(attributes -> onDispatcher(
                                call,
                                () -> crypto.generateSecretKey(
                                        attributes.keyType().orElseThrow(),
                                        attributes
                                                .number(AttributeType.VALUE_LEN)
                                                .orElseThrow()
                                                .intValue()))
                        .map(material -> new Draft(attributes, Optional.of(material))))
                .flatMap(draft -> placeOne(call, session, draft));
    }

    Outcome<KeyPairHandles> generateKeyPair(
            Call call, SessionHandle session, Mechanism mechanism, Template publicTemplate, Template privateTemplate) {
        return ObjectRules.generatedKeyPair(mechanism, publicTemplate, privateTemplate)
                .flatMap(pair -> checked(call, session, pair.publicKey())
                        .flatMap(_ -> checked(call, session, pair.privateKey()))
                        .flatMap(_ ->
                                onDispatcher(call, () -> crypto.generateKeyPair(mechanism, parameters(pair.wanted()))))
                        .flatMap(generated -> placePair(call, session, pair, generated)));
    }

    private static KeyPairParameters parameters(KeyPairAttributes.Wanted wanted) {
        return switch (wanted) {
            case KeyPairAttributes.Wanted.Rsa(int bits, Octets exponent) -> new KeyPairParameters.Rsa(bits, exponent);
            case KeyPairAttributes.Wanted.Ec(Octets curve) -> new KeyPairParameters.Ec(curve);
        };
    }

    /** Both keys in one event where both live in the same place, so that a pair is there whole or not at all. */
    private Outcome<KeyPairHandles> placePair(
            Call call, SessionHandle session, KeyPairAttributes pair, GeneratedKeyPair generated) {
        try (Draft publicKey =
                        new Draft(ObjectRules.withFacts(pair.publicKey(), generated.publicFacts()), Optional.empty());
                Draft privateKey = new Draft(
                        ObjectRules.withFacts(pair.privateKey(), generated.publicFacts()),
                        Optional.of(generated.privateMaterial()))) {
            if (publicKey.isOnToken() == privateKey.isOnToken()) {
                return place(call, session, List.of(publicKey, privateKey))
                        .map(handles -> new KeyPairHandles(handles.get(0), handles.get(1)));
            }
            return place(call, session, List.of(privateKey))
                    .flatMap(privateHandle -> place(call, session, List.of(publicKey))
                            .map(publicHandle ->
                                    new KeyPairHandles(publicHandle.getFirst(), privateHandle.getFirst())));
        }
    }

    /** Refuses early what would be refused late: a write to the token from a read-only session, a private object of nobody. */
    private Outcome<Attributes> checked(Call call, SessionHandle handle, Attributes attributes) {
        return registry.session(call, handle).flatMap(session -> {
            if (attributes.flag(AttributeType.TOKEN) && !session.isReadWrite()) {
                return Outcome.refused(Fault.SESSION_READ_ONLY);
            }
            if (!attributes.flag(AttributeType.PRIVATE)) {
                return Outcome.done(attributes);
            }
            return sessions.login(call, session)
                    .flatMap(login -> login.equals(Optional.of(Role.USER))
                            ? Outcome.done(attributes)
                            : Outcome.refused(Fault.USER_NOT_LOGGED_IN));
        });
    }

    private Outcome<ObjectHandle> placeOne(Call call, SessionHandle session, Draft draft) {
        try (draft) {
            return place(call, session, List.of(draft)).map(List::getFirst);
        }
    }

    /** Seals the drafts, all for the token or all for the session, and has them created. */
    private Outcome<List<ObjectHandle>> place(Call call, SessionHandle session, List<Draft> drafts) {
        boolean onToken = drafts.getFirst().isOnToken();
        Sealer sealer = onToken ? transit : kept;
        List<NewObject> objects = drafts.stream()
                .map(draft -> sealed(session.slot(), draft, sealer))
                .toList();
        Outcome<Result> result = onToken
                ? sessions.ask(
                        call,
                        session.slot(),
                        new TokenCommand.CreateObjects(SessionService.cause(call), session, objects))
                : registry.execute(call, session, new SessionCommand.CreateObjects(call.sequence(), objects));
        return result.map(it -> switch (it) {
            case Result.Objects(List<ObjectHandle> handles) -> handles;
            case Result other -> throw new IllegalStateException("not an answer to CreateObjects: " + other);
        });
    }

    private NewObject sealed(SlotId slot, Draft draft, Sealer sealer) {
        byte[] random = new byte[UID_BYTES];
        crypto.random(random);
        Octets uid = Octets.wrap(random);
        byte[] encoded = AttributesCodec.encode(draft.attributes().toBuilder()
                .put(AttributeType.UNIQUE_ID, Octets.copyOf(uid.toHex().getBytes(StandardCharsets.US_ASCII)))
                .build());
        Octets attributes =
                draft.isPrivate() ? sealer.seal(encoded, SealContext.of(slot, uid, false)) : Octets.wrap(encoded);
        return new NewObject(
                uid,
                draft.isPrivate(),
                attributes,
                draft.material().map(material -> sealer.seal(material, SealContext.of(slot, uid, true))));
    }

    private <T> Outcome<T> onDispatcher(Call call, Supplier<Outcome<T>> work) {
        return dispatcher
                .onCallerThread(call.deadlineNanos(), work)
                .orElseGet(() -> Outcome.refused(Fault.DEVICE_ERROR));
    }
}
