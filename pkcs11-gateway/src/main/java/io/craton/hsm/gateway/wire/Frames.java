package io.craton.hsm.gateway.wire;

import org.jspecify.annotations.Nullable;

/** Whole frames: u32 length of what follows, a header, a body. */
public final class Frames {
    /** Bytes of the length prefix. */
    public static final int PREFIX_BYTES = Integer.BYTES;

    private Frames() {}

    /**
     * Checks a length prefix: no shorter than a header, no longer than {@link Wire#MAX_FRAME_BYTES}.
     *
     * @param headerBytes of the kind of frame that is expected
     */
    public static int checkLength(long length, int headerBytes) throws MalformedFrameException {
        if (length < headerBytes || length > Wire.MAX_FRAME_BYTES) {
            throw new MalformedFrameException("frame of " + length + " bytes");
        }
        return (int) length;
    }

    /** Appends a request. On {@link IllegalArgumentException} the writer holds half a frame: clear it. */
    public static void write(WireWriter out, RequestHeader header, Request body) {
        int start = out.length();
        out.u32(0);
        out.u16(header.type());
        out.u16(header.flags());
        out.u64(header.sequence());
        out.u64(header.oldestUnanswered());
        out.u32(header.deadlineMillis());
        body.encode(out);
        out.patchU32(start, out.length() - start - PREFIX_BYTES);
    }

    /** Appends a reply; {@code body} is null unless the code is CKR_OK. */
    public static void write(WireWriter out, ReplyHeader header, @Nullable Reply body) {
        if ((header.code() == Ckr.OK) != (body != null)) {
            throw new IllegalArgumentException("a body belongs to CKR_OK, and only to it: " + Ckr.name(header.code()));
        }
        int start = out.length();
        out.u32(0);
        out.u16(header.type());
        out.u16(header.flags());
        out.u64(header.sequence());
        out.wideU32(header.code());
        out.u64(header.stamp());
        if (body != null) {
            body.encode(out);
        }
        out.patchU32(start, out.length() - start - PREFIX_BYTES);
    }
}
