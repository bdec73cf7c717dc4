package io.craton.hsm.actors.token;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.id.SlotId;
import java.nio.ByteBuffer;

/** What a sealed part of an object is bound to, so that blobs cannot change places between objects, parts or slots. */
public final class SealContext {
    private SealContext() {}

    /** The context of one part of the object with {@code uid} in {@code slot}. */
    public static byte[] of(SlotId slot, Octets uid, boolean isMaterial) {
        byte[] context = new byte[Integer.BYTES + 1 + uid.length()];
        ByteBuffer.wrap(context).putInt(slot.value()).put((byte) (isMaterial ? 1 : 0));
        uid.copyTo(context, Integer.BYTES + 1);
        return context;
    }

    /** The context of a PIN on its way to the token actor. */
    public static byte[] ofPin(SlotId slot) {
        return ByteBuffer.allocate(Integer.BYTES + 1)
                .putInt(slot.value())
                .put((byte) 2)
                .array();
    }
}
