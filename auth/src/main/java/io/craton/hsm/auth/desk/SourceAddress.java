package io.craton.hsm.auth.desk;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Where a try comes from, as failures are counted: an IPv4 address, or the /64 of an IPv6 one, because whoever has one address of it has
 * all of them.
 */
public record SourceAddress(String text) {
    private static final int NETWORK_BYTES = 8;

    public static SourceAddress of(InetAddress address) {
        if (address instanceof Inet4Address) {
            return new SourceAddress(address.getHostAddress());
        }
        byte[] network = address.getAddress();
        Arrays.fill(network, NETWORK_BYTES, network.length, (byte) 0);
        try {
            return new SourceAddress(InetAddress.getByAddress(network).getHostAddress() + "/64");
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has the length of an address", e);
        }
    }

    /**
     * Likewise, of an address as a listener writes it: an IPv6 one may stand in brackets and have a scope.
     *
     * @throws IllegalArgumentException when it is no address
     */
    public static SourceAddress ofLiteral(String address) {
        String plain = address.replaceAll("[\\[\\]]|%[^\\]]*", "");
        return of(InetAddress.ofLiteral(plain));
    }

    /** A try over a Unix socket of the node: who may connect is up to the file system. */
    public static SourceAddress local() {
        return new SourceAddress("local");
    }
}
