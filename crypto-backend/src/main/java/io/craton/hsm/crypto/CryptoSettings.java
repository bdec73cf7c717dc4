package io.craton.hsm.crypto;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How the module starts.
 *
 * @param backendsDirectory the folder that holds one folder per provider ({@code awslc/provider.jar}); where it is empty the module
 *     runs on the JDK alone
 */
public record CryptoSettings(Optional<Path> backendsDirectory) {}
