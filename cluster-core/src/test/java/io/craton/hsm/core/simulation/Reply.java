package io.craton.hsm.core.simulation;

import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.token.Result;

/** What a client is told. */
sealed interface Reply {
    record Done(Result result) implements Reply {}

    record Refused(Fault fault) implements Reply {}
}
