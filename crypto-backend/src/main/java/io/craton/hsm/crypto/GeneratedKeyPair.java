package io.craton.hsm.crypto;

import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.secret.Secret;

/**
 * A new key pair. The receiver closes the material.
 *
 * @param publicFacts RSA: MODULUS, MODULUS_BITS, PUBLIC_EXPONENT; EC: EC_PARAMS, EC_POINT; both: PUBLIC_KEY_INFO
 * @param privateMaterial PKCS#8 in our canonical form
 */
public record GeneratedKeyPair(Attributes publicFacts, Secret privateMaterial) {}
