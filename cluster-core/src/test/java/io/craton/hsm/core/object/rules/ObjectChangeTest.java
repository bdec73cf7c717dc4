package io.craton.hsm.core.object.rules;

import static io.craton.hsm.core.object.rules.Samples.done;
import static io.craton.hsm.core.object.rules.Samples.object;
import static io.craton.hsm.core.object.rules.Samples.octets;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.AttributeValue;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.ObjectLimits;
import io.craton.hsm.core.object.Template;
import io.craton.hsm.core.object.rules.Samples.Kind;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link AttributeTableTest} does not say: gates, histories, and changes of several attributes at once. */
final class ObjectChangeTest {
    private static final Attributes LABEL =
            Attributes.builder().put(AttributeType.LABEL, octets(3)).build();

    @ParameterizedTest
    @EnumSource
    void anObjectThatIsNotModifiableKeepsItsLabel(Kind kind) {
        Attributes fixed =
                object(kind).toBuilder().put(AttributeType.MODIFIABLE, false).build();
        assertThat(ObjectRules.changed(fixed, LABEL)).isEqualTo(Outcome.refused(Fault.ACTION_PROHIBITED));
        assertThat(ObjectRules.copied(fixed, LABEL).isDone())
                .as("a copy of it may differ")
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void anObjectThatIsNotCopyableIsNotCopied(Kind kind) {
        Attributes single =
                object(kind).toBuilder().put(AttributeType.COPYABLE, false).build();
        assertThat(ObjectRules.copied(single, Attributes.NONE)).isEqualTo(Outcome.refused(Fault.ACTION_PROHIBITED));
        assertThat(ObjectRules.changed(
                        single,
                        Attributes.builder().put(AttributeType.COPYABLE, true).build()))
                .as("and stays so")
                .isEqualTo(Outcome.refused(Fault.ATTRIBUTE_READ_ONLY));
    }

    @Test
    void anObjectThatIsNotDestroyableIsNotDestroyed() {
        Attributes kept = object(Kind.AES).toBuilder()
                .put(AttributeType.DESTROYABLE, false)
                .build();
        assertThat(ObjectRules.destroyable(kept)).isEqualTo(Outcome.refused(Fault.ACTION_PROHIBITED));
        assertThat(ObjectRules.destroyable(object(Kind.AES))).isEqualTo(Outcome.OK);
    }

    @Test
    void oneRefusedChangeRefusesAll() {
        Attributes changes =
                LABEL.toBuilder().put(AttributeType.SENSITIVE, false).build();
        assertThat(ObjectRules.changed(object(Kind.AES), changes))
                .isEqualTo(Outcome.refused(Fault.ATTRIBUTE_READ_ONLY));
    }

    @Test
    void hidingAKeyLaterDoesNotRewriteItsHistory() {
        Template open = Template.of(Attributes.builder()
                .put(AttributeType.VALUE_LEN, 32)
                .put(AttributeType.SENSITIVE, false)
                .put(AttributeType.EXTRACTABLE, true)
                .build());
        Attributes key = done(ObjectRules.generatedSecretKey(Mechanism.AES_KEY_GEN, open));
        Attributes hidden = Attributes.builder()
                .put(AttributeType.SENSITIVE, true)
                .put(AttributeType.EXTRACTABLE, false)
                .build();
        for (Outcome<Attributes> outcome :
                new Outcome[] {ObjectRules.changed(key, hidden), ObjectRules.copied(key, hidden)}) {
            assertThat(done(outcome).flag(AttributeType.SENSITIVE)).isTrue();
            assertThat(done(outcome).flag(AttributeType.ALWAYS_SENSITIVE)).isFalse();
            assertThat(done(outcome).flag(AttributeType.NEVER_EXTRACTABLE)).isFalse();
        }
    }

    @Test
    void aCopyInheritsTheHistoryButNotTheIdentity() {
        Attributes key = done(ObjectRules.generatedSecretKey(
                        Mechanism.AES_KEY_GEN,
                        Template.of(Attributes.builder()
                                .put(AttributeType.VALUE_LEN, 32)
                                .build())))
                .toBuilder()
                .put(AttributeType.UNIQUE_ID, octets(16))
                .build();
        Attributes copy = done(ObjectRules.copied(key, Attributes.NONE));
        assertThat(copy)
                .isEqualTo(key.toBuilder().remove(AttributeType.UNIQUE_ID).build());
        assertThat(copy.flag(AttributeType.LOCAL)).isTrue();
        assertThat(copy.get(AttributeType.KEY_GEN_MECHANISM)).contains(AttributeValue.of(Mechanism.AES_KEY_GEN));
        assertThat(done(ObjectRules.changed(key, LABEL)).has(AttributeType.UNIQUE_ID))
                .isTrue();
    }

    @Test
    void keyMaterialNeverChanges() {
        Template changes = Template.of(LABEL, Map.of(AttributeType.VALUE, new HeapSecret(32)));
        assertThat(ObjectRules.changed(object(Kind.AES), changes))
                .isEqualTo(Outcome.refused(Fault.ATTRIBUTE_READ_ONLY));
        assertThat(ObjectRules.copied(object(Kind.AES), changes)).isEqualTo(Outcome.refused(Fault.ATTRIBUTE_READ_ONLY));
        assertThat(ObjectRules.changed(object(Kind.AES), Template.of(LABEL)))
                .isEqualTo(ObjectRules.changed(object(Kind.AES), LABEL));
    }

    @Test
    void changesKeepTheLimits() {
        Attributes tooLong = Attributes.builder()
                .put(AttributeType.LABEL, octets(ObjectLimits.MAX_LABEL_BYTES + 1))
                .build();
        assertThat(ObjectRules.changed(object(Kind.DATA), tooLong))
                .isEqualTo(Outcome.refused(Fault.ATTRIBUTE_VALUE_INVALID));
        Attributes full = object(Kind.DATA).toBuilder()
                .put(AttributeType.VALUE, octets(ObjectLimits.MAX_VALUE_BYTES))
                .put(AttributeType.APPLICATION, octets(4 * 1024))
                .build();
        assertThat(ObjectRules.changed(full, LABEL)).isEqualTo(Outcome.refused(Fault.TEMPLATE_INCONSISTENT));
    }
}
