package io.craton.hsm.ops.admin;

import io.craton.hsm.actors.admin.NodeDescription.Certificate;
import io.craton.hsm.actors.system.NodeSystemException;
import io.craton.hsm.actors.system.PemFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A certificate in a file that may be renewed: read again when the file has changed. Thread-safe. */
public final class CertificateFile {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateFile.class);

    private final String use;
    private final Path file;

    /** Guarded by this, as the next. */
    private @Nullable FileTime readAt;

    private Optional<Certificate> known = Optional.empty();

    public CertificateFile(String use, Path file) {
        this.use = use;
        this.file = file;
    }

    /** Empty while the file cannot be read. */
    synchronized Optional<Certificate> describe() {
        try {
            FileTime modified = Files.getLastModifiedTime(file);
            if (!modified.equals(readAt)) {
                readAt = modified;
                known = Optional.empty();
                known = Optional.of(new Certificate(
                        use,
                        PemFiles.certificates(file).getFirst().getNotAfter().getTime()));
            }
        } catch (IOException | NodeSystemException e) {
            LOG.debug("the certificate {} is not read: {}", use, e.getMessage());
            known = Optional.empty();
        }
        return known;
    }
}
