# Starts, watches and ends the processes of the nodes in $home. Sourced by bin/craton.

check_name() {
    [ -e "$home/$1/node.conf" ] && return 0
    local names
    names=$(cluster_nodes "$home" | tr '\n' ' ')
    [ -n "$names" ] || die "there is no cluster in $home"
    die "there is no node $1 in $home; there are: $names"
}

# One bin/craton at a time changes a cluster. The lock goes with this process.
lock_home() {
    mkdir -p "$home"
    exec 9<"$home"
    flock -w 120 9 || die "another bin/craton has been working on $home for two minutes"
}

# The process of node $1 if it runs. A process that got the number of one that ended is not taken for it.
pid_of() {
    local pid
    pid=$(cat "$home/$1/pid" 2>/dev/null) || return 0
    # A process that ended and was not yet collected has no command line any more.
    if [ -n "$pid" ] && { tr '\0' '\n' <"/proc/$pid/cmdline" | grep -Fxq -- "$home/$1/node.conf"; } 2>/dev/null; then
        echo "$pid"
    fi
}

# Whether nothing is left of process $1 that holds a file or a port. A process that ends gives back its memory, and with it its
# command line, before those.
is_gone() {
    local state
    state=$(sed 's/.*) //; s/ .*//' "/proc/$1/stat" 2>/dev/null) || return 0
    # Dead and not yet collected by its parent, all threads included.
    [ -z "$state" ] || { [ "$state" = Z ] && [ "$(find "/proc/$1/task" -mindepth 1 -maxdepth 1 2>/dev/null | wc -l)" -le 1 ]; }
}

# Waits until nothing is left of process $1, at most ten seconds.
await_gone() {
    local tries=0
    until is_gone "$1"; do
        tries=$((tries + 1))
        [ $tries -le 200 ] || return 1
        sleep 0.05
    done
}

# Starts node $1 in the background, in a session of its own, its output going to its log.
start_process() {
    local dir=$home/$1 log=$home/$1/log/node.log
    mkdir -p "$dir/log"
    if [ -e "$log" ] && [ "$(stat -c %s "$log")" -gt $LOG_BYTES_MAX ]; then
        mv "$log" "$log.1"
    fi
    touch "$log"
    stat -c %s "$log" >"$dir/log/start-offset"
    # It may have been killed a moment ago, and still hold its ports.
    local before
    before=$(cat "$dir/pid" 2>/dev/null || true)
    if [ -n "$before" ] && ! tr -d '\0' <"/proc/$before/cmdline" 2>/dev/null | grep -q .; then
        await_gone "$before" || true
    fi
    rm -f "$dir/pid"
    # The locks of this process are not for the node to keep.
    CRATON_NO_BUILD=1 setsid nohup bash -c 'echo $$ >"$1/pid" && exec "$0" node --config "$1/node.conf"' "$repo/bin/craton" "$dir" \
        >>"$log" 2>&1 </dev/null 8<&- 9<&- &
    disown
    local tries=0
    while [ ! -s "$dir/pid" ]; do
        tries=$((tries + 1))
        [ $tries -le 100 ] || die "node $1 could not be started: $(tail -n 1 "$log")"
        sleep 0.05
    done
}

# Waits until all nodes serve, or node $1. Prints progress.
await_serving() {
    java_program status --home "$home" --wait $START_SECONDS ${1:+--node "$1"}
}

# Says for each node that does not run what it said itself.
explain_failure() {
    local name said
    for name in ${1:-$(cluster_nodes "$home")}; do
        [ -z "$(pid_of "$name")" ] || continue
        said=$(tail -c "+$(($(cat "$home/$name/log/start-offset") + 1))" "$home/$name/log/node.log" | sed -n 's/^craton: //p' | head -n 5)
        echo "craton: node $name does not run: ${said:-its log is $home/$name/log/node.log}" >&2
    done
    echo "craton: not every node serves (bin/craton status, bin/craton logs)" >&2
}

# Ends the nodes named in good order, and after a time without it.
stop_processes() {
    local name pid deadline=$((SECONDS + STOP_SECONDS))
    local -A running=()
    for name in "$@"; do
        pid=$(pid_of "$name")
        [ -n "$pid" ] || continue
        running[$name]=$pid
        kill -TERM "$pid" 2>/dev/null || true
    done
    while [ ${#running[@]} -gt 0 ] && [ $SECONDS -lt $deadline ]; do
        for name in "${!running[@]}"; do
            ! is_gone "${running[$name]}" || unset "running[$name]"
        done
        [ ${#running[@]} -eq 0 ] || sleep 0.1
    done
    for name in "${!running[@]}"; do
        echo "craton: node $name did not stop within $STOP_SECONDS s and is killed" >&2
        kill -KILL "${running[$name]}" 2>/dev/null || true
        await_gone "${running[$name]}" || die "process ${running[$name]} of node $name is still there"
    done
}

kill_process() {
    local pid
    pid=$(pid_of "$1")
    [ -n "$pid" ] || { echo "craton: node $1 does not run" >&2; return 1; }
    kill -KILL "$pid"
    await_gone "$pid" || die "process $pid of node $1 is still there"
}
