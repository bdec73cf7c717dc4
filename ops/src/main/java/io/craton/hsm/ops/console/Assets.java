package io.craton.hsm.ops.console;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** Style sheet, scripts and icon, read once. Their address holds their digest, so that browsers may keep them for ever. Immutable. */
public final class Assets {
    private static final String HTMX = "/META-INF/resources/webjars/htmx.org/";
    private static final String HTMX_PROPERTIES = "/META-INF/maven/org.webjars.npm/htmx.org/pom.properties";

    record Asset(String contentType, byte[] bytes) {}

    private final Map<String, Asset> byAddress = new LinkedHashMap<>();
    private final Map<String, String> addresses = new LinkedHashMap<>();

    private Assets() {}

    static Assets load() throws IOException {
        Assets assets = new Assets();
        Properties htmx = new Properties();
        try (InputStream in = open(HTMX_PROPERTIES)) {
            htmx.load(in);
        }
        assets.add("console.css", "console.css", "text/css");
        assets.add("console.js", "console.js", "text/javascript");
        assets.add("icon.svg", "icon.svg", "image/svg+xml");
        assets.add("htmx.js", HTMX + htmx.getProperty("version") + "/dist/htmx.min.js", "text/javascript");
        return assets;
    }

    private static InputStream open(String resource) throws IOException {
        InputStream in = Assets.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IOException("the program lacks " + resource);
        }
        return in;
    }

    private void add(String name, String resource, String contentType) throws IOException {
        try (InputStream in = open(resource)) {
            byte[] bytes = in.readAllBytes();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            String address = "/assets/" + HexFormat.of().formatHex(digest, 0, 8) + "/" + name;
            byAddress.put(address, new Asset(contentType, bytes));
            addresses.put(name, address);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Where the asset of that name is. */
    public String address(String name) {
        String address = addresses.get(name);
        if (address == null) {
            throw new IllegalArgumentException("no asset " + name);
        }
        return address;
    }

    Optional<Asset> at(String address) {
        return Optional.ofNullable(byAddress.get(address));
    }
}
