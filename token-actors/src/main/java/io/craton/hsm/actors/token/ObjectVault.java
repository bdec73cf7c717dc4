package io.craton.hsm.actors.token;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.codec.AttributesCodec;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.secret.Secret;
import io.craton.hsm.core.token.NewObject;
import io.craton.hsm.core.token.StoredObject;
import io.craton.hsm.core.token.TokenEvent;
import io.craton.hsm.core.token.TokenState;
import io.craton.hsm.crypto.seal.ClusterKey;
import io.craton.hsm.crypto.seal.DataKey;
import io.craton.hsm.crypto.seal.Purpose;
import io.craton.hsm.crypto.seal.Sealer;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Opens and seals one token's objects. Holds the token's data key exactly while the state says that somebody is logged in, and with it
 * the opened attributes of private objects. Owned by the token actor; not thread-safe.
 */
final class ObjectVault implements AutoCloseable {
    private enum Part {
        ATTRIBUTES,
        MATERIAL
    }

    private final SlotId slot;
    private final Sealer transit;
    private final Sealer publicObjects;
    private final Sealer loginKeys;
    private final Map<ObjectHandle, Opened> opened = new HashMap<>();
    private final ObjectIndex index = new ObjectIndex();
    private boolean publicIndexed;
    private boolean privateIndexed;
    private @Nullable DataKey dataKey;
    private @Nullable Octets openedLoginKey;

    private record Opened(StoredObject stored, Attributes attributes) {}

    ObjectVault(SlotId slot, ClusterKey clusterKey) {
        this.slot = slot;
        this.transit = clusterKey.sealer(Purpose.LEASE);
        this.publicObjects = clusterKey.sealer(Purpose.OBJECT);
        this.loginKeys = clusterKey.sealer(Purpose.LOGIN);
    }

    /** Seals the data key for the login event. */
    Octets sealLoginKey(DataKey key) {
        return loginKeys.seal(key.bytes(), slotContext());
    }

    /** Opens what {@link #sealLoginKey} sealed. Thread-safe. */
    DataKey openLoginKey(Octets sealed) {
        return DataKey.of(loginKeys
                .openSecret(sealed, slotContext())
                .orElseThrow(() -> new IllegalStateException("the login key fails authentication")));
    }

    /** The token's data key while somebody is logged in. */
    Optional<DataKey> dataKey(TokenState state) {
        follow(state);
        return Optional.ofNullable(dataKey);
    }

    /** Seals for good what arrived sealed for the way. */
    NewObject reseal(NewObject arrived, TokenState state) {
        if (arrived.isPrivate() && dataKey(state).isEmpty()) {
            return arrived;
        }
        Octets attributes = arrived.isPrivate()
                ? keeper(true)
                        .seal(
                                openTransit(arrived.attributes(), arrived.uid(), Part.ATTRIBUTES),
                                context(arrived.uid(), Part.ATTRIBUTES))
                : arrived.attributes();
        return new NewObject(
                arrived.uid(),
                arrived.isPrivate(),
                attributes,
                arrived.material().map(blob -> {
                    try (Secret material = transit.openSecret(blob, context(arrived.uid(), Part.MATERIAL))
                            .orElseThrow(
                                    () -> new IllegalStateException("key material was not sealed by this cluster"))) {
                        return keeper(arrived.isPrivate()).seal(material, context(arrived.uid(), Part.MATERIAL));
                    }
                }));
    }

    /** The object's attributes; empty for a private object while nobody is logged in. */
    Optional<Attributes> attributes(StoredObject object, TokenState state) {
        follow(state);
        Opened known = opened.get(object.handle());
        if (known != null && known.stored() == object) {
            return Optional.of(known.attributes());
        }
        if (object.isPrivate() && dataKey == null) {
            return Optional.empty();
        }
        byte[] encoded = object.isPrivate()
                ? openKept(object.attributes(), object)
                : object.attributes().toByteArray();
        Attributes attributes = AttributesCodec.decode(encoded);
        forget(object.handle());
        opened.put(object.handle(), new Opened(object, attributes));
        index.add(object.handle(), attributes);
        return Optional.of(attributes);
    }

    private void forget(ObjectHandle handle) {
        Opened known = opened.remove(handle);
        if (known != null) {
            index.remove(handle, known.attributes());
        }
    }

    /**
     * The only objects that can match {@code wanted} among those that can be opened; empty where no index helps. The first question opens
     * every object.
     */
    Optional<NavigableSet<ObjectHandle>> candidates(Attributes wanted, TokenState state) {
        follow(state);
        if (!ObjectIndex.helpsWith(wanted)) {
            return Optional.empty();
        }
        if (!publicIndexed || dataKey != null && !privateIndexed) {
            state.objects().values().forEach(object -> attributes(object, state));
            publicIndexed = true;
            privateIndexed = dataKey != null;
        }
        return Optional.of(index.candidates(wanted));
    }

    /** Keeps up with what was persisted and led to {@code state}. */
    void happened(List<TokenEvent> events, TokenState state) {
        for (TokenEvent event : events) {
            switch (event) {
                case TokenEvent.ObjectsCreated it -> it.objects().forEach(object -> reopen(object.handle(), state));
                case TokenEvent.ObjectChanged it -> reopen(it.object().handle(), state);
                case TokenEvent.ObjectDestroyed it -> forget(it.object());
                case TokenEvent.TokenInitialized _ ->
                    List.copyOf(opened.keySet()).forEach(this::forget);
                case TokenEvent.PinTryCounted _,
                        TokenEvent.PinTryFailed _,
                        TokenEvent.LoggedIn _,
                        TokenEvent.LoggedOut _,
                        TokenEvent.PinSet _,
                        TokenEvent.SessionOpened _,
                        TokenEvent.SessionClosed _,
                        TokenEvent.AllSessionsClosed _,
                        TokenEvent.ApplicationAttached _,
                        TokenEvent.ApplicationDetached _,
                        TokenEvent.ApplicationEvicted _,
                        TokenEvent.SessionEvicted _ -> {
                    // No object is touched; whether private ones can be read is asked when they are.
                }
            }
        }
    }

    /** An object that cannot be opened now, or has gone since in the same write, is only forgotten. */
    private void reopen(ObjectHandle handle, TokenState state) {
        forget(handle);
        var _ = state.object(handle).flatMap(object -> attributes(object, state));
    }

    /** The object's key material, sealed for the way to a lease holder. */
    Optional<Octets> materialForLease(StoredObject object, TokenState state) {
        follow(state);
        return object.material().map(blob -> {
            byte[] context = context(object.uid(), Part.MATERIAL);
            try (Secret material = keeper(object.isPrivate())
                    .openSecret(blob, context)
                    .orElseThrow(() -> new IllegalStateException("a stored object fails authentication"))) {
                return transit.seal(material, context);
            }
        });
    }

    /** The object with other attributes; privacy and key material stay. */
    StoredObject withAttributes(StoredObject object, Attributes attributes, TokenState state) {
        follow(state);
        byte[] encoded = AttributesCodec.encode(attributes);
        Octets kept = object.isPrivate()
                ? keeper(true).seal(encoded, context(object.uid(), Part.ATTRIBUTES))
                : Octets.wrap(encoded);
        return new StoredObject(object.handle(), object.uid(), object.isPrivate(), kept, object.material());
    }

    /** Takes the data key from the state or drops it, as the state says, with what was opened under it. */
    private void follow(TokenState state) {
        Octets wanted = state.loginKey().orElse(null);
        if (wanted == openedLoginKey) {
            return;
        }
        boolean sameKey = wanted != null && dataKey != null;
        if (!sameKey) {
            close();
            if (wanted != null) {
                dataKey = openLoginKey(wanted);
            }
        }
        openedLoginKey = wanted;
    }

    private Sealer keeper(boolean isPrivate) {
        if (!isPrivate) {
            return publicObjects;
        }
        if (dataKey == null) {
            throw new IllegalStateException("nobody is logged in");
        }
        return dataKey.sealer();
    }

    private byte[] openTransit(Octets blob, Octets uid, Part part) {
        return transit.open(blob, context(uid, part))
                .orElseThrow(() -> new IllegalStateException("attributes were not sealed by this cluster"));
    }

    private byte[] openKept(Octets blob, StoredObject object) {
        return keeper(true)
                .open(blob, context(object.uid(), Part.ATTRIBUTES))
                .orElseThrow(() -> new IllegalStateException("a stored object fails authentication"));
    }

    /** Binds a sealed part to its slot and object, so that parts cannot change places. */
    private byte[] context(Octets uid, Part part) {
        return SealContext.of(slot, uid, part == Part.MATERIAL);
    }

    private byte[] slotContext() {
        return ByteBuffer.allocate(Integer.BYTES).putInt(slot.value()).array();
    }

    @Override
    public void close() {
        opened.values().stream()
                .map(Opened::stored)
                .filter(StoredObject::isPrivate)
                .map(StoredObject::handle)
                .toList()
                .forEach(this::forget);
        privateIndexed = false;
        openedLoginKey = null;
        if (dataKey != null) {
            dataKey.close();
            dataKey = null;
        }
    }
}
