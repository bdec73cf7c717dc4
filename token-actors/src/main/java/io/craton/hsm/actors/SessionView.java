package io.craton.hsm.actors;

import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SlotId;
import java.util.Optional;

/** A session as its application sees it. */
public record SessionView(SlotId slot, boolean readWrite, Optional<Role> login) {}
