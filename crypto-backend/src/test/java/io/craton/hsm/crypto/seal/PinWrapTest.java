package io.craton.hsm.crypto.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.secret.Secret;
import io.craton.hsm.crypto.CryptoModule;
import io.craton.hsm.crypto.CryptoSettings;
import io.craton.hsm.crypto.SecretMemory;
import io.craton.hsm.crypto.Secrets;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PinWrapTest {
    private static final int FEW = PinWrap.MIN_ITERATIONS;

    private static Secret pin(String text) {
        return SecretMemory.ofProcess().take(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** RFC 7914, section 11. */
    @Test
    void derivesWhatRfc7914Prints() {
        assertThat(hex(Pbkdf2.derive(ascii("passwd"), ascii("salt"), 1, 64)))
                .isEqualTo("55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
                        + "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783");
        assertThat(hex(Pbkdf2.derive(ascii("Password"), ascii("NaCl"), 80_000, 64)))
                .isEqualTo("4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
                        + "a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d");
    }

    /** RFC 5869, appendix A.1 and A.3. */
    @Test
    void expandsWhatRfc5869Prints() {
        byte[] key = HexFormat.of().parseHex("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b");
        byte[] salt = HexFormat.of().parseHex("000102030405060708090a0b0c");
        byte[] info = HexFormat.of().parseHex("f0f1f2f3f4f5f6f7f8f9");
        assertThat(hex(Hkdf.derive(key, salt, info, 42)))
                .isEqualTo("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
        assertThat(hex(Hkdf.derive(key, new byte[0], new byte[0], 42)))
                .isEqualTo("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
    }

    @Test
    void unwrapsADataKeyWithItsPinOnly() {
        try (CryptoModule module = CryptoModule.open(new CryptoSettings(Optional.empty()));
                DataKey key = DataKey.generate(module);
                Secret pin = pin("1234");
                Secret other = pin("1235")) {
            PinWrap.WrappedKey wrapped = PinWrap.wrap(key, pin, FEW);
            assertThat(PinWrap.unwrap(wrapped, other)).isEmpty();
            try (DataKey again = PinWrap.unwrap(wrapped, pin).orElseThrow()) {
                assertThat(Secrets.equal(again.bytes(), key.bytes())).isTrue();
                Octets blob = key.sealer().seal(ascii("object"), ascii("handle 1"));
                assertThat(again.sealer().open(blob, ascii("handle 1"))).hasValue(ascii("object"));
            }
        }
    }

    @Test
    void wrapsUnderAnEmptyPinAndUnderBytesThatAreNoText() {
        try (Secret secret = SecretMemory.ofProcess().take(new byte[48]);
                Secret none = SecretMemory.ofProcess().take(new byte[0]);
                Secret binary = SecretMemory.ofProcess().take(new byte[] {(byte) 0xff, 0, (byte) 0xc3})) {
            for (Secret pin : new Secret[] {none, binary}) {
                PinWrap.WrappedKey wrapped = PinWrap.wrapSecret(secret, pin, FEW);
                try (Secret again = PinWrap.unwrapSecret(wrapped, pin).orElseThrow()) {
                    assertThat(Secrets.equal(again, secret)).isTrue();
                }
            }
        }
    }

    @Test
    void refusesFewerIterationsThanTheFloor() {
        try (Secret secret = SecretMemory.ofProcess().take(new byte[32]);
                Secret pin = pin("1234")) {
            assertThatThrownBy(() -> PinWrap.wrapSecret(secret, pin, FEW - 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("" + (FEW - 1));
            PinWrap.WrappedKey wrapped = PinWrap.wrapSecret(secret, pin, FEW);
            assertThat(PinWrap.unwrapSecret(new PinWrap.WrappedKey(wrapped.salt(), FEW - 1, wrapped.blob()), pin))
                    .isEmpty();
            assertThat(PinWrap.unwrapSecret(
                            new PinWrap.WrappedKey(wrapped.salt(), PinWrap.MAX_ITERATIONS + 1, wrapped.blob()), pin))
                    .isEmpty();
        }
    }

    @Test
    void unwrapsNothingFromAnAlteredRecord() {
        try (Secret secret = SecretMemory.ofProcess().take(new byte[32]);
                Secret pin = pin("1234")) {
            PinWrap.WrappedKey wrapped = PinWrap.wrapSecret(secret, pin, FEW);
            byte[] blob = wrapped.blob().toByteArray();
            blob[blob.length - 1] ^= 1;
            byte[] salt = wrapped.salt().toByteArray();
            salt[0] ^= 1;
            assertThat(PinWrap.unwrapSecret(new PinWrap.WrappedKey(wrapped.salt(), FEW, Octets.wrap(blob)), pin))
                    .isEmpty();
            assertThat(PinWrap.unwrapSecret(new PinWrap.WrappedKey(Octets.wrap(salt), FEW, wrapped.blob()), pin))
                    .isEmpty();
            assertThat(PinWrap.unwrapSecret(new PinWrap.WrappedKey(Octets.EMPTY, FEW, wrapped.blob()), pin))
                    .isEmpty();
            assertThat(PinWrap.unwrapSecret(new PinWrap.WrappedKey(wrapped.salt(), FEW, Octets.EMPTY), pin))
                    .isEmpty();
        }
    }

    @Test
    void refusesADataKeyOfAnotherLength() {
        Secret shorter = SecretMemory.ofProcess().take(new byte[31]);
        assertThatThrownBy(() -> DataKey.of(shorter)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> shorter.withBytes(bytes -> bytes.length)).isInstanceOf(IllegalStateException.class);
    }
}
