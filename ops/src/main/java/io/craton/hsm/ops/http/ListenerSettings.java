package io.craton.hsm.ops.http;

import java.nio.file.Path;

/**
 * Where and how the listener is reached.
 *
 * @param port 0 takes any free one
 * @param certificate PEM, replaced by whoever renews it
 * @param clientAuthorities PEM: certificates of other authorities do not pass the handshake
 */
public record ListenerSettings(String host, int port, Path certificate, Path privateKey, Path clientAuthorities) {}
