package io.craton.hsm.crypto.seal;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.crypto.Vectors;
import org.junit.jupiter.api.Test;

/** The two derivations that sealing rests on, against Wycheproof. */
class DerivationConformanceTest {
    @Test
    void derivesWithPbkdf2AsWycheproofSays() {
        Vectors.run("Wycheproof PBKDF2-HMAC-SHA256", Vectors.wycheproof("PBKDF2-HMACSHA256", "PbkdfTest"), vector -> {
            byte[] derived = Pbkdf2.derive(
                    vector.bytes("password"),
                    vector.bytes("salt"),
                    vector.test().get("iterationCount").asInt(),
                    vector.test().get("dkLen").asInt());
            assertThat(derived).isEqualTo(vector.bytes("dk"));
            return Vectors.Verdict.RAN;
        });
    }

    @Test
    void derivesWithHkdfAsWycheproofSays() {
        Vectors.run("Wycheproof HKDF-SHA-256", Vectors.wycheproof("HKDF-SHA-256", "HkdfTest"), vector -> {
            if (!vector.text("result").equals("valid")) {
                return Vectors.Verdict.NOT_OFFERED;
            }
            byte[] derived = Hkdf.derive(
                    vector.bytes("ikm"),
                    vector.bytes("salt"),
                    vector.bytes("info"),
                    vector.test().get("size").asInt());
            assertThat(derived).isEqualTo(vector.bytes("okm"));
            return Vectors.Verdict.RAN;
        });
    }
}
