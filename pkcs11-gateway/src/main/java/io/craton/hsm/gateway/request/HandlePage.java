package io.craton.hsm.gateway.request;

import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.gateway.wire.Reply;
import io.craton.hsm.gateway.wire.Wire;
import java.util.Comparator;
import java.util.List;

/**
 * One page of the handles that a search found. The cursor is the last handle of the page before, so that any node can go on where another
 * left off: handles are never reused and always come in the same order, token objects first.
 */
final class HandlePage {
    private static final Comparator<ObjectHandle> ORDER =
            Comparator.comparing(ObjectHandle::isSessionObject).thenComparing(Comparator.naturalOrder());

    private HandlePage() {}

    /**
     * @param found every match, in order
     * @param cursor 0 for the first page
     * @param wanted the page's length; 0, or more than a page can have, is a full page
     */
    static Reply.FindObjects of(List<ObjectHandle> found, long cursor, int wanted) {
        int limit = wanted == 0 ? Wire.MAX_FIND_PAGE : Math.min(wanted, Wire.MAX_FIND_PAGE);
        int from = cursor == 0 ? 0 : after(found, new ObjectHandle(cursor));
        int to = Math.min(found.size(), from + limit);
        long[] handles =
                found.subList(from, to).stream().mapToLong(ObjectHandle::value).toArray();
        return new Reply.FindObjects(handles, to < found.size() ? handles[handles.length - 1] : 0);
    }

    /** The index of the first handle after {@code last}, which may have gone since. */
    private static int after(List<ObjectHandle> found, ObjectHandle last) {
        int low = 0;
        int high = found.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ORDER.compare(found.get(middle), last) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
