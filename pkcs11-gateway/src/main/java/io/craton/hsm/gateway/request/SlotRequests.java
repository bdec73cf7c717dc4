package io.craton.hsm.gateway.request;

import io.craton.hsm.actors.Call;
import io.craton.hsm.actors.HsmService;
import io.craton.hsm.actors.TokenView;
import io.craton.hsm.actors.TokenView.PinStanding;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.secret.Secret;
import io.craton.hsm.gateway.wire.Ckf;
import io.craton.hsm.gateway.wire.Reply;
import io.craton.hsm.gateway.wire.Request;
import io.craton.hsm.gateway.wire.Wire;

/** Requests about slots and tokens (PKCS#11 3.2, sections 5.5). Thread-safe. */
final class SlotRequests {
    private static final String MODEL = "Craton HSM";

    /** The version of the token's behaviour, shown as its hardware and firmware version. */
    private static final int VERSION_MAJOR = 0;

    private static final int VERSION_MINOR = 1;

    private final HsmService hsm;

    SlotRequests(HsmService hsm) {
        this.hsm = hsm;
    }

    Outcome<Reply> list(Call call) {
        return hsm.tokens(call)
                .map(tokens -> new Reply.SlotList(
                        tokens.stream().map(SlotRequests::entry).toList()));
    }

    Outcome<Reply> token(Call call, SlotId slot) {
        return hsm.token(call, slot).map(token -> new Reply.TokenInfo(entry(token)));
    }

    /** Every token has the whole catalogue. */
    Outcome<Reply> mechanisms() {
        return Outcome.done(new Reply.MechanismList(MechanismNumbers.entries()));
    }

    Outcome<Reply> init(Call call, SlotId slot, Request.InitToken request) {
        Secret soPin = hsm.secrets().take(request.soPin().copy());
        return hsm.initToken(call, slot, soPin, request.label()).map(done -> new Reply.InitToken());
    }

    Outcome<Reply> openSession(Call call, SlotId slot, boolean readWrite) {
        return hsm.openSession(call, slot, readWrite).map(session -> new Reply.OpenSession(session.value()));
    }

    Outcome<Reply> closeAllSessions(Call call, SlotId slot) {
        return hsm.closeAllSessions(call, slot).map(done -> new Reply.CloseAllSessions());
    }

    private static Wire.SlotEntry entry(TokenView token) {
        return new Wire.SlotEntry(
                token.slot().value(),
                Ckf.TOKEN_PRESENT,
                "Craton HSM slot " + token.slot().value(),
                flags(token),
                token.label(),
                MODEL,
                token.serial(),
                token.maxSessions(),
                token.sessions(),
                token.maxSessions(),
                token.readWriteSessions(),
                token.minPinBytes(),
                token.maxPinBytes(),
                VERSION_MAJOR,
                VERSION_MINOR);
    }

    /** CK_TOKEN_INFO flags. */
    private static long flags(TokenView token) {
        return Ckf.RNG
                | Ckf.LOGIN_REQUIRED
                | (token.initialized() ? Ckf.TOKEN_INITIALIZED : 0)
                | (token.userPinInitialized() ? Ckf.USER_PIN_INITIALIZED : 0)
                | standing(token.userPin(), Ckf.USER_PIN_COUNT_LOW, Ckf.USER_PIN_FINAL_TRY, Ckf.USER_PIN_LOCKED)
                | standing(token.soPin(), Ckf.SO_PIN_COUNT_LOW, Ckf.SO_PIN_FINAL_TRY, Ckf.SO_PIN_LOCKED);
    }

    private static long standing(PinStanding standing, long countLow, long finalTry, long locked) {
        return switch (standing) {
            case CLEAR -> 0;
            case COUNT_LOW -> countLow;
            case FINAL_TRY -> countLow | finalTry;
            case LOCKED -> locked;
        };
    }
}
