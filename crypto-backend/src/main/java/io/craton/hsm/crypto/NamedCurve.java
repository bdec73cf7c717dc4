package io.craton.hsm.crypto;

import io.craton.hsm.core.Octets;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.util.Optional;

/** The curves of the product (FIPS 186-5 and SP 800-186): their names, numbers and encodings. Both have cofactor one. */
enum NamedCurve {
    P256("secp256r1", "06082a8648ce3d030107"),
    P384("secp384r1", "06052b81040022");

    private static final byte[] EC_PUBLIC_KEY =
            Octets.ofHex("06072a8648ce3d0201").toByteArray();
    private static final byte UNCOMPRESSED = 4;

    private final String jcaName;
    private final Octets params;
    private final ECParameterSpec spec;
    private final BigInteger prime;
    private final int bytes;

    NamedCurve(String jcaName, String params) {
        this.jcaName = jcaName;
        this.params = Octets.ofHex(params);
        this.spec = spec(jcaName);
        this.prime = ((ECFieldFp) spec.getCurve().getField()).getP();
        this.bytes = (prime.bitLength() + 7) / 8;
    }

    private static ECParameterSpec spec(String name) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC", "SunEC");
            parameters.init(new ECGenParameterSpec(name));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no curve " + name, e);
        }
    }

    /** The curve of a CKA_EC_PARAMS that is the DER of its object identifier. */
    static Optional<NamedCurve> ofParams(Octets params) {
        for (NamedCurve curve : values()) {
            if (curve.params.equals(params)) {
                return Optional.of(curve);
            }
        }
        return Optional.empty();
    }

    String jcaName() {
        return jcaName;
    }

    /** CKA_EC_PARAMS. */
    Octets params() {
        return params;
    }

    /** The width of a coordinate and of a scalar. */
    int bytes() {
        return bytes;
    }

    int bits() {
        return bytes * 8;
    }

    BigInteger order() {
        return spec.getOrder();
    }

    /** The generator, uncompressed. */
    byte[] generator() {
        return uncompressed(
                spec.getGenerator().getAffineX(), spec.getGenerator().getAffineY());
    }

    byte[] uncompressed(BigInteger x, BigInteger y) {
        byte[] point = new byte[1 + 2 * bytes];
        point[0] = UNCOMPRESSED;
        place(x, point, 1 + bytes);
        place(y, point, point.length);
        return point;
    }

    private static void place(BigInteger number, byte[] target, int end) {
        byte[] magnitude = Der.minimal(number.toByteArray());
        System.arraycopy(magnitude, 0, target, end - magnitude.length, magnitude.length);
    }

    /**
     * The uncompressed point of a CKA_EC_POINT: a DER OCTET STRING of it, or, as some clients send, the point itself. Empty where it is
     * no point of this curve (SP 800-56A, section 5.6.2.3.4).
     */
    Optional<byte[]> point(Octets ecPoint) {
        byte[] given = ecPoint.toByteArray();
        byte[] point = given;
        if (given.length != 1 + 2 * bytes || given[0] != UNCOMPRESSED) {
            try {
                Der.Reader reader = new Der.Reader(given);
                point = reader.enter(Der.OCTET_STRING).rest();
                reader.requireEnd();
            } catch (Der.MalformedException e) {
                // Neither form: no point, which the caller refuses.
                return Optional.empty();
            }
        }
        return isPoint(point) ? Optional.of(point) : Optional.empty();
    }

    private boolean isPoint(byte[] point) {
        if (point.length != 1 + 2 * bytes || point[0] != UNCOMPRESSED) {
            return false;
        }
        BigInteger x = new BigInteger(1, point, 1, bytes);
        BigInteger y = new BigInteger(1, point, 1 + bytes, bytes);
        return x.compareTo(prime) < 0
                && y.compareTo(prime) < 0
                && y.multiply(y).mod(prime).equals(rightSide(x));
    }

    /** x³ + ax + b. */
    private BigInteger rightSide(BigInteger x) {
        return x.multiply(x)
                .add(spec.getCurve().getA())
                .multiply(x)
                .add(spec.getCurve().getB())
                .mod(prime);
    }

    /** The two points with this x coordinate, which must be one's; the primes of both curves are 3 modulo 4. */
    byte[][] pointsWithX(byte[] coordinate) {
        BigInteger x = new BigInteger(1, coordinate);
        BigInteger y = rightSide(x).modPow(prime.add(BigInteger.ONE).shiftRight(2), prime);
        return new byte[][] {uncompressed(x, y), uncompressed(x, prime.subtract(y))};
    }

    /** CKA_EC_POINT. */
    static Octets ecPoint(byte[] uncompressed) {
        return Octets.wrap(Der.element(Der.OCTET_STRING, uncompressed));
    }

    /** SubjectPublicKeyInfo (RFC 5480). */
    byte[] spki(byte[] uncompressed) {
        return Der.element(Der.SEQUENCE, algorithm(), Der.element(Der.BIT_STRING, new byte[1], uncompressed));
    }

    private byte[] algorithm() {
        return Der.element(Der.SEQUENCE, EC_PUBLIC_KEY, params.toByteArray());
    }

    /** PKCS#8 around the ECPrivateKey of RFC 5915 with its public point: the canonical form. The scalar has the curve's width. */
    byte[] pkcs8(byte[] scalar, byte[] uncompressed) {
        byte[] point = Der.element(Der.CONTEXT_1, Der.element(Der.BIT_STRING, new byte[1], uncompressed));
        return wrapped(scalar, point);
    }

    /** PKCS#8 without the public point, where that is not known yet. */
    byte[] pkcs8WithoutPoint(byte[] scalar) {
        return wrapped(scalar, new byte[0]);
    }

    private byte[] wrapped(byte[] scalar, byte[] point) {
        byte[] version = Der.unsigned(new byte[] {1});
        byte[] inner = Der.secretElement(Der.SEQUENCE, version, Der.element(Der.OCTET_STRING, scalar), point);
        byte[] octets = Der.secretElement(Der.OCTET_STRING, inner);
        return Der.secretElement(Der.SEQUENCE, Der.unsigned(new byte[1]), algorithm(), octets);
    }

    /** The curve of a PKCS#8. */
    static NamedCurve ofPkcs8(byte[] pkcs8) throws Der.MalformedException {
        Der.Reader info = new Der.Reader(pkcs8).enter(Der.SEQUENCE);
        info.unsigned();
        Der.Reader algorithm = info.enter(Der.SEQUENCE);
        algorithm.enter(Der.OBJECT_IDENTIFIER);
        return ofParams(Octets.wrap(algorithm.rest()))
                .orElseThrow(() -> new Der.MalformedException("no curve of ours"));
    }

    /** The scalar of a PKCS#8, in the curve's width. */
    byte[] scalar(byte[] pkcs8) throws Der.MalformedException {
        Der.Reader info = new Der.Reader(pkcs8).enter(Der.SEQUENCE);
        info.unsigned();
        info.enter(Der.SEQUENCE);
        Der.Reader key = info.enter(Der.OCTET_STRING).enter(Der.SEQUENCE);
        key.unsigned();
        byte[] scalar = key.enter(Der.OCTET_STRING).rest();
        return scalarOf(scalar).orElseThrow(() -> new Der.MalformedException("scalar out of range"));
    }

    /** A private value in the curve's width; empty unless it is from one to the order less one. Wipes {@code value}. */
    Optional<byte[]> scalarOf(byte[] value) {
        BigInteger number = new BigInteger(1, value);
        Secrets.wipe(value);
        if (number.signum() == 0 || number.compareTo(order()) >= 0) {
            return Optional.empty();
        }
        byte[] magnitude = Der.minimal(number.toByteArray());
        byte[] scalar = new byte[bytes];
        System.arraycopy(magnitude, 0, scalar, bytes - magnitude.length, magnitude.length);
        Secrets.wipe(magnitude);
        return Optional.of(scalar);
    }
}
