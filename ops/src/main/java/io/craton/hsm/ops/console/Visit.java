package io.craton.hsm.ops.console;

import io.craton.hsm.auth.Operator;
import io.craton.hsm.ops.http.RouteCaller;

/** One request of somebody who has signed in. */
record Visit(ConsoleSession session, RouteCaller.Caller caller, Form form) {
    Visit(ConsoleSession session, RouteCaller.Caller caller) {
        this(session, caller, new Form());
    }

    Operator operator() {
        return caller.operator();
    }

    Visit with(Form sent) {
        return new Visit(session, caller, sent);
    }
}
