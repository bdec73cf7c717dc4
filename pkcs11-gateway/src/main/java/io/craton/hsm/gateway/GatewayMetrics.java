package io.craton.hsm.gateway;

/**
 * What a gateway has seen since it started, and how many connections and applications it serves now.
 *
 * @param connectionsOpen served now
 * @param applicationsPresent applications with a connection now, or within the grace after their last one
 * @param connectionsAccepted ever, those refused not included
 * @param connectionsRefused over the limit
 * @param connectionsFailed ended by a defect of the gateway
 * @param applicationsGone reported as gone
 * @param requests answered, whatever the answer
 * @param requestsFailed answered CKR_DEVICE_ERROR because the service threw
 * @param deadlinesMissed answered CKR_DEVICE_ERROR because the service did not answer in time
 * @param handshakesRefused garbage, another protocol version, or a ticket that is not genuine
 * @param handshakesTimedOut connections that sent no handshake in time
 * @param framesTruncated connections that ended inside a frame
 * @param framesOversize frames whose length prefix is out of range
 * @param framesUnknown frames of a type that does not exist
 * @param framesMalformed frames with fields that do not fit
 * @param framesStalled connections that stopped half-way through a frame or did not take a reply
 */
public record GatewayMetrics(
        long connectionsOpen,
        long applicationsPresent,
        long connectionsAccepted,
        long connectionsRefused,
        long connectionsFailed,
        long applicationsGone,
        long requests,
        long requestsFailed,
        long deadlinesMissed,
        long handshakesRefused,
        long handshakesTimedOut,
        long framesTruncated,
        long framesOversize,
        long framesUnknown,
        long framesMalformed,
        long framesStalled) {}
