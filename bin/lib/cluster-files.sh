# Makes the files of a cluster on this machine: keys, certificates, one directory and configuration for each node.
# Sourced by bin/craton. Everything it writes is for the owner alone (umask 077).

# The longest path a Unix socket can have (unix(7): sun_path holds 108 bytes with its terminating zero).
readonly SOCKET_PATH_MAX=107

# The names of the nodes kept in $1, in order.
cluster_nodes() {
    local conf
    for conf in "$1"/n*/node.conf; do
        [ -e "$conf" ] && basename "$(dirname "$conf")"
    done
    return 0
}

# Makes the files of a cluster in $1, unless they are there: a node on each host that follows. An earlier attempt that was cut off is
# begun again.
create_cluster_files() {
    local home=$1 name
    shift
    hosts=("$@")
    local nodes=${#hosts[@]}
    [ ! -e "$home/cluster.name" ] || return 0
    check_home "$home" "$nodes"
    for name in "$home"/n*/data; do
        [ ! -e "$name" ] || die "$home holds node data but no cluster.name: refusing to make a new cluster over it"
    done
    mkdir -p "$home"
    chmod 700 "$home"
    rm -rf "$home/ca" "$home/operators" "$home"/n[0-9] "$home/cluster.key"
    head -c 32 /dev/urandom >"$home/cluster.key"
    create_ca "$home/ca" "Craton HSM cluster CA"
    create_operators "$home/operators"
    choose_ports
    local i
    for i in $(seq 1 "$nodes"); do
        create_node "$home" "$i" "$nodes"
    done
    # Last: its presence says that everything else is complete.
    echo "craton-$(head -c 4 /dev/urandom | od -An -tx1 | tr -d ' \n')" >"$home/cluster.name.new"
    for i in $(seq 1 "$nodes"); do
        write_node_configuration "$home" "$i" "$nodes" "$(cat "$home/cluster.name.new")"
    done
    mv "$home/cluster.name.new" "$home/cluster.name"
}

# A home that could never work is refused before anything is written.
check_home() {
    local home=$1 nodes=$2 socket="$1/n$2/gateway.sock" bytes
    bytes=$(printf %s "$socket" | wc -c)
    [ "$bytes" -le $SOCKET_PATH_MAX ] ||
        die "the socket path $socket has $bytes bytes; a Unix socket's may have $SOCKET_PATH_MAX: set CRATON_HOME to a shorter directory"
    case $home in
        *[[:cntrl:]]*) die "CRATON_HOME holds a control character" ;;
    esac
}

# A certificate authority of this cluster's own named $2, in $1. Its key signs certificates of one kind and nothing else: those of the
# nodes, or those of operators.
create_ca() {
    local ca=$1 name=$2
    mkdir -p "$ca"
    quiet openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$ca/ca.key"
    quiet openssl req -x509 -new -sha256 -key "$ca/ca.key" -out "$ca/ca.pem" -days 3650 -subj "/CN=$name" \
        -addext "basicConstraints=critical,CA:TRUE,pathlen:0" -addext "keyUsage=critical,keyCertSign,cRLSign"
}

# The authority that makes operators, its (empty) revocation list, and one operator named demo, in $1.
create_operators() {
    local dir=$1
    create_ca "$dir" "Craton HSM operators CA"
    mv "$dir/ca.pem" "$dir/operators.pem"
    mv "$dir/ca.key" "$dir/operators.key"
    : >"$dir/index.txt"
    echo 01 >"$dir/crlnumber"
    {
        echo "[ca]"
        echo "default_ca = operators"
        echo "[operators]"
        echo "database = index.txt"
        echo "crlnumber = crlnumber"
        echo "certificate = operators.pem"
        echo "private_key = operators.key"
        echo "default_md = sha256"
        echo "[client]"
        echo "basicConstraints = critical,CA:FALSE"
        echo "keyUsage = critical,digitalSignature"
        echo "extendedKeyUsage = clientAuth"
    } >"$dir/ca.cnf"
    (cd "$dir" && quiet openssl ca -config ca.cnf -gencrl -crldays 3650 -out operators.crl.pem) || exit 1
    quiet openssl crl -in "$dir/operators.crl.pem" -outform DER -out "$dir/operators.crl"
    rm "$dir/operators.crl.pem"
    create_operator "$dir" demo
    # What browsers import. Without a password, since the key beside it has none either.
    quiet openssl pkcs12 -export -in "$dir/demo.pem" -inkey "$dir/demo.key" -name "Craton HSM demo operator" \
        -passout pass: -out "$dir/demo.p12"
}

# The key and certificate of an administrator named $2, made by the authority in $1.
create_operator() {
    local dir=$1 name=$2
    quiet openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$dir/$name.key"
    quiet openssl req -new -sha256 -key "$dir/$name.key" -out "$dir/$name.csr" -subj "/OU=administrators/CN=$name"
    quiet openssl x509 -req -sha256 -in "$dir/$name.csr" -CA "$dir/operators.pem" -CAkey "$dir/operators.key" \
        -set_serial "0x$(openssl rand -hex 16)" -days 3650 -extfile "$dir/ca.cnf" -extensions client -out "$dir/$name.pem"
    rm "$dir/$name.csr"
}

# The directory, key and certificate of node $2 of the cluster in $1.
create_node() {
    local home=$1 name=n$2 dir=$1/n$2
    mkdir -p "$dir/log"
    quiet openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$dir/node.key"
    quiet openssl req -new -sha256 -key "$dir/node.key" -out "$dir/node.csr" -subj "/CN=$name"
    {
        echo "basicConstraints=critical,CA:FALSE"
        echo "keyUsage=critical,digitalSignature"
        echo "extendedKeyUsage=serverAuth,clientAuth"
        echo "subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:$name$(host_names "${hosts[$(($2 - 1))]}")"
    } >"$dir/node.ext"
    quiet openssl x509 -req -sha256 -in "$dir/node.csr" -CA "$home/ca/ca.pem" -CAkey "$home/ca/ca.key" \
        -set_serial "0x$(openssl rand -hex 16)" -days 3650 -extfile "$dir/node.ext" -out "$dir/node.pem"
    rm "$dir/node.csr" "$dir/node.ext"
}

# The further subject alternative name of a node on host $1.
host_names() {
    case $1 in
        127.0.0.1) ;;
        *[!0-9.]*) echo ",DNS:$1" ;;
        *) echo ",IP:$1" ;;
    esac
}

# Whether the nodes share this machine.
on_loopback() {
    [ "${hosts[0]}" = 127.0.0.1 ]
}

# Sets the array "ports" to five for each node: consensus and actors of all nodes first, then administration, console, JMX. Nodes on
# machines of their own have the same ones everywhere. On this machine they are ports nobody listens on, below the range the kernel takes
# ports of outgoing connections from, so that a node finds its port free when it starts again.
choose_ports() {
    local wanted=$((${#hosts[@]} * 5)) port tries=0 i
    ports=()
    if ! on_loopback; then
        for i in "${hosts[@]}"; do ports+=(7101 7102); done
        for port in 7103 7104 7105; do
            for i in "${hosts[@]}"; do ports+=("$port"); done
        done
        return
    fi
    while [ ${#ports[@]} -lt "$wanted" ]; do
        tries=$((tries + 1))
        [ $tries -le 1000 ] || die "found no $wanted free ports between 20000 and 31999"
        port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
        case " ${ports[*]} " in *" $port "*) continue ;; esac
        if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            ports+=("$port")
        fi
    done
}

write_node_configuration() {
    local home=$1 self=$2 nodes=$3 cluster=$4 i
    {
        echo "# Node n$self, made by bin/craton. docs/reference/configuration.md explains every key."
        echo "cluster {"
        echo "  name = $cluster"
        echo "  key-file = ../cluster.key"
        echo "  nodes = ["
        for i in $(seq 1 "$nodes"); do
            echo "    { name = n$i, host = ${hosts[$((i - 1))]}, raft-port = ${ports[$((2 * i - 2))]}, actor-port = ${ports[$((2 * i - 1))]} }"
        done
        echo "  ]"
        echo "}"
        echo "node { name = n$self, data-directory = data }"
        echo "tls { ca = ../ca/ca.pem, certificate = node.pem, private-key = node.key }"
        echo "gateway { socket = gateway.sock }"
        echo "status { socket = status.sock }"
        echo "admin {"
        on_loopback || echo "  host = ${hosts[$((self - 1))]}"
        echo "  port = ${ports[$((2 * nodes + self - 1))]}"
        echo "  operators {"
        echo "    authorities = ../operators/operators.pem"
        echo "    revocation-lists = [ ../operators/operators.crl ]"
        echo "    roles = ["
        echo "      { group = \"ou=administrators\", roles = [ operator, security-officer, crypto-officer, cluster-admin ] }"
        echo "      { group = \"ou=viewers\", roles = [ viewer ] }"
        echo "    ]"
        echo "  }"
        ! on_loopback || echo "  metrics = loopback"
        echo "  console { port = ${ports[$((3 * nodes + self - 1))]} }"
        echo "}"
        echo "jmx {$(on_loopback || echo " host = ${hosts[$((self - 1))]},") port = ${ports[$((4 * nodes + self - 1))]}, passwords = true }"
    } >"$home/n$self/node.conf"
}

# What applications need: the gateways in order of preference, and Java's view of the module.
write_client_files() {
    local home=$1 module=$2 name
    {
        echo "# Made by bin/craton: the gateways of this cluster, in order of preference."
        for name in $(cluster_nodes "$home"); do
            echo "socket = $home/$name/gateway.sock"
        done
    } >"$home/client.conf.new"
    {
        echo "name = Craton"
        echo "library = $module"
        echo "slotListIndex = 0"
    } >"$home/java-pkcs11.conf.new"
    mv "$home/client.conf.new" "$home/client.conf"
    mv "$home/java-pkcs11.conf.new" "$home/java-pkcs11.conf"
}

# A random PIN in file $1, unless there is one. No line break: every tool reads the file as it is.
create_pin() {
    [ -s "$1" ] || { openssl rand -hex 8 | tr -d '\n' >"$1.new" && mv "$1.new" "$1"; }
}

# Runs a command silently, and shows what it said when it fails.
quiet() {
    local said
    said=$("$@" 2>&1) || die "$1 failed: $said"
}
