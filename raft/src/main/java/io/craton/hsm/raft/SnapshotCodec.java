package io.craton.hsm.raft;

import java.nio.ByteBuffer;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.serialization.Snapshot;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;

/** A snapshot as bytes: Pekko's own envelope of the state, then its metadata object, if it has one. */
final class SnapshotCodec {
    private static final byte VERSION = 1;
    private static final int MAX_MANIFEST_BYTES = 4096;

    private final Serialization serialization;

    SnapshotCodec(ActorSystem system) {
        this.serialization = SerializationExtension.get(system);
    }

    byte[] encode(SnapshotMetadata metadata, Object state) {
        byte[] envelope = serialization.serialize(new Snapshot(state)).get();
        if (metadata.metadata().isEmpty()) {
            ByteBuffer out = ByteBuffer.allocate(6 + envelope.length).put(VERSION);
            return Bytes.putBlock(out, envelope).put((byte) 0).array();
        }
        Object more = metadata.metadata().get();
        var serializer = serialization.findSerializerFor(more);
        String manifest = Serializers.manifestFor(serializer, more);
        byte[] bytes = serializer.toBinary(more);
        ByteBuffer out = ByteBuffer.allocate(16 + envelope.length + 3 * manifest.length() + bytes.length)
                .put(VERSION);
        Bytes.putBlock(out, envelope).put((byte) 1).putInt(serializer.identifier());
        Bytes.putText(out, manifest);
        return Bytes.written(Bytes.putBlock(out, bytes));
    }

    SelectedSnapshot decode(String persistenceId, StoredSnapshot stored) {
        ByteBuffer in = ByteBuffer.wrap(stored.bytes());
        if (in.get() != VERSION) {
            throw new IllegalStateException("the snapshot is of a later version than this program");
        }
        Object state = serialization
                .deserialize(Bytes.getBlock(in), Snapshot.class)
                .get()
                .data();
        SnapshotMetadata metadata = new SnapshotMetadata(persistenceId, stored.sequenceNr(), stored.timestamp());
        if (in.get() == 1) {
            int serializer = in.getInt();
            String manifest = Bytes.getText(in, MAX_MANIFEST_BYTES);
            metadata = metadata.withMetadata(serialization
                    .deserialize(Bytes.getBlock(in), serializer, manifest)
                    .get());
        }
        return new SelectedSnapshot(metadata, state);
    }
}
