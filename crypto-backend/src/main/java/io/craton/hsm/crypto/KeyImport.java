package io.craton.hsm.crypto;

import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.secret.Secret;
import java.util.Optional;

/**
 * An imported key. The receiver closes the material.
 *
 * @param facts the public attributes in canonical form, and those that follow from them
 * @param material PKCS#8 of a private key, the bytes of a secret key; empty for a public key
 */
public record KeyImport(Attributes facts, Optional<Secret> material) {}
