package io.craton.hsm.actors.token;

import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.AttributeValue;
import io.craton.hsm.core.object.Attributes;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/** Objects by their CKA_LABEL and CKA_ID, the attributes that applications search by. Not thread-safe. */
final class ObjectIndex {
    private static final List<AttributeType> INDEXED = List.of(AttributeType.LABEL, AttributeType.ID);

    private record Key(AttributeType type, AttributeValue value) {}

    private final Map<Key, NavigableSet<ObjectHandle>> handles = new HashMap<>();

    static boolean helpsWith(Attributes wanted) {
        return INDEXED.stream().anyMatch(wanted::has);
    }

    private static List<Key> keys(Attributes attributes) {
        return INDEXED.stream()
                .flatMap(type -> attributes.get(type).map(value -> new Key(type, value)).stream())
                .toList();
    }

    void add(ObjectHandle handle, Attributes attributes) {
        keys(attributes)
                .forEach(key ->
                        handles.computeIfAbsent(key, _ -> new TreeSet<>()).add(handle));
    }

    /** @param attributes the ones it was added with */
    void remove(ObjectHandle handle, Attributes attributes) {
        keys(attributes)
                .forEach(key -> handles.computeIfPresent(key, (_, others) -> {
                    others.remove(handle);
                    return others.isEmpty() ? null : others;
                }));
    }

    /** The objects that share the rarest of the indexed values; at least one must be wanted. */
    NavigableSet<ObjectHandle> candidates(Attributes wanted) {
        return keys(wanted).stream()
                .map(key -> handles.getOrDefault(key, Collections.emptyNavigableSet()))
                .min(Comparator.comparingInt(NavigableSet::size))
                .orElseThrow();
    }
}
