package io.craton.hsm.core.simulation;

import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.token.StoredObject;

/**
 * A key as a leader hands it to a node for one application. Compared by identity in the cache.
 *
 * @param keyEpoch how often the key had been changed when it was read; known to the checks only
 * @param loginEpoch how often the application's login had ended; known to the checks only
 */
record KeyEntry(StoredObject key, ApplicationId application, long keyEpoch, long loginEpoch) {}
