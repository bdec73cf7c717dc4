package io.craton.hsm.gateway.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.object.ObjectClass;
import io.craton.hsm.gateway.wire.Ckf;
import io.craton.hsm.gateway.wire.Ckk;
import io.craton.hsm.gateway.wire.Cko;
import io.craton.hsm.gateway.wire.Reply;
import org.junit.jupiter.api.Test;

class KeyFactsWriterTest {
    @Test
    void anRsaKeyHasTheSizeOfItsModulus() {
        assertThat(KeyFactsWriter.write(Attributes.builder()
                        .put(ObjectClass.PRIVATE_KEY)
                        .put(KeyType.RSA)
                        .put(AttributeType.MODULUS, Octets.wrap(new byte[256]))
                        .put(AttributeType.SIGN, true)
                        .put(AttributeType.DECRYPT, false)
                        .build()))
                .isEqualTo(Outcome.done(new Reply.KeyFacts(Cko.PRIVATE_KEY, Ckk.RSA, Ckf.SIGN, 256, false)));
    }

    @Test
    void aCurveKeyHasTheSizeOfTheOrderOfItsCurve() {
        assertThat(KeyFactsWriter.write(Attributes.builder()
                        .put(ObjectClass.PUBLIC_KEY)
                        .put(KeyType.EC)
                        .put(AttributeType.EC_PARAMS, Octets.ofHex("06052b81040022"))
                        .put(AttributeType.VERIFY, true)
                        .put(AttributeType.DERIVE, true)
                        .build()))
                .isEqualTo(
                        Outcome.done(new Reply.KeyFacts(Cko.PUBLIC_KEY, Ckk.EC, Ckf.VERIFY | Ckf.DERIVE, 48, false)));
    }

    @Test
    void aSecretKeyHasTheSizeOfItsValue() {
        assertThat(KeyFactsWriter.write(Attributes.builder()
                        .put(ObjectClass.SECRET_KEY)
                        .put(KeyType.AES)
                        .put(AttributeType.VALUE_LEN, 32)
                        .put(AttributeType.ENCRYPT, true)
                        .put(AttributeType.ALWAYS_AUTHENTICATE, true)
                        .build()))
                .isEqualTo(Outcome.done(new Reply.KeyFacts(Cko.SECRET_KEY, Ckk.AES, Ckf.ENCRYPT, 32, true)));
    }

    @Test
    void anObjectThatIsNoKeyIsABadKeyHandle() {
        assertThat(KeyFactsWriter.write(
                        Attributes.builder().put(ObjectClass.CERTIFICATE).build()))
                .isEqualTo(Outcome.refused(Fault.KEY_HANDLE_INVALID));
    }
}
