# Checks for the programs the build and the tests need, and installs Debian packages when it may. Sourced by bin/craton and bin/test.

# Prints a line "PACKAGE WHAT" for each thing that is missing out of the names given.
missing_packages() {
    local name
    for name in "$@"; do
        case $name in
            maven) command -v mvn >/dev/null || echo "maven mvn" ;;
            gcc) command -v gcc >/dev/null || echo "gcc gcc" ;;
            make) command -v make >/dev/null || echo "make make" ;;
            libc6-dev) [ -e /usr/include/stdio.h ] || echo "libc6-dev the C library's headers" ;;
            openssl) command -v openssl >/dev/null || echo "openssl openssl" ;;
            softhsm2) command -v softhsm2-util >/dev/null || echo "softhsm2 softhsm2-util" ;;
            opensc) command -v pkcs11-tool >/dev/null || echo "opensc pkcs11-tool" ;;
            gnutls-bin) command -v p11tool >/dev/null || echo "gnutls-bin p11tool" ;;
            chromium) command -v chromium >/dev/null || echo "chromium chromium" ;;
            iptables) PATH=$PATH:/usr/sbin command -v iptables >/dev/null || echo "iptables iptables" ;;
            iproute2) PATH=$PATH:/usr/sbin:/sbin command -v ip >/dev/null || echo "iproute2 ip" ;;
            slapd) [ -x /usr/sbin/slapd ] || echo "slapd slapd" ;;
            nodejs) command -v node >/dev/null || echo "nodejs node" ;;
            npm) command -v npm >/dev/null || echo "npm npm" ;;
            libengine-pkcs11-openssl) ls /usr/lib/*/engines-3/pkcs11.so >/dev/null 2>&1 || echo "libengine-pkcs11-openssl the OpenSSL engine for PKCS#11" ;;
            openjdk-17-jdk-headless) ls -d /usr/lib/jvm/*17*/bin/javac >/dev/null 2>&1 || echo "openjdk-17-jdk-headless a JDK 17" ;;
            *) echo "unknown package $name in missing_packages" >&2; return 1 ;;
        esac
    done
}

# Prints the words that run a command as root, or fails when there is no way without asking for a password.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        echo env
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        echo "sudo -n"
    else
        return 1
    fi
}

# Makes the packages named available, or says exactly which are missing and fails.
require_packages() {
    local missing packages root
    missing=$(missing_packages "$@") || return 1
    [ -n "$missing" ] || return 0
    packages=$(echo "$missing" | cut -d' ' -f1 | tr '\n' ' ')
    if command -v apt-get >/dev/null && root=$(as_root); then
        echo "Installing: $packages" >&2
        # shellcheck disable=SC2086 # words on purpose
        { $root apt-get update -qq && $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages; } >&2 || true
        missing=$(missing_packages "$@")
        [ -n "$missing" ] || return 0
    fi
    echo "$missing" | while read -r package what; do
        echo "missing: $what (Debian package $package)" >&2
    done
    echo "Install with: apt-get install $packages" >&2
    return 1
}
