package io.craton.hsm.actors.admin;

import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.SessionHandle;

/** An open session and whose it is. */
public record SessionEntry(SessionHandle session, ApplicationId application, boolean readWrite) {}
