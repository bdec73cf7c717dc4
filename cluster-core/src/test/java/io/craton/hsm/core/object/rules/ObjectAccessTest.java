package io.craton.hsm.core.object.rules;

import static io.craton.hsm.core.object.rules.Samples.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.rules.Samples.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ObjectAccessTest {
    @ParameterizedTest
    @CsvSource({"true, true, SENSITIVE", "true, false, SENSITIVE", "false, false, SENSITIVE", "false, true, MATERIAL"})
    void keyMaterialIsReadableOnlyIfExtractableAndNotSensitive(
            boolean sensitive, boolean extractable, Reading reading) {
        for (Kind kind : Kind.values()) {
            if (kind.objectClass().holdsKeyMaterial()) {
                Attributes key = object(kind).toBuilder()
                        .put(AttributeType.SENSITIVE, sensitive)
                        .put(AttributeType.EXTRACTABLE, extractable)
                        .build();
                AttributeType material =
                        kind == Kind.RSA_PRIVATE ? AttributeType.PRIVATE_EXPONENT : AttributeType.VALUE;
                assertThat(ObjectRules.reading(key, material)).isEqualTo(reading);
            }
        }
    }

    @Test
    void aValueThatIsNoKeyMaterialIsReadLikeAnyOther() {
        assertThat(ObjectRules.reading(object(Kind.DATA), AttributeType.VALUE)).isEqualTo(Reading.VALUE);
        assertThat(ObjectRules.reading(object(Kind.X_509), AttributeType.VALUE)).isEqualTo(Reading.VALUE);
        assertThat(ObjectRules.reading(object(Kind.EC_PUBLIC), AttributeType.VALUE))
                .isEqualTo(Reading.ABSENT);
        assertThat(ObjectRules.reading(object(Kind.RSA_PRIVATE), AttributeType.VALUE))
                .isEqualTo(Reading.ABSENT);
    }

    @ParameterizedTest
    @EnumSource
    void aPrivateObjectIsSeenOnlyWhileTheUserIsLoggedIn(Kind kind) {
        Attributes shown =
                object(kind).toBuilder().put(AttributeType.PRIVATE, false).build();
        Attributes hidden =
                object(kind).toBuilder().put(AttributeType.PRIVATE, true).build();
        assertThat(ObjectRules.visible(shown, false)).isTrue();
        assertThat(ObjectRules.visible(shown, true)).isTrue();
        assertThat(ObjectRules.visible(hidden, false)).isFalse();
        assertThat(ObjectRules.visible(hidden, true)).isTrue();
    }

    @Test
    void refusesToJudgeWhatIsNoObject() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ObjectRules.reading(Attributes.NONE, AttributeType.LABEL));
    }
}
