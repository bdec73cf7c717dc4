package io.craton.hsm.crypto.adapter;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import com.amazon.corretto.crypto.provider.SelfTestStatus;
import java.util.List;

/** AWS-LC through the Amazon Corretto Crypto Provider, its plain or its FIPS build. */
public final class AwsLcBackend extends JcaBackend {
    /**
     * ACCP 2.5.0 truncates or over-reads the initialisation vector when a cipher is initialised again with the same key and another
     * length (upstream pull request 542), so one length only is ever given to it.
     */
    private static final int GCM_IV_BYTES = 12;

    /** Loads the native library; fails where that fails, since the provider itself would only offer no algorithms, silently. */
    public AwsLcBackend() {
        super(List.of(AmazonCorrettoCryptoProvider.INSTANCE));
        Throwable loading = AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError();
        if (loading != null) {
            throw new IllegalStateException("the native library did not load: " + loading.getMessage(), loading);
        }
        AmazonCorrettoCryptoProvider.INSTANCE.assertHealthy();
        SelfTestStatus status = AmazonCorrettoCryptoProvider.INSTANCE.runSelfTests();
        if (status != SelfTestStatus.PASSED) {
            throw new IllegalStateException("the provider's own self-tests ended " + status);
        }
    }

    @Override
    public String name() {
        return "awslc";
    }

    @Override
    public String version() {
        AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
        return "ACCP " + provider.getVersionStr() + " over " + provider.getAwsLcVersionStr()
                + (provider.isFips() ? ", FIPS build" : "");
    }

    @Override
    public boolean takesGcmIv(int bytes) {
        return bytes == GCM_IV_BYTES;
    }
}
