package io.craton.hsm.gateway.request;

import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.gateway.wire.Ckr;
import io.craton.hsm.gateway.wire.Reply;
import io.craton.hsm.gateway.wire.Wire;
import org.jspecify.annotations.Nullable;

/**
 * What a request came to, in wire terms.
 *
 * @param code a CKR_ code
 * @param stamp the token's version stamp, 0 where no token is concerned
 * @param body null unless the code is CKR_OK
 */
public record Answer(long code, long stamp, @Nullable Reply body) {
    static Answer done(Reply body, long stamp) {
        return new Answer(Ckr.OK, stamp, body);
    }

    static Answer refused(long code, long stamp) {
        return new Answer(code, stamp, null);
    }

    static Answer of(Outcome<Reply> outcome, long stamp) {
        return switch (outcome) {
            case Outcome.Done<Reply>(Reply body) -> done(body, stamp);
            case Outcome.Refused<Reply>(Fault fault) -> refused(FaultCodes.codeOf(fault), stamp);
        };
    }

    /** Overwrites what of the body should not stay in memory once it has been sent: plain text, key material, random bytes. */
    public void wipe() {
        switch (body) {
            case null -> {}
            case Reply.GetAttributes r -> r.attributes().forEach(Answer::wipe);
            case Reply.Decrypt r -> r.data().wipe();
            case Reply.OperationUpdate r -> r.data().wipe();
            case Reply.OperationFinish r -> r.data().wipe();
            case Reply.GenerateRandom r -> r.data().wipe();
            case Reply.Handshake r -> r.resumeToken().wipe();
            case Reply.Ping _, Reply.Goodbye _, Reply.SlotList _, Reply.TokenInfo _, Reply.MechanismList _ -> {}
            case Reply.InitToken _, Reply.InitPin _, Reply.SetPin _, Reply.Login _, Reply.Logout _ -> {}
            case Reply.OpenSession _, Reply.CloseSession _, Reply.CloseAllSessions _, Reply.SessionInfo _ -> {}
            case Reply.CreateObject _, Reply.CopyObject _, Reply.DestroyObject _, Reply.GetObjectSize _ -> {}
            case Reply.SetAttributes _, Reply.FindObjects _, Reply.KeyFacts _ -> {}
            case Reply.GenerateKey _, Reply.GenerateKeyPair _ -> {}
            case Reply.Sign _, Reply.Verify _, Reply.Encrypt _, Reply.Digest _ -> {}
            case Reply.OperationBegin _, Reply.OperationCancel _, Reply.SeedRandom _ -> {}
        }
    }

    private static void wipe(Wire.AttributeResult result) {
        result.value().wipe();
    }
}
