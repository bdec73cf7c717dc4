package io.craton.hsm.auth.certificate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CRLException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

/**
 * Certificate revocation lists in files, read anew at every use, so that a list is in force as soon as its file is replaced. A list that
 * cannot be read, or that is out of date by a second, makes the whole set unusable: the path validation of the JDK alone would go on
 * with a list a quarter of an hour past its time.
 */
final class RevocationLists {
    static final int MAX_BYTES = 16 * 1024 * 1024;

    private final List<Path> files;

    RevocationLists(List<Path> files) {
        this.files = files;
    }

    /** All lists, each in force at {@code now}. Who signed them is checked on the path of each certificate. */
    List<X509CRL> inForce(Instant now) throws GeneralSecurityException, IOException {
        List<X509CRL> lists = new ArrayList<>(files.size());
        for (Path file : files) {
            lists.add(read(file, now));
        }
        return lists;
    }

    private static X509CRL read(Path file, Instant now) throws GeneralSecurityException, IOException {
        byte[] der;
        try (InputStream in = Files.newInputStream(file)) {
            der = in.readNBytes(MAX_BYTES + 1);
        }
        if (der.length > MAX_BYTES) {
            throw new CRLException("revocation list over " + MAX_BYTES + " bytes: " + file.getFileName());
        }
        X509CRL list = (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
        Date next = list.getNextUpdate();
        if (next == null) {
            throw new CRLException("revocation list that never ends: " + file.getFileName());
        }
        if (!now.isBefore(next.toInstant())) {
            throw new CRLException("revocation list expired at " + next.toInstant() + ": " + file.getFileName());
        }
        if (now.isBefore(list.getThisUpdate().toInstant())) {
            throw new CRLException("revocation list from the future: " + file.getFileName());
        }
        return list;
    }
}
