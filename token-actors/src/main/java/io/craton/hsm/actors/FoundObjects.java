package io.craton.hsm.actors;

import io.craton.hsm.core.id.ObjectHandle;
import java.util.Comparator;
import java.util.List;

/**
 * A page of a search.
 *
 * @param handles in {@link #ORDER}
 * @param isLast whether nothing comes after them
 */
public record FoundObjects(List<ObjectHandle> handles, boolean isLast) {
    /** Token objects first, then session objects, each ascending: the same on every node. */
    public static final Comparator<ObjectHandle> ORDER =
            Comparator.comparing(ObjectHandle::isSessionObject).thenComparing(Comparator.naturalOrder());

    /** Comes before every object. */
    public static final ObjectHandle START = new ObjectHandle(0);
}
