package io.craton.hsm.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PersistenceIdsTest {
    private static final GroupId G12 = new GroupId(12);

    @Test
    void namesTheGroupAndTheKind() {
        String resident = PersistenceIds.resident(G12, "a.r.b");
        String roaming = PersistenceIds.roaming(GroupId.META, "a");
        assertThat(resident).isEqualTo("g12.r.a.r.b");
        assertThat(roaming).isEqualTo("meta.s.a");
        assertThat(PersistenceIds.groupOf(resident)).isEqualTo(G12);
        assertThat(PersistenceIds.groupOf(roaming)).isEqualTo(GroupId.META);
        assertThat(PersistenceIds.isResident(resident)).isTrue();
        assertThat(PersistenceIds.isResident(roaming)).isFalse();
    }

    @Test
    void refusesAnIdOneCharacterBeyondTheLimit() {
        String longest = "x".repeat(PersistenceIds.MAX_CHARS - "g12.r.".length());
        assertThat(PersistenceIds.groupOf(PersistenceIds.resident(G12, longest)))
                .isEqualTo(G12);
        assertThatThrownBy(() -> PersistenceIds.resident(G12, longest + "x"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PersistenceIds.roaming(G12, "")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "p-1",
                "g1",
                "g1.r.",
                "g1.x.a",
                "g0.r.a",
                "g01.r.a",
                "g65.r.a",
                "g999.r.a",
                ".r.a",
                "G1.r.a",
                "meta.a"
            })
    void refusesWhatItDidNotMake(String id) {
        assertThatThrownBy(() -> PersistenceIds.groupOf(id)).isInstanceOf(IllegalArgumentException.class);
        assertThat(PersistenceIds.isResident(id)).isFalse();
    }
}
