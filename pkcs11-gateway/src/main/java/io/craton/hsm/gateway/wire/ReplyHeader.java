package io.craton.hsm.gateway.wire;

/**
 * What precedes the body of every reply. A body follows only when {@code code} is CKR_OK.
 *
 * @param type that of the request
 * @param flags {@link #RETRY} or 0
 * @param sequence that of the request
 * @param code a {@link Ckr} code
 * @param stamp the version stamp of the token the request concerns; 0 where it concerns none
 */
public record ReplyHeader(int type, int flags, long sequence, long code, long stamp) {
    /** The node cannot answer now, nothing was done: send the request again, here after a pause or to another node. */
    public static final int RETRY = 1;

    /** Bytes on the wire, without the frame's length prefix. */
    public static final int BYTES = 2 + 2 + 8 + 4 + 8;

    public static ReplyHeader read(WireReader in) throws MalformedFrameException {
        return new ReplyHeader(in.u16(), in.u16(), in.u64(), in.wideU32(), in.u64());
    }
}
