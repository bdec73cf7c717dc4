package io.craton.hsm.auth.totp;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.auth.OperatorId;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TotpTest {
    private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);
    private static final Instant NOW = Instant.ofEpochSecond(1_111_111_109L);
    private static final long NEVER = -1;

    /** RFC 6238, appendix B, with the seeds of its errata 2866: 20, 32 and 64 bytes of the same digits. */
    @ParameterizedTest
    @CsvSource({
        "59, SHA1, 94287082",
        "59, SHA256, 46119246",
        "59, SHA512, 90693936",
        "1111111109, SHA1, 07081804",
        "1111111109, SHA256, 68084774",
        "1111111109, SHA512, 25091201",
        "1111111111, SHA1, 14050471",
        "1111111111, SHA256, 67062674",
        "1111111111, SHA512, 99943326",
        "1234567890, SHA1, 89005924",
        "1234567890, SHA256, 91819424",
        "1234567890, SHA512, 93441116",
        "2000000000, SHA1, 69279037",
        "2000000000, SHA256, 90698825",
        "2000000000, SHA512, 38618901",
        "20000000000, SHA1, 65353130",
        "20000000000, SHA256, 77737706",
        "20000000000, SHA512, 47863826"
    })
    void givesTheCodesOfTheStandard(long seconds, Totp.Algorithm algorithm, String code) {
        int bytes = switch (algorithm) {
            case SHA1 -> 20;
            case SHA256 -> 32;
            case SHA512 -> 64;
        };
        byte[] seed = "1234567890".repeat(7).substring(0, bytes).getBytes(StandardCharsets.US_ASCII);
        assertThat(Totp.code(seed, Totp.stepAt(Instant.ofEpochSecond(seconds)), algorithm, 8))
                .isEqualTo(code.toCharArray());
    }

    @Test
    void acceptsACodeOfItsStepAndOneOnEitherSide() {
        long step = Totp.stepAt(NOW);
        for (long offset = -1; offset <= 1; offset++) {
            assertThat(Totp.accept(SECRET, code(step + offset), NOW, NEVER)).hasValue(step + offset);
        }
        assertThat(Totp.accept(SECRET, code(step - 2), NOW, NEVER)).isEmpty();
        assertThat(Totp.accept(SECRET, code(step + 2), NOW, NEVER)).isEmpty();
    }

    @Test
    void acceptsNoCodeTwiceAndNoneBeforeTheLastOne() {
        long step = Totp.stepAt(NOW);
        assertThat(Totp.accept(SECRET, code(step), NOW, step)).isEmpty();
        assertThat(Totp.accept(SECRET, code(step - 1), NOW, step)).isEmpty();
        assertThat(Totp.accept(SECRET, code(step + 1), NOW, step)).hasValue(step + 1);
    }

    @Test
    void refusesWhatIsNoCode() {
        char[] right = code(Totp.stepAt(NOW));
        char[] wrong = right.clone();
        wrong[5] = wrong[5] == '0' ? '1' : '0';
        assertThat(Totp.accept(SECRET, wrong, NOW, NEVER)).isEmpty();
        assertThat(Totp.accept(SECRET, new char[0], NOW, NEVER)).isEmpty();
        assertThat(Totp.accept(SECRET, new String(right).substring(1).toCharArray(), NOW, NEVER))
                .isEmpty();
        assertThat(Totp.accept(SECRET, (new String(right) + "0").toCharArray(), NOW, NEVER))
                .isEmpty();
        assertThat(Totp.accept(Totp.newSecret(new SecureRandom()), right, NOW, NEVER))
                .isEmpty();
    }

    @Test
    void writesTheLinkThatAuthenticatorAppsRead() {
        TotpEnrolment enrolment = TotpEnrolment.of("prod 1", new OperatorId("ldap", "alice@example.com"), SECRET);

        assertThat(enrolment.uri())
                .isEqualTo("otpauth://totp/prod%201:alice%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
                        + "&issuer=prod%201&algorithm=SHA1&digits=6&period=30");
        assertThat(enrolment.secret()).isEqualTo("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assertThat(enrolment.toString()).doesNotContain("GEZDG");
    }

    @Test
    void drawsAPictureWithFinderPatternsAndAQuietZone() {
        TotpEnrolment enrolment = TotpEnrolment.of("prod", new OperatorId("ldap", "alice"), SECRET);
        String svg = enrolment.svg();

        assertThat(svg).startsWith("<svg ").doesNotContain("script").doesNotContain("GEZDG");
        // The finder pattern at the top left is dark from (4,4) to (10,4), and its separator at (11,4) is light.
        for (int x = 4; x <= 10; x++) {
            assertThat(svg).contains("M" + x + ",4h1v1h-1z");
        }
        assertThat(svg).doesNotContain("M11,4h").doesNotContain("M3,");
        int rows = (int) enrolment.text().lines().count();
        int width = Integer.parseInt(Pattern.compile("viewBox=\"0 0 (\\d+)")
                .matcher(svg)
                .results()
                .findFirst()
                .orElseThrow()
                .group(1));
        assertThat(rows).isEqualTo((width - 8 + 4 + 1) / 2);
        assertThat(enrolment.text().lines()).allMatch(line -> line.length() == width - 4);
    }

    /** RFC 4648, section 10, without the padding. */
    @ParameterizedTest
    @CsvSource({"f,MY", "fo,MZXQ", "foo,MZXW6", "foob,MZXW6YQ", "fooba,MZXW6YTB", "foobar,MZXW6YTBOI"})
    void writesBase32AsTheStandardDoes(String text, String encoded) {
        assertThat(Base32.encode(text.getBytes(StandardCharsets.US_ASCII))).isEqualTo(encoded);
        assertThat(Base32.encode(new byte[0])).isEmpty();
    }

    private static char[] code(long step) {
        return Totp.code(SECRET, step, Totp.Algorithm.SHA1, Totp.DIGITS);
    }
}
