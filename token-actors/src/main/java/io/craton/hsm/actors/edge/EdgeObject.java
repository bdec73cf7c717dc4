package io.craton.hsm.actors.edge;

import io.craton.hsm.actors.token.SealContext;
import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.object.ObjectClass;
import io.craton.hsm.core.secret.Secret;
import io.craton.hsm.crypto.CryptoModule;
import io.craton.hsm.crypto.UsableKey;
import io.craton.hsm.crypto.seal.Sealer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An object as this node may use it: its attributes, its key material still sealed, and the key once somebody needed it. Dead after {@link
 * #close}: whatever was computed with it meanwhile must not leave. Thread-safe.
 */
final class EdgeObject implements AutoCloseable {
    private final Octets uid;
    private final Attributes attributes;
    private final Optional<Octets> sealedMaterial;
    private final Sealer sealer;
    private final byte[] context;
    private @Nullable Outcome<UsableKey> loaded;
    private volatile boolean live = true;

    EdgeObject(SlotId slot, Octets uid, Attributes attributes, Optional<Octets> sealedMaterial, Sealer sealer) {
        this.uid = uid;
        this.attributes = attributes;
        this.sealedMaterial = sealedMaterial;
        this.sealer = sealer;
        this.context = SealContext.of(slot, uid, true);
    }

    Octets uid() {
        return uid;
    }

    Attributes attributes() {
        return attributes;
    }

    boolean isPrivate() {
        return attributes.flag(AttributeType.PRIVATE);
    }

    boolean isLive() {
        return live;
    }

    /** Whether this is still usable as what the leader tells; key material never changes for a uid. */
    boolean isAs(Octets otherUid, Attributes otherAttributes) {
        return live && uid.equals(otherUid) && attributes.equals(otherAttributes);
    }

    /** A copy of the key material, which the caller closes. Empty where the object has none. */
    Optional<Secret> material() {
        return sealedMaterial.map(blob -> sealer.openSecret(blob, context)
                .orElseThrow(() -> new IllegalStateException("key material fails authentication")));
    }

    /** The parsed key, loaded on first use. */
    synchronized Outcome<UsableKey> key(CryptoModule crypto) {
        if (loaded == null) {
            loaded = load(crypto);
            if (!live && loaded instanceof Outcome.Done<UsableKey>(UsableKey key)) {
                key.close();
            }
        }
        return loaded;
    }

    private Outcome<UsableKey> load(CryptoModule crypto) {
        Optional<ObjectClass> objectClass = attributes.objectClass().filter(ObjectClass::isKey);
        Optional<KeyType> keyType = attributes.keyType();
        if (objectClass.isEmpty() || keyType.isEmpty()) {
            return Outcome.refused(Fault.KEY_HANDLE_INVALID);
        }
        Optional<Secret> material = material();
        try {
            return crypto.load(objectClass.get(), keyType.get(), attributes, material);
        } finally {
            material.ifPresent(Secret::close);
        }
    }

    /** Drops the key. Uses under way end in a refusal or in an answer that their caller discards. */
    @Override
    public void close() {
        live = false;
        synchronized (this) {
            if (loaded instanceof Outcome.Done<UsableKey>(UsableKey key)) {
                key.close();
            }
        }
    }
}
