package io.craton.hsm.ops.jmx;

/** {@code craton:type=Peer,id=}: one node as the others know it, at most some seconds old. */
public interface PeerMXBean {
    boolean isAnswers();

    boolean isServing();

    boolean isDraining();

    /** Groups it leads, with blanks between. */
    String getLeads();

    /** Committed entries it has not applied, in the group where it is furthest behind. */
    long getLagEntries();

    /** Since it answered last, -1 if it never did. */
    long getLastContactSeconds();

    /** Empty while it does not answer. */
    String getVersion();

    /** The end of the certificate that ends first, ISO 8601; empty while it does not answer. */
    String getCertNotAfter();

    /** The same since the epoch; 0 while it does not answer. */
    long getCertNotAfterSeconds();
}
