package io.craton.hsm.auth.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.auth.Authenticator.Identification;
import io.craton.hsm.auth.Credentials.NameAndPassword;
import io.craton.hsm.auth.Identity;
import io.craton.hsm.auth.Refusal.Reason;

/** What a try at a directory came to. */
record Found(Identification identification) {
    static Found of(LdapAuthenticator directory, String name, String password) {
        try (NameAndPassword shown = new NameAndPassword(name, password.toCharArray())) {
            return new Found(directory.identify(shown));
        }
    }

    Identity identified() {
        assertThat(identification).isInstanceOf(Identification.Identified.class);
        return ((Identification.Identified) identification).identity();
    }

    void refused(Reason reason, String detail) {
        assertThat(identification).isInstanceOfSatisfying(Identification.Refused.class, refused -> {
            assertThat(refused.refusal().reason())
                    .as(refused.refusal().detail())
                    .isEqualTo(reason);
            assertThat(refused.refusal().detail()).containsIgnoringCase(detail);
        });
    }
}
