package io.craton.hsm.gateway;

import io.craton.hsm.actors.ApplicationTicket;
import io.craton.hsm.actors.HsmService;
import io.craton.hsm.core.Octets;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.gateway.wire.Ckr;
import io.craton.hsm.gateway.wire.MalformedFrameException;
import io.craton.hsm.gateway.wire.Reply;
import io.craton.hsm.gateway.wire.Request;
import io.craton.hsm.gateway.wire.Slice;
import io.craton.hsm.gateway.wire.Wire;

/** The handshake: who the peer is, and which version of the protocol both speak. Thread-safe. */
final class Greeting {
    private final HsmService hsm;
    private final GatewaySettings settings;

    Greeting(HsmService hsm, GatewaySettings settings) {
        this.hsm = hsm;
        this.settings = settings;
    }

    /** What a handshake came to. */
    sealed interface Result {
        /** The peer is {@code application}, and may go on once it has the reply. */
        record Welcome(ApplicationId application, Reply.Handshake reply) implements Result {}

        /** The peer gets the code and is closed. */
        record Refusal(long code) implements Result {}
    }

    /** @throws MalformedFrameException where there is nobody worth an answer */
    Result greet(Request.Handshake handshake, int peerUid) throws MalformedFrameException {
        if (handshake.magic() != Wire.MAGIC) {
            throw new MalformedFrameException("not a client of this protocol");
        }
        int version = Math.min(handshake.maxVersion(), Wire.MAX_VERSION);
        if (version < Math.max(handshake.minVersion(), Wire.MIN_VERSION)) {
            return new Result.Refusal(Ckr.FUNCTION_NOT_SUPPORTED);
        }
        if (handshake.applicationId().isEmpty() && handshake.resumeToken().isEmpty()) {
            return welcome(hsm.admit(peerUid), version);
        }
        if (handshake.applicationId().length() != Wire.APPLICATION_ID_BYTES
                || handshake.resumeToken().length() != Wire.RESUME_TOKEN_BYTES) {
            throw new MalformedFrameException("half an identity");
        }
        ApplicationTicket ticket = new ApplicationTicket(
                new ApplicationId(octets(handshake.applicationId())), octets(handshake.resumeToken()));
        return hsm.isGenuine(ticket, peerUid) ? welcome(ticket, version) : new Result.Refusal(Ckr.SESSION_CLOSED);
    }

    private Result.Welcome welcome(ApplicationTicket ticket, int version) {
        return new Result.Welcome(
                ticket.application(),
                new Reply.Handshake(
                        version,
                        Slice.of(ticket.application().value().toByteArray()),
                        Slice.of(ticket.proof().toByteArray()),
                        settings.node(),
                        settings.maxFrameBytes(),
                        Wire.MAX_DATA_BYTES));
    }

    private static Octets octets(Slice slice) {
        return Octets.copyOf(slice.array(), slice.offset(), slice.length());
    }
}
