package io.craton.hsm.gateway.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.ObjectClass;
import io.craton.hsm.core.object.ObjectLimits;
import io.craton.hsm.core.object.Template;
import io.craton.hsm.gateway.HeapSecrets;
import io.craton.hsm.gateway.WireTemplate;
import io.craton.hsm.gateway.wire.Cka;
import io.craton.hsm.gateway.wire.Cko;
import io.craton.hsm.gateway.wire.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TemplateReaderTest {
    private static final long VENDOR_ATTRIBUTE = 0x8000_0001L;

    private final HeapSecrets secrets = new HeapSecrets();
    private final TemplateReader reader = new TemplateReader(secrets);

    private Template read(WireTemplate template, @Nullable ObjectClass implied) {
        return switch (reader.read(template.attributes(), implied)) {
            case Outcome.Done<Template>(Template read) -> read;
            case Outcome.Refused<Template>(Fault fault) -> throw new AssertionError(fault);
        };
    }

    private @Nullable Fault refusal(WireTemplate template) {
        return reader.read(template.attributes(), null) instanceof Outcome.Refused<Template>(Fault fault)
                ? fault
                : null;
    }

    @Test
    void keepsTheValueOfASecretKeyInTheStoreUntilTheTemplateIsClosed() {
        Template template =
                read(new WireTemplate().number(Cka.CLASS, Cko.SECRET_KEY).bytes(Cka.VALUE, new byte[16]), null);

        assertThat(template.keyMaterial()).containsOnlyKeys(AttributeType.VALUE);
        assertThat(template.attributes().has(AttributeType.VALUE)).isFalse();
        assertThat(secrets.open()).isOne();

        template.close();
        assertThat(secrets.open()).isZero();
    }

    @Test
    void keepsTheValueOfACertificateAmongItsAttributes() {
        Template template =
                read(new WireTemplate().number(Cka.CLASS, Cko.CERTIFICATE).bytes(Cka.VALUE, new byte[16]), null);

        assertThat(template.keyMaterial()).isEmpty();
        assertThat(template.attributes().has(AttributeType.VALUE)).isTrue();
    }

    @Test
    void takesAValueForASecretWhenTheClassIsUnknown() {
        assertThat(read(new WireTemplate().bytes(Cka.VALUE, new byte[16]), null).keyMaterial())
                .containsOnlyKeys(AttributeType.VALUE);
    }

    @Test
    void takesTheImpliedClassWhenTheTemplateNamesNone() {
        assertThat(read(new WireTemplate().bytes(Cka.PRIME_1, new byte[16]), ObjectClass.PRIVATE_KEY)
                        .keyMaterial())
                .containsOnlyKeys(AttributeType.PRIME_1);
        assertThat(read(new WireTemplate().bytes(Cka.VALUE, new byte[16]), ObjectClass.PUBLIC_KEY)
                        .keyMaterial())
                .isEmpty();
    }

    @Test
    void refusesAnUnknownType() {
        assertThat(refusal(new WireTemplate().bytes(VENDOR_ATTRIBUTE, new byte[1])))
                .isEqualTo(Fault.ATTRIBUTE_TYPE_INVALID);
    }

    @Test
    void refusesATypeGivenTwiceWithDifferentValues() {
        assertThat(refusal(new WireTemplate().text(Cka.LABEL, "a").text(Cka.LABEL, "b")))
                .isEqualTo(Fault.TEMPLATE_INCONSISTENT);
        assertThat(refusal(new WireTemplate().text(Cka.LABEL, "a").text(Cka.LABEL, "a")))
                .isNull();
    }

    @Test
    void refusesAnUnknownClass() {
        assertThat(refusal(new WireTemplate().number(Cka.CLASS, Cko.VENDOR_DEFINED)))
                .isEqualTo(Fault.ATTRIBUTE_VALUE_INVALID);
    }

    @Test
    void aRefusedTemplateLeavesNoSecretOpen() {
        assertThat(refusal(new WireTemplate().bytes(Cka.VALUE, new byte[16]).bytes(Cka.TOKEN, new byte[] {7})))
                .isEqualTo(Fault.ATTRIBUTE_VALUE_INVALID);
        assertThat(secrets.open()).isZero();
    }

    @Test
    void takesValuesUpToTheLimitOfAnObjectAndNotOneByteMore() {
        int beside = Long.BYTES + ObjectLimits.MAX_VALUE_BYTES;
        int left = ObjectLimits.MAX_OBJECT_BYTES - beside;

        assertThat(refusal(dataWith(left))).isNull();
        assertThat(refusal(dataWith(left + 1))).isEqualTo(Fault.DEVICE_MEMORY);
    }

    private static WireTemplate dataWith(int applicationBytes) {
        return new WireTemplate()
                .number(Cka.CLASS, Cko.DATA)
                .bytes(Cka.VALUE, new byte[ObjectLimits.MAX_VALUE_BYTES])
                .bytes(Cka.APPLICATION, new byte[applicationBytes]);
    }

    @Test
    void refusesMoreTypesThanAnObjectMayHave() {
        List<Wire.Attribute> template = new ArrayList<>();
        for (long type = 0; type <= 64; type++) {
            template.addAll(new WireTemplate()
                    .bytes(VENDOR_ATTRIBUTE + type, new byte[0])
                    .attributes());
        }

        assertThat(reader.read(template, null)).isEqualTo(Outcome.refused(Fault.DEVICE_MEMORY));
    }

    @Test
    void aSearchForWhatCannotExistFindsNothingAndIsNoError() {
        for (WireTemplate unknown : List.of(
                new WireTemplate().bytes(VENDOR_ATTRIBUTE, new byte[1]),
                new WireTemplate().number(Cka.CLASS, Cko.VENDOR_DEFINED),
                new WireTemplate().number(Cka.KEY_TYPE, 0x4a),
                new WireTemplate().bytes(Cka.LABEL, new byte[257]))) {
            assertThat(reader.readSearch(unknown.attributes())).isEqualTo(Outcome.done(Optional.empty()));
        }
    }

    @Test
    void aSearchWithAMalformedValueIsRefused() {
        assertThat(reader.readSearch(
                        new WireTemplate().bytes(Cka.TOKEN, new byte[] {2}).attributes()))
                .isEqualTo(Outcome.refused(Fault.ATTRIBUTE_VALUE_INVALID));
        assertThat(reader.readSearch(
                        new WireTemplate().bytes(Cka.CLASS, new byte[4]).attributes()))
                .isEqualTo(Outcome.refused(Fault.ATTRIBUTE_VALUE_INVALID));
    }

    @Test
    void aSearchByValueWithoutAClassPutsNoSecretInTheStore() {
        assertThat(reader.readSearch(new WireTemplate()
                                .bytes(Cka.VALUE, new byte[16])
                                .attributes())
                        .isDone())
                .isTrue();
        assertThat(secrets.open()).isZero();
    }
}
