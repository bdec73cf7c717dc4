package io.craton.hsm.gateway.request;

import io.craton.hsm.actors.Call;
import io.craton.hsm.actors.HsmService;
import io.craton.hsm.actors.SessionView;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.secret.Secret;
import io.craton.hsm.gateway.wire.Ckf;
import io.craton.hsm.gateway.wire.Cks;
import io.craton.hsm.gateway.wire.Cku;
import io.craton.hsm.gateway.wire.Reply;
import io.craton.hsm.gateway.wire.Request;
import io.craton.hsm.gateway.wire.Slice;

/** Requests about sessions, logins and PINs (PKCS#11 3.2, sections 5.5.7 to 5.6). Thread-safe. */
final class SessionRequests {
    private final HsmService hsm;

    SessionRequests(HsmService hsm) {
        this.hsm = hsm;
    }

    Outcome<Reply> close(Call call, Request.CloseSession request) {
        return hsm.closeSession(call, new SessionHandle(request.session())).map(done -> new Reply.CloseSession());
    }

    Outcome<Reply> info(Call call, Request.SessionInfo request) {
        return hsm.session(call, new SessionHandle(request.session()))
                .map(view -> new Reply.SessionInfo(view.slot().value(), state(view), flags(view), 0));
    }

    private static long flags(SessionView view) {
        return Ckf.SERIAL_SESSION | (view.readWrite() ? Ckf.RW_SESSION : 0);
    }

    private static long state(SessionView view) {
        if (view.login().isEmpty()) {
            return view.readWrite() ? Cks.RW_PUBLIC_SESSION : Cks.RO_PUBLIC_SESSION;
        }
        return switch (view.login().get()) {
            case USER -> view.readWrite() ? Cks.RW_USER_FUNCTIONS : Cks.RO_USER_FUNCTIONS;
            case SECURITY_OFFICER -> Cks.RW_SO_FUNCTIONS;
        };
    }

    Outcome<Reply> login(Call call, Request.Login request) {
        if (request.userType() == Cku.USER) {
            return login(call, request, Role.USER);
        }
        if (request.userType() == Cku.SO) {
            return login(call, request, Role.SECURITY_OFFICER);
        }
        // no key here asks for its own login, so there is never an operation that a context-specific one could belong
        // to
        return Outcome.refused(
                request.userType() == Cku.CONTEXT_SPECIFIC ? Fault.OPERATION_NOT_INITIALIZED : Fault.USER_TYPE_INVALID);
    }

    private Outcome<Reply> login(Call call, Request.Login request, Role role) {
        SessionHandle session = new SessionHandle(request.session());
        return hsm.login(call, session, role, secret(request.pin())).map(done -> new Reply.Login());
    }

    Outcome<Reply> logout(Call call, Request.Logout request) {
        return hsm.logout(call, new SessionHandle(request.session())).map(done -> new Reply.Logout());
    }

    Outcome<Reply> initPin(Call call, Request.InitPin request) {
        return hsm.initPin(call, new SessionHandle(request.session()), secret(request.pin()))
                .map(done -> new Reply.InitPin());
    }

    Outcome<Reply> setPin(Call call, Request.SetPin request) {
        Secret oldPin = secret(request.oldPin());
        Secret newPin;
        try {
            newPin = secret(request.newPin());
        } catch (RuntimeException e) {
            oldPin.close();
            throw e;
        }
        return hsm.setPin(call, new SessionHandle(request.session()), oldPin, newPin)
                .map(done -> new Reply.SetPin());
    }

    private Secret secret(Slice pin) {
        return hsm.secrets().take(pin.copy());
    }
}
