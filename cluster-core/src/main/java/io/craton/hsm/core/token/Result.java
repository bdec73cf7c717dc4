package io.craton.hsm.core.token;

import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.SessionHandle;
import java.util.List;

/** What a change answered, kept with its request so that a repeat gets the same. */
public sealed interface Result {
    record Nothing() implements Result {}

    record Session(SessionHandle handle) implements Result {}

    record Objects(List<ObjectHandle> handles) implements Result {}

    /** The request spent a PIN try; what came of it follows, or has to be found out again, without spending another. */
    record TryCounted() implements Result {}

    /** The request was refused after it had changed something (a PIN try that failed). */
    record Failed(Fault fault) implements Result {}

    Result NOTHING = new Nothing();
}
