package io.craton.hsm.gateway.request;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.MechanismParameters;
import io.craton.hsm.gateway.wire.MalformedFrameException;
import io.craton.hsm.gateway.wire.Slice;
import io.craton.hsm.gateway.wire.Wire;
import io.craton.hsm.gateway.wire.WireReader;

/** Reads a mechanism and its parameters from a request, each refused as CK_MECHANISM is by the standard (PKCS#11 3.2, section 5.1.6). */
final class MechanismReader {
    private static final int BLOCK_BYTES = 16;

    /** A mechanism with parameters of the kind it takes. */
    record Use(Mechanism mechanism, MechanismParameters parameters) {}

    private static final Outcome<Use> BAD_PARAMETERS = Outcome.refused(Fault.MECHANISM_PARAM_INVALID);

    private MechanismReader() {}

    static Outcome<Use> read(Wire.MechanismUse use) {
        Mechanism mechanism = MechanismNumbers.mechanism(use.type());
        if (mechanism == null) {
            return Outcome.refused(Fault.MECHANISM_INVALID);
        }
        Slice parameters = use.parameters();
        return switch (mechanism.parameters()) {
            case NONE -> parameters.isEmpty() ? used(mechanism, MechanismParameters.None.NONE) : BAD_PARAMETERS;
            case IV_16 ->
                parameters.length() == BLOCK_BYTES
                        ? used(mechanism, new MechanismParameters.Iv(octets(parameters)))
                        : BAD_PARAMETERS;
            case GCM -> gcm(mechanism, parameters);
        };
    }

    private static Outcome<Use> gcm(Mechanism mechanism, Slice encoded) {
        WireReader in = new WireReader(encoded.array(), encoded.offset(), encoded.length());
        Wire.GcmParameters gcm;
        try {
            gcm = Wire.GcmParameters.decode(in);
        } catch (MalformedFrameException e) {
            return BAD_PARAMETERS;
        }
        boolean tagFits = gcm.tagBits() >= 96 && gcm.tagBits() <= 128 && gcm.tagBits() % 8 == 0;
        if (in.remaining() != 0 || gcm.iv().isEmpty() || !tagFits) {
            return BAD_PARAMETERS;
        }
        return used(mechanism, new MechanismParameters.Gcm(octets(gcm.iv()), octets(gcm.aad()), gcm.tagBits()));
    }

    private static Outcome<Use> used(Mechanism mechanism, MechanismParameters parameters) {
        return Outcome.done(new Use(mechanism, parameters));
    }

    private static Octets octets(Slice slice) {
        return Octets.copyOf(slice.array(), slice.offset(), slice.length());
    }
}
