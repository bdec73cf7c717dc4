package io.craton.hsm.ops.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.craton.hsm.actors.TokenView;
import io.craton.hsm.actors.TokenView.PinStanding;
import io.craton.hsm.actors.admin.TokenDescription;
import org.jspecify.annotations.Nullable;

/**
 * A slot and the token in it.
 *
 * @param answers whether the token's leader answered; the rest is absent otherwise
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SlotView(int slot, boolean answers, @Nullable Token token) {
    /**
     * @param objects token objects, private ones included
     * @param logins applications that are logged in
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Token(
            boolean initialized,
            @Nullable String label,
            @Nullable String serial,
            int objects,
            int privateObjects,
            int applications,
            int sessions,
            int readWriteSessions,
            int maxSessions,
            int logins,
            Pin userPin,
            Pin soPin) {}

    /** @param failures tries in vain since the last right one */
    public record Pin(boolean set, int failures, boolean locked) {}

    static SlotView of(TokenDescription description) {
        TokenView view = description.view();
        return new SlotView(
                view.slot().value(),
                true,
                new Token(
                        view.initialized(),
                        view.initialized() ? view.label() : null,
                        view.initialized() ? view.serial() : null,
                        description.objects(),
                        description.privateObjects(),
                        description.applications(),
                        view.sessions(),
                        view.readWriteSessions(),
                        view.maxSessions(),
                        description.logins(),
                        new Pin(
                                view.userPinInitialized(),
                                description.userPinFailures(),
                                view.userPin() == PinStanding.LOCKED),
                        new Pin(view.initialized(), description.soPinFailures(), view.soPin() == PinStanding.LOCKED)));
    }

    static SlotView silent(int slot) {
        return new SlotView(slot, false, null);
    }
}
