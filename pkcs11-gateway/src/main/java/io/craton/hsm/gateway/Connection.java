package io.craton.hsm.gateway;

import io.craton.hsm.actors.Call;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.gateway.request.Answer;
import io.craton.hsm.gateway.wire.Ckr;
import io.craton.hsm.gateway.wire.Frames;
import io.craton.hsm.gateway.wire.MalformedFrameException;
import io.craton.hsm.gateway.wire.Reply;
import io.craton.hsm.gateway.wire.ReplyHeader;
import io.craton.hsm.gateway.wire.Request;
import io.craton.hsm.gateway.wire.RequestHeader;
import io.craton.hsm.gateway.wire.Wire;
import io.craton.hsm.gateway.wire.WireReader;
import io.craton.hsm.gateway.wire.WireWriter;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection, served by one thread from its handshake to its end: read a frame, answer it, read the next. Other threads may
 * only ask for its phase and close it.
 */
final class Connection implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    /** A caller waits no longer than this for one call, whatever it asks for. */
    private static final long MAX_DEADLINE_MILLIS = 60_000;

    /** A writer that had to grow beyond this is not kept. */
    private static final int KEPT_REPLY_BYTES = 64 * 1024;

    private final SocketChannel channel;
    private final GatewayDesk desk;
    private final Progress progress = new Progress();
    private final WireReader in = new WireReader();
    private WireWriter out = new WireWriter();
    private @Nullable ApplicationId application;
    private volatile @Nullable Thread thread;

    Connection(SocketChannel channel, GatewayDesk desk) {
        this.channel = channel;
        this.desk = desk;
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        try (channel;
                Arena arena = Arena.ofConfined()) {
            FrameReader frames =
                    new FrameReader(channel, progress, desk.settings().maxFrameBytes(), arena);
            FrameSender sender = new FrameSender(channel, arena);
            try {
                serve(frames, sender);
            } finally {
                frames.wipe();
                out.wipe();
            }
        } catch (ClosedChannelException e) {
            LOG.trace("connection closed by this node", e);
        } catch (IOException e) {
            LOG.debug("connection lost: {}", e.getMessage());
        } catch (RuntimeException e) {
            desk.counters().connectionsFailed.increment();
            LOG.error("a connection failed", e);
        } finally {
            desk.left(this, application);
        }
    }

    private void serve(FrameReader frames, FrameSender sender) throws IOException {
        boolean open = arrived(frames) && greet(frames, sender);
        while (open && arrived(frames)) {
            open = answer(frames, sender);
        }
    }

    /** Waits for a frame; false when there will be none. */
    private boolean arrived(FrameReader frames) throws IOException {
        try {
            return switch (frames.next()) {
                case FRAME -> true;
                case END -> false;
                case TRUNCATED -> {
                    desk.counters().framesTruncated.increment();
                    yield false;
                }
            };
        } catch (MalformedFrameException e) {
            desk.counters().framesOversize.increment();
            LOG.debug("connection closed: {}", e.getMessage());
            return false;
        }
    }

    private boolean greet(FrameReader frames, FrameSender sender) throws IOException {
        try {
            in.reset(frames.frame(), 0, frames.length());
            RequestHeader header = RequestHeader.read(in);
            if (header.type() != Wire.TYPE_HANDSHAKE || header.sequence() != 0) {
                throw new MalformedFrameException("the first frame is no handshake");
            }
            Request.Handshake handshake = (Request.Handshake) Request.decode(header.type(), in);
            return greeted(header, desk.greet(handshake, PeerUser.uidOf(channel)), sender);
        } catch (MalformedFrameException e) {
            desk.counters().handshakesRefused.increment();
            LOG.debug("handshake refused: {}", e.getMessage());
            return false;
        } finally {
            frames.done();
        }
    }

    private boolean greeted(RequestHeader header, Greeting.Result result, FrameSender sender) throws IOException {
        return switch (result) {
            case Greeting.Result.Welcome(ApplicationId peer, Reply.Handshake reply) -> {
                application = peer;
                desk.applications().connected(peer);
                send(header, 0, new Answer(Ckr.OK, 0, reply), sender);
                progress.greeted();
                yield true;
            }
            case Greeting.Result.Refusal(long code) -> {
                desk.counters().handshakesRefused.increment();
                send(header, 0, new Answer(code, 0, null), sender);
                yield false;
            }
        };
    }

    /** Answers one request; false when the connection must end. */
    private boolean answer(FrameReader frames, FrameSender sender) throws IOException {
        progress.enter(Progress.Phase.WORKING);
        try {
            in.reset(frames.frame(), 0, frames.length());
            RequestHeader header = RequestHeader.read(in);
            if (header.type() < Wire.TYPE_HANDSHAKE || header.type() > Wire.TYPE_SEED_RANDOM) {
                desk.counters().framesUnknown.increment();
                return false;
            }
            Request request = Request.decode(header.type(), in);
            if (desk.isClosing()) {
                send(header, ReplyHeader.RETRY, new Answer(Ckr.DEVICE_ERROR, 0, null), sender);
                return false;
            }
            send(header, 0, answer(header, request), sender);
            desk.counters().requests.increment();
            return true;
        } catch (MalformedFrameException e) {
            desk.counters().framesMalformed.increment();
            LOG.debug("connection closed: {}", e.getMessage());
            return false;
        } finally {
            frames.done();
        }
    }

    private Answer answer(RequestHeader header, Request request) throws MalformedFrameException {
        ApplicationId peer = application;
        if (peer == null) {
            throw new IllegalStateException("a request before the handshake");
        }
        if (request instanceof Request.Goodbye) {
            return desk.goodbye(peer);
        }
        if (header.sequence() < 1 || header.oldestUnanswered() < 0 || header.oldestUnanswered() > header.sequence()) {
            throw new MalformedFrameException("request numbers out of order");
        }
        long waitMillis = Math.min(header.deadlineMillis(), MAX_DEADLINE_MILLIS);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
        return desk.answer(new Call(peer, header.sequence(), header.oldestUnanswered(), deadline), request);
    }

    private void send(RequestHeader to, int flags, Answer answer, FrameSender sender) throws IOException {
        progress.enter(Progress.Phase.WRITING);
        try {
            Frames.write(out, replyHeader(to, flags, answer), answer.body());
        } catch (IllegalArgumentException tooLong) {
            // the service answered more than the protocol carries: our defect, not the client's
            LOG.error("a reply of type {} cannot be sent", to.type(), tooLong);
            desk.counters().requestsFailed.increment();
            out.wipe();
            Answer refusal = new Answer(Ckr.DEVICE_ERROR, 0, null);
            Frames.write(out, replyHeader(to, flags, refusal), null);
        } finally {
            answer.wipe();
        }
        sender.send(out);
        if (out.array().length > KEPT_REPLY_BYTES) {
            out = new WireWriter();
        }
    }

    private static ReplyHeader replyHeader(RequestHeader to, int flags, Answer answer) {
        return new ReplyHeader(to.type(), flags, to.sequence(), answer.code(), answer.stamp());
    }

    Progress progress() {
        return progress;
    }

    /** Whether a request is being answered, so that closing now would lose its reply. */
    boolean isBusy() {
        return switch (progress.phase()) {
            case WORKING, WRITING -> true;
            case GREETING, RESTING, READING -> false;
        };
    }

    /** Ends the connection from another thread, and its wait for the service too. */
    void cut() {
        close();
        Thread serving = thread;
        if (serving != null) {
            serving.interrupt();
        }
    }

    /** Ends the connection from another thread; a request with the service is still carried out. */
    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("closing a connection failed: {}", e.getMessage());
        }
    }
}
