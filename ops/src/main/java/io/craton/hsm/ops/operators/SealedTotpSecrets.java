package io.craton.hsm.ops.operators;

import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.auth.totp.TotpSecrets;
import io.craton.hsm.core.Octets;
import io.craton.hsm.crypto.seal.ClusterKey;
import io.craton.hsm.crypto.seal.Purpose;
import io.craton.hsm.crypto.seal.Sealer;
import java.nio.charset.StandardCharsets;

/** Seals the secrets of one-time codes under the cluster key, bound to their owner. Thread-safe. */
final class SealedTotpSecrets implements TotpSecrets {
    private final Sealer sealer;

    SealedTotpSecrets(ClusterKey clusterKey) {
        this.sealer = clusterKey.sealer(Purpose.OPERATOR);
    }

    @Override
    public Octets seal(OperatorId owner, byte[] secret) {
        return sealer.seal(secret, context(owner));
    }

    @Override
    public byte[] open(OperatorId owner, Octets sealed) {
        return sealer.open(sealed, context(owner))
                .orElseThrow(
                        () -> new IllegalArgumentException("a one-time code's secret was not sealed for its owner"));
    }

    private static byte[] context(OperatorId owner) {
        return owner.toString().getBytes(StandardCharsets.UTF_8);
    }
}
