# Finds a JDK 25. Sourced by bin/craton and bin/test.

# Whether $1 is the home of a JDK 25 (its release file says so; a bare runtime has no javac).
is_jdk_25() {
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] && grep -q '^JAVA_VERSION="25[".]' "$1/release"
}

# Prints the home of a JDK 25: JAVA_HOME, then the java of PATH, then the usual places. Says what is missing when there is none.
find_jdk_25() {
    local candidate on_path
    on_path=$(command -v java || true)
    [ -z "$on_path" ] || on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
    for candidate in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* /opt/* /opt/java/* /usr/local/* /usr/local/lib/jvm/* \
        "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.local/share/jdks/* "$HOME"/.asdf/installs/java/*; do
        if [ -n "$candidate" ] && is_jdk_25 "$candidate"; then
            printf '%s\n' "$candidate"
            return 0
        fi
    done
    echo "missing: a JDK 25 (looked at JAVA_HOME, PATH, /usr/lib/jvm, /opt, /usr/local, ~/.sdkman, ~/.jdks)." >&2
    echo "Unpack one from https://adoptium.net/temurin/releases/?version=25 and set JAVA_HOME to it." >&2
    return 1
}
