package io.craton.hsm.actors.admin;

import io.craton.hsm.actors.TokenView;

/**
 * A token as operators see it without its PIN.
 *
 * @param objects token objects, private ones included
 * @param logins applications that are logged in
 * @param userPinFailures tries in vain since the last right one
 */
public record TokenDescription(
        TokenView view,
        int objects,
        int privateObjects,
        int applications,
        int logins,
        int userPinFailures,
        int soPinFailures) {}
