# Makes the cache of parsed and linked classes and method profiles (JEP 483, 514, 515) that lets a node start in about half the CPU
# time. It is an optimisation only: without it everything works. Sourced by bin/craton.

readonly AOT_TRAINING_SECONDS=120

# Prints the flags that make a cache in file $2, or without one that use the cache $1 if there is one for the present build.
aot_flags() {
    if [ -n "$2" ]; then
        echo "-XX:AOTCacheOutput=$2"
    elif [ -s "$1" ] && [ "$1" -nt "$class_path_file" ]; then
        echo "-XX:AOTCache=$1"
    fi
    # A cache that does not fit is passed over without a word.
    echo "-Xlog:cds*=error,aot*=error"
}

# Runs a cluster of one node with keys of its own, lets it make a token, and stops it: the JVM writes the cache as it ends.
train_aot_cache() {
    local scratch
    scratch=$(mktemp -d)
    if ! (
        home=$scratch/c
        umask 077
        create_cluster_files "$home" 127.0.0.1
        export AOT_CACHE_OUTPUT=$scratch/node.aot
        start_process n1
        await_serving n1
        write_client_files "$home" "$module"
        create_pin "$home/so.pin"
        create_pin "$home/user.pin"
        CRATON_HSM_CONFIG=$home/client.conf "$token_tool" init --module "$module" --label training \
            --so-pin-file "$home/so.pin" --user-pin-file "$home/user.pin"
        (train_admin_cache "$scratch/admin.aot")
        kill -TERM "$(pid_of n1)"
        await_cache
    ) >"$scratch/log" 2>&1; then
        echo "craton: no start-up cache was made; nodes start more slowly. Last line: $(tail -n 1 "$scratch/log")" >&2
    fi
    (home=$scratch/c && kill_process n1) >/dev/null 2>&1 || true
    [ ! -s "$scratch/node.aot" ] || mv "$scratch/node.aot" "$aot_cache"
    [ ! -s "$scratch/admin.aot" ] || mv "$scratch/admin.aot" "$admin_aot_cache"
    rm -rf "$scratch"
}

# Has the operators' command line run its commands once, in one JVM that writes the cache $1 as it ends.
train_admin_cache() {
    eval "$(print_env)"
    ADMIN_AOT_CACHE_OUTPUT=$1 timeout "$AOT_TRAINING_SECONDS" "$repo/bin/craton-admin" --train <<EOF
status
cluster status -o yaml
token list -o json
object generate --slot 0 --type ec --label training --pin-file $home/user.pin
object list --slot 0 --pin-file $home/user.pin
session list --slot 0
fips status
status --endpoint https://127.0.0.1:1
EOF
}

# The cache is written by a second JVM, which the ending node waits for.
await_cache() {
    local deadline=$((SECONDS + AOT_TRAINING_SECONDS))
    while [ -n "$(pid_of n1)" ]; do
        [ $SECONDS -lt $deadline ] || die "not written within $AOT_TRAINING_SECONDS s"
        sleep 0.2
    done
    [ -s "$AOT_CACHE_OUTPUT" ] || die "the node ended without writing it"
}
