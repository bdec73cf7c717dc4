# Builds the program when its sources are newer, and runs it with the JVM flags it needs. Sourced by bin/craton.

# Written by the package phase each time, after everything else: what is newer was not built.
class_path_file=$repo/ops/target/classpath
aot_cache=$repo/ops/target/node.aot
admin_aot_cache=$repo/ops/target/admin.aot

# What every JVM of the program is started with: Pekko and Ratis use sun.misc.Unsafe and native code, and say so otherwise.
base_flags=(--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED -XX:-UsePerfData)

# A node holds keys: nothing may attach to it or write its memory to a file. It ends rather than limp on without memory.
# A small heap and one collector thread: three nodes share a small machine, and what lives long is some tens of megabytes. Class
# metadata starts large enough that loading classes causes no full collection.
node_flags=(
    -Xms192m -Xmx512m -Xmn64m -XX:MetaspaceSize=192m -XX:MaxDirectMemorySize=256m -XX:+UseSerialGC
    -XX:+DisableAttachMechanism -XX:-CreateCoredumpOnCrash -XX:-HeapDumpOnOutOfMemoryError
    -XX:+ExitOnOutOfMemoryError -XX:ErrorFile=/dev/null
)

# A question takes a moment: no time is spent on optimising code.
question_flags=(-Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1)

find_java() {
    local jdk
    jdk=$(find_jdk_25) || exit 1
    java=$jdk/bin/java
    export JAVA_HOME=$jdk
    # Flags from outside could open the node to a debugger or an agent.
    unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS
}

# The first source file that is newer than the build, if any.
newer_source() {
    find "$repo" \( -name target -o -name .git -o -name .craton -o -path '*/src/test' -o -path "$repo/docs" \) -prune -o \
        -type f \( -name pom.xml -o -path '*/src/main/*' \) -newer "$class_path_file" -print -quit
}

is_built() {
    [ -s "$class_path_file" ] && [ -e "$module" ]
}

require_build() {
    [ -s "$class_path_file" ] || die "nothing is built yet: run bin/craton up"
}

# Does nothing when the build is up to date or CRATON_NO_BUILD is set (a packaged installation, or a test of a finished build).
build_if_stale() {
    if [ -n "${CRATON_NO_BUILD:-}" ]; then
        require_build
        return 0
    fi
    ! is_built || [ -n "$(newer_source)" ] || [ ! "$aot_cache" -nt "$class_path_file" ] || return 0
    find_java
    require_packages maven gcc libc6-dev || exit 1
    exec 8<"$repo/pom.xml"
    flock -w 1200 8 || die "another build of $repo has been running for 20 minutes"
    # Another may have built it meanwhile.
    if ! is_built || [ -n "$(newer_source)" ]; then
        echo "Building (the first time takes some minutes)..." >&2
        local log
        log=$(mktemp)
        if ! (cd "$repo" && mvn -q -B -Dmaven.test.skip=true package) >"$log" 2>&1 8<&-; then
            grep -E '^\[ERROR\]' "$log" | head -n 20 >&2 || tail -n 20 "$log" >&2
            die "the build failed; the whole output is in $log"
        fi
        rm -f "$log"
    fi
    [ -e "$module" ] || die "$module was not built"
    if [ ! "$aot_cache" -nt "$class_path_file" ]; then
        train_aot_cache
    fi
    exec 8<&-
}

# Sets CLASSPATH to the program's own jar and exactly the jars it was built with. picocli comes first among them: its classes are too old
# for the start-up cache, and every jar before it would be opened to look for them.
set_class_path() {
    local jars
    jars=("$repo"/ops/target/ops-*.jar "$repo"/ops/target/lib/picocli-*.jar)
    CLASSPATH=${jars[0]}:${jars[1]}:$(sed "s|lib/|$repo/ops/target/lib/|g" "$class_path_file")
    export CLASSPATH
}

# Runs a short command of the program.
java_program() {
    find_java
    set_class_path
    "$java" "${base_flags[@]}" "${question_flags[@]}" io.craton.hsm.ops.Main "$@"
}

# The operators' command line says what it has to say itself; starting a logging framework would take a tenth of its time.
no_logging=(-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider -Dslf4j.internal.verbosity=WARN)

# Becomes class $1 of the operators' command line.
admin_program() {
    find_java
    set_class_path
    # shellcheck disable=SC2046 # words on purpose
    exec "$java" "${base_flags[@]}" "${question_flags[@]}" "${no_logging[@]}" $(aot_flags "$admin_aot_cache" "${ADMIN_AOT_CACHE_OUTPUT:-}") "$@"
}

# Becomes a node.
exec_node() {
    find_java
    set_class_path
    # shellcheck disable=SC2046,SC2086 # words on purpose
    exec "$java" "${base_flags[@]}" "${node_flags[@]}" $(aot_flags "$aot_cache" "${AOT_CACHE_OUTPUT:-}") ${CRATON_NODE_JAVA_OPTS:-} \
        "-Dcraton.backends-directory=$repo/crypto-backend/target/backends" io.craton.hsm.ops.Main node "$@"
}
