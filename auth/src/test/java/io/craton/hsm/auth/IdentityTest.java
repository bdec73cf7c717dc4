package io.craton.hsm.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class IdentityTest {
    @Test
    void groupsThatAreNotListedGiveNothing() {
        RoleMapping mapping = RoleMapping.of(
                Map.of("hsm-officers", Set.of(Role.SECURITY_OFFICER, Role.APPROVER), "hsm-view", Set.of(Role.VIEWER)));

        assertThat(mapping.rolesOf(Set.of("hsm-officers", "staff")))
                .containsExactlyInAnyOrder(Role.SECURITY_OFFICER, Role.APPROVER);
        assertThat(mapping.rolesOf(Set.of("HSM-VIEW", "hsm-view ", "hsm-", "*")))
                .isEmpty();
        assertThat(mapping.rolesOf(Set.of())).isEmpty();
    }

    @Test
    void aMappingMapsSomethingAndNothingTwice() {
        assertThatIllegalArgumentException().isThrownBy(() -> RoleMapping.of(Map.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RoleMapping.of(Map.of("a", Set.of())))
                .withMessageContaining("'a'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RoleMapping.of(
                        Map.of("A", Set.of(Role.VIEWER), "a", Set.of(Role.OPERATOR)),
                        name -> name.toLowerCase(Locale.ROOT)))
                .withMessageContaining("twice");
    }

    @Test
    void namesAreBoundedAndPrintable() {
        String longest = "a".repeat(OperatorId.MAX_NAME_BYTES);
        assertThat(new OperatorId("ldap", longest).name()).isEqualTo(longest);
        assertThat(OperatorId.isName(longest + "a")).isFalse();
        assertThat(OperatorId.isName("é".repeat(OperatorId.MAX_NAME_BYTES / 2 + 1)))
                .isFalse();
        for (String bad : new String[] {"", " ", "a\nb", "a\u0000", "a\u202Eb", "a\u2028", "a\uD800"}) {
            assertThat(OperatorId.isName(bad))
                    .as("%s", bad.codePoints().boxed().toList())
                    .isFalse();
        }
        for (String bad : new String[] {"", "LDAP", "-a", "a b", "a".repeat(33)}) {
            assertThatIllegalArgumentException().isThrownBy(() -> new OperatorId(bad, "alice"));
        }
    }

    @Test
    void aRefusalTellsThePersonNothingAndTheLogNoControlCharacters() {
        Refusal refusal = new Refusal(Refusal.Reason.UNKNOWN_NAME, "no\r\nforged line\u001B[31m" + "x".repeat(400));

        assertThat(refusal.detail()).startsWith("no??forged line?[31m").hasSize(Refusal.MAX_DETAIL_CHARS);
        assertThat(new SignIn.Refused(refusal).message()).isEqualTo(Refusal.MESSAGE);
    }

    @Test
    void aTokenIsReadBackAndNothingElseIs() {
        SessionToken token = SessionToken.random(new SecureRandom());
        String text = token.text();

        assertThat(SessionToken.parse(text).orElseThrow().hash()).isEqualTo(token.hash());
        assertThat(text).hasSize(SessionToken.TEXT_CHARS);
        assertThat(token.toString()).doesNotContain(text);
        assertThat(SessionToken.parse(text.substring(1))).isEmpty();
        assertThat(SessionToken.parse(text + "A")).isEmpty();
        assertThat(SessionToken.parse("+" + text.substring(1))).isEmpty();
        // The last character carries four bits: only one of its spellings is the canonical one.
        assertThat(SessionToken.parse("A".repeat(42) + "B")).isEmpty();
        token.close();
        assertThat(token.text()).isEqualTo("A".repeat(43));
    }

    @Test
    void aClosedPasswordIsWipedAndNeverShown() {
        Credentials.NameAndPassword shown = new Credentials.NameAndPassword("alice", "secret".toCharArray());
        assertThat(shown.toString()).doesNotContain("secret").doesNotContain("alice");
        shown.close();
        assertThat(shown.password()).containsOnly('\0');
    }

    @Test
    void onlyViewersMayGoWithoutASecondFactorByDefault() {
        assertThat(SecondFactorPolicy.DEFAULT.requires(Set.of(Role.VIEWER))).isFalse();
        assertThat(SecondFactorPolicy.DEFAULT.requires(Set.of(Role.VIEWER, Role.OPERATOR)))
                .isTrue();
        assertThat(SecondFactorPolicy.DEFAULT.requires(Set.of(Role.AUDITOR))).isTrue();
    }
}
