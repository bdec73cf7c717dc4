package io.craton.hsm.gateway.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.gateway.wire.Reply;
import io.craton.hsm.gateway.wire.Wire;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HandlePageTest {
    private static final SessionHandle SESSION = SessionHandle.of(new SlotId(0), 1);

    private static List<ObjectHandle> handles(int ofToken, int ofSession) {
        List<ObjectHandle> handles = new ArrayList<>();
        for (int i = 1; i <= ofToken; i++) {
            handles.add(ObjectHandle.ofToken(i));
        }
        for (int i = 1; i <= ofSession; i++) {
            handles.add(ObjectHandle.ofSession(SESSION, i));
        }
        return handles;
    }

    private static List<Long> walk(List<ObjectHandle> found, int page) {
        List<Long> seen = new ArrayList<>();
        long cursor = 0;
        do {
            Reply.FindObjects reply = HandlePage.of(found, cursor, page);
            for (long handle : reply.handles()) {
                seen.add(handle);
            }
            cursor = reply.cursor();
        } while (cursor != 0);
        return seen;
    }

    @Test
    void thePagesTogetherHaveEveryHandleOnceInOrder() {
        List<ObjectHandle> found = handles(100, 50);

        for (int page : new int[] {1, 7, 50, 149, 150, 151}) {
            assertThat(walk(found, page))
                    .isEqualTo(found.stream().map(ObjectHandle::value).toList());
        }
    }

    @Test
    void aFullPageThatIsTheLastOneHasNoCursor() {
        assertThat(HandlePage.of(handles(10, 0), 0, 10).cursor()).isZero();
    }

    @Test
    void nothingFoundIsAnEmptyLastPage() {
        assertThat(HandlePage.of(List.of(), 0, 10).handles()).isEmpty();
        assertThat(HandlePage.of(List.of(), 0, 10).cursor()).isZero();
    }

    @Test
    void goesOnAfterACursorWhoseObjectHasGone() {
        List<ObjectHandle> found = new ArrayList<>(handles(10, 0));
        long cursor = HandlePage.of(found, 0, 4).cursor();
        found.remove(3);

        assertThat(HandlePage.of(found, cursor, 100).handles())
                .startsWith(ObjectHandle.ofToken(5).value())
                .hasSize(6);
    }

    @Test
    void noPageIsLongerThanTheProtocolAllows() {
        assertThat(HandlePage.of(handles(5000, 0), 0, 0).handles()).hasSize(Wire.MAX_FIND_PAGE);
        assertThat(HandlePage.of(handles(5000, 0), 0, 5000).handles()).hasSize(Wire.MAX_FIND_PAGE);
    }
}
