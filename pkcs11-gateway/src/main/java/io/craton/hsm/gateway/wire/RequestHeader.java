package io.craton.hsm.gateway.wire;

/**
 * What precedes the body of every request.
 *
 * @param sequence the client's number of this request, from 1; the same when it is sent again to another node; 0 for a handshake
 * @param oldestUnanswered the lowest number of this process that still awaits its reply
 * @param deadlineMillis how long the client goes on waiting, from when it sent the frame
 */
public record RequestHeader(int type, int flags, long sequence, long oldestUnanswered, int deadlineMillis) {
    /** Bytes on the wire, without the frame's length prefix. */
    public static final int BYTES = 2 + 2 + 8 + 8 + 4;

    public static RequestHeader read(WireReader in) throws MalformedFrameException {
        return new RequestHeader(in.u16(), in.u16(), in.u64(), in.u64(), in.u32());
    }
}
