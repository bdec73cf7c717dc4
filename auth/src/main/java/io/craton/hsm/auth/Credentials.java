package io.craton.hsm.auth;

import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What somebody shows to sign in. */
public sealed interface Credentials {
    /**
     * A name and a password. The caller closes it, which wipes the password; {@link #toString} shows neither.
     */
    final class NameAndPassword implements Credentials, AutoCloseable {
        /** Longer ones are refused before any provider sees them. */
        public static final int MAX_PASSWORD_CHARS = 1_024;

        private final String name;
        private final char[] password;

        /** Takes {@code password} over. */
        public NameAndPassword(String name, char[] password) {
            this.name = name;
            this.password = password;
        }

        public String name() {
            return name;
        }

        /** The array itself, not a copy: good until {@link #close}. */
        public char[] password() {
            return password;
        }

        @Override
        public void close() {
            Arrays.fill(password, '\0');
        }

        @Override
        public String toString() {
            return "NameAndPassword";
        }
    }

    /**
     * The chain of a peer that has proved in a TLS handshake that it holds the first certificate's key. Whoever makes this record vouches
     * for that proof.
     */
    record ClientCertificate(List<X509Certificate> chain) implements Credentials {
        public ClientCertificate {
            chain = List.copyOf(chain);
        }
    }

    /**
     * What a browser brought back from an OpenID provider.
     *
     * @param parameters of the redirect's query, as received
     * @param browserState the state value kept in the browser's own cookie: without it a foreign browser could be signed in
     */
    record AuthorizationResponse(Map<String, List<String>> parameters, String browserState) implements Credentials {
        public AuthorizationResponse {
            parameters = Map.copyOf(parameters);
        }

        @Override
        public String toString() {
            return "AuthorizationResponse" + parameters.keySet();
        }
    }

    /** A sign-in that somebody is confirming on another device, for the command line. */
    record DeviceCode(String code) implements Credentials {
        @Override
        public String toString() {
            return "DeviceCode";
        }
    }
}
