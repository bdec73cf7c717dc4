package io.craton.hsm.gateway.request;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.object.NamedCurve;
import io.craton.hsm.core.object.ObjectClass;
import io.craton.hsm.gateway.wire.Ckf;
import io.craton.hsm.gateway.wire.Reply;
import java.util.Optional;

/** What a client must know of a key to validate the beginning of an operation by itself, and to tell the length of its output. */
final class KeyFactsWriter {
    private KeyFactsWriter() {}

    static Outcome<Reply> write(Attributes facts) {
        Optional<ObjectClass> objectClass = facts.objectClass().filter(ObjectClass::isKey);
        Optional<KeyType> keyType = facts.keyType();
        if (objectClass.isEmpty() || keyType.isEmpty()) {
            return Outcome.refused(Fault.KEY_HANDLE_INVALID);
        }
        return Outcome.done(new Reply.KeyFacts(
                ObjectNumbers.numberOf(objectClass.get()),
                ObjectNumbers.numberOf(keyType.get()),
                usage(facts),
                sizeBytes(keyType.get(), facts),
                facts.flag(AttributeType.ALWAYS_AUTHENTICATE)));
    }

    private static long usage(Attributes facts) {
        return (facts.flag(AttributeType.ENCRYPT) ? Ckf.ENCRYPT : 0)
                | (facts.flag(AttributeType.DECRYPT) ? Ckf.DECRYPT : 0)
                | (facts.flag(AttributeType.SIGN) ? Ckf.SIGN : 0)
                | (facts.flag(AttributeType.VERIFY) ? Ckf.VERIFY : 0)
                | (facts.flag(AttributeType.WRAP) ? Ckf.WRAP : 0)
                | (facts.flag(AttributeType.UNWRAP) ? Ckf.UNWRAP : 0)
                | (facts.flag(AttributeType.DERIVE) ? Ckf.DERIVE : 0);
    }

    private static int sizeBytes(KeyType keyType, Attributes facts) {
        return switch (keyType) {
            case RSA -> facts.bytes(AttributeType.MODULUS).map(Octets::length).orElse(0);
            // the order of each curve there is has as many bytes as a coordinate
            case EC ->
                facts.bytes(AttributeType.EC_PARAMS)
                        .flatMap(NamedCurve::of)
                        .map(NamedCurve::coordinateBytes)
                        .orElse(0);
            case AES, GENERIC_SECRET ->
                facts.number(AttributeType.VALUE_LEN).map(Math::toIntExact).orElse(0);
        };
    }
}
