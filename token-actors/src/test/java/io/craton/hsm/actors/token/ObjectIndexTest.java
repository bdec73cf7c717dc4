package io.craton.hsm.actors.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.ObjectClass;
import org.junit.jupiter.api.Test;

class ObjectIndexTest {
    private static final Octets COMMON = Octets.ofHex("aa");
    private static final Octets RARE = Octets.ofHex("bb");
    private static final ObjectHandle FIRST = ObjectHandle.ofToken(1);
    private static final ObjectHandle SECOND = ObjectHandle.ofToken(2);

    private final ObjectIndex index = new ObjectIndex();

    private static Attributes labelled(Octets label) {
        return Attributes.builder().put(AttributeType.LABEL, label).build();
    }

    private static Attributes named(Octets label, Octets id) {
        return labelled(label).toBuilder().put(AttributeType.ID, id).build();
    }

    @Test
    void helpsOnlyWithLabelAndId() {
        assertThat(ObjectIndex.helpsWith(labelled(COMMON))).isTrue();
        assertThat(ObjectIndex.helpsWith(Attributes.NONE)).isFalse();
        assertThat(ObjectIndex.helpsWith(
                        Attributes.builder().put(ObjectClass.DATA).build()))
                .isFalse();
    }

    @Test
    void answersTheObjectsOfTheRarestValue() {
        index.add(FIRST, named(COMMON, COMMON));
        index.add(SECOND, named(COMMON, RARE));

        assertThat(index.candidates(labelled(COMMON))).containsExactly(FIRST, SECOND);
        assertThat(index.candidates(named(COMMON, RARE))).containsExactly(SECOND);
        assertThat(index.candidates(named(RARE, COMMON))).as("a label is no id").isEmpty();
    }

    @Test
    void forgetsWhatIsRemoved() {
        index.add(FIRST, labelled(RARE));
        index.add(SECOND, labelled(RARE));
        index.remove(FIRST, labelled(RARE));
        assertThat(index.candidates(labelled(RARE))).containsExactly(SECOND);
        index.remove(SECOND, labelled(RARE));
        assertThat(index.candidates(labelled(RARE))).isEmpty();
    }
}
