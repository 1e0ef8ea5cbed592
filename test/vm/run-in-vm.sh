#!/bin/bash
# Runs a command as root inside a throw-away Linux whose kernel has what a machine's own may lack: 8021q, dummy, bonding,
# team, VRF, macvlan, netem, IPVS, arptables. It is Debian's user-mode-linux: an ordinary process, up in half a second,
# with one CPU. Of nf_tables it has the bridge family only.
#
#   run-in-vm.sh [--mem M] [--timeout S] [--cache DIR] [--rw DIR]... [--env K=V]... [--stdin] [--packages "a b"]
#                [--modules "a b"] [--log FILE] [--prepare] [--] COMMAND [ARG...]
#
# The packages are unpacked into the cache and never installed. The guest sees the host's whole file system at the same
# paths: reads go to the host, writes to a tmpfs that vanishes with the guest, except under directories given with --rw,
# which are the host's own. It has no network device but lo: nothing leaves it.
#
# COMMAND runs in the caller's working directory with the caller's environment. One argument is a shell command line
# (bash -c); several are an argument vector. stdout, stderr and the exit code are the command's own (128+N: signal N
# ended it); stdin is empty unless --stdin, which reads the caller's to its end first.
#   124  --timeout ran out      125  the guest itself failed (the end of its kernel log is printed)
#
#   --prepare     only fetch what is needed into the cache, and list it
#   --cache DIR   default $RUN_IN_VM_CACHE or build/vm of this repository (about 130 MB)
#   --mem M       MiB of guest memory, tmpfs included (default 1024; taken lazily)
#   --modules L   modules to load first (others load by themselves when asked for)
set -u -o pipefail
umask 022

mem=1024 timeout=300 cache=${RUN_IN_VM_CACHE:-$(dirname -- "${BASH_SOURCE[0]}")/../../build/vm} rw=() envs=()
stdin=0 log= prepare=0 modules=
packages='kmod iproute2 iputils-ping keepalived ipvsadm tcpdump'

die() { echo "run-in-vm: $*" >&2; exit 125; }
while [ $# -gt 0 ]; do
  case $1 in
    --mem)      mem=${2:?}; shift 2;;
    --timeout)  timeout=${2:?}; shift 2;;
    --cache)    cache=${2:?}; shift 2;;
    --rw)       rw+=("$(realpath -e -- "${2:?}")") || die "--rw $2: no such directory"; shift 2;;
    --env)      envs+=("${2:?}"); shift 2;;
    --stdin)    stdin=1; shift;;
    --packages) packages="$packages ${2:?}"; shift 2;;
    --modules)  modules=${2?}; shift 2;;
    --log)      log=${2:?}; shift 2;;
    --prepare)  prepare=1; shift;;
    --)         shift; break;;
    -*)         die "unknown option $1 (usage: run-in-vm.sh [options] -- COMMAND...)";;
    *)          break;;
  esac
done
[ $# -gt 0 ] || [ $prepare = 1 ] || die "no command"
[ "$(uname -s)$(uname -m)" = Linuxx86_64 ] || die "x86_64 Linux only"
case $mem$timeout in *[!0-9]*) die "--mem and --timeout take whole numbers";; esac

# ---------------------------------------------------------------- cache
# $cache/root-KEY: the packages the host lacks, unpacked, never installed.
mkdir -p "$cache" || die "cannot write $cache"
cache=$(realpath "$cache")
case $cache in *[:,\\\ ]*) die "cache folder $cache: no ':', ',', '\\' or space in its path";; esac
key=$(printf '%s\n' user-mode-linux $packages | sort -u | md5sum | cut -c1-12)
root=$cache/root-$key
unpack() { # unpack DIR PACKAGE...: the packages and what the host lacks of their dependencies
  local dir=$1 tmp=$cache/tmp.$$.d list d; shift
  rm -rf "$tmp"; mkdir -p "$tmp" "$dir/usr/bin" "$dir/usr/sbin" "$dir/usr/lib" "$dir/usr/lib64"
  # merged /usr, so that ./sbin/x lands in usr/sbin and never hides the host's /sbin link
  for d in bin sbin lib lib64; do ln -s usr/$d "$dir/$d"; done
  fetch() {
    list=$(LC_ALL=C apt-get install -s --no-install-recommends "$@" 2>"$tmp/err" | awk '/^Inst /{print $2}') || return 1
    list=$(printf '%s\n' $list "$@" | sort -u)
    (cd "$tmp" && rm -f ./*.deb && LC_ALL=C apt-get download -q -o APT::Sandbox::User=root $list >"$tmp/out" 2>"$tmp/err")
  }
  fetch "$@" || { apt-get update -q >"$tmp/out" 2>"$tmp/err"; fetch "$@"; } || { cat "$tmp/err" >&2; rm -rf "$tmp"; return 1; }
  for d in "$tmp"/*.deb; do
    dpkg-deb --fsys-tarfile "$d" | tar -x -C "$dir" --keep-directory-symlink \
      --exclude='./usr/share/doc/*' --exclude='./usr/share/man/*' --exclude='./usr/share/locale/*' || return 1
  done
  (cd "$tmp" && ls ./*.deb | sed 's|^\./||; s|%3a|:|') > "$dir/.packages"
  rm -rf "$tmp"
}
build_root() {
  local t=$cache/tmp.$$ k
  rm -rf "$t"; unpack "$t" user-mode-linux $packages || return 1
  k=$(ls "$t/usr/lib/uml/modules") || return 1
  mkdir -p "$t/usr/lib/modules" && mv "$t/usr/lib/uml/modules/$k" "$t/usr/lib/modules/$k" || return 1
  printf '%s\n' "$k" > "$t/.kernel"
  mv -T "$t" "$root"
}
need() { # need FOLDER BUILDER
  [ ! -e "$1/.kernel" ] || return 0
  exec 7>"$cache/lock" && flock 7
  [ -e "$1/.kernel" ] || "$2" || { rm -rf "$cache/tmp.$$" "$cache/tmp.$$.d"; die "could not fetch the guest's packages"; }
  exec 7>&-
}
need "$root" build_root
k=$(cat "$root/.kernel")
if [ $# = 0 ]; then cat "$root/.packages"; exit 0; fi

# ---------------------------------------------------------------- job
job=$(mktemp -d "$cache/job.XXXXXXXX") || die "cannot write $cache"
vm=
cleanup() { [ -z "$vm" ] || kill -KILL -- "-$vm" "$vm" 2>/dev/null; rm -rf "$job"; }
trap cleanup EXIT; trap 'exit 129' HUP; trap 'exit 130' INT; trap 'exit 143' TERM

if [ $# = 1 ]; then set -- bash -c "$1"; fi
printf '%s\0' "$@" > "$job/argv"
printf '%s\0' "$PWD" "$root" "$k" "$job" "$modules" ${rw[@]+"${rw[@]}"} > "$job/conf"
env -0 -u TMPDIR -u XDG_RUNTIME_DIR -u DBUS_SESSION_BUS_ADDRESS "RUN_IN_VM=1" ${envs[@]+"${envs[@]}"} > "$job/env"
if [ $stdin = 1 ]; then cat > "$job/stdin"; else : > "$job/stdin"; fi

# The guest's process 1.  One perl (Debian's perl-base, always there) and system calls by
# number instead of a shell script: each exec costs 20 to 50 ms in there.
cat > "$job/init" <<'EOF'
#!/usr/bin/perl
use strict; use warnings;
(my $here = $0) =~ s{/init$}{};
sub slurp { open(my $f, '<', $_[0]) or die "$_[0]: $!"; local $/; my $s = <$f>; return split(/\0/, $s // '', -1) }
my ($cwd, $root, $k, $job, $modules, @rw) = slurp("$here/conf"); pop @rw;
my @argv = slurp("$here/argv"); pop @argv;
sub sc { my ($n, @a) = @_; syscall($n, @a) }    # with copies: syscall wants no constants
my ($NOSUID, $NODEV, $NOEXEC) = (2, 4, 8);
sub mount { my ($src, $at, $type, $flags, $data) = @_;
  sc(165, "$src", "$at", "$type", $flags // 0, $data // "") == 0 or die "mount $type $at: $!\n" }
sub host { my ($dir, $at) = @_; mount('hostfs', $at, 'hostfs', 0, $dir) }
sub ok { my ($what, $r) = @_; $r == -1 and die "$what: $!\n" }

mount('tmpfs', '/mnt', 'tmpfs', 0, 'size=90%,mode=755');
mkdir "/mnt/$_" for qw(u w r l);
open(my $ko, '<', "$root/usr/lib/modules/$k/kernel/fs/overlayfs/overlay.ko") or die "overlay.ko: $!\n";
ok('overlay.ko', sc(313, fileno($ko), "", 0)); close $ko;
host($root, '/mnt/l');                           # a mount of its own: overlay layers may not nest
mount('overlay', '/mnt/r', 'overlay', 0, 'lowerdir=/mnt/l:/,upperdir=/mnt/u,workdir=/mnt/w');
chdir '/mnt/r' or die; mkdir '.host';
ok('pivot_root', sc(155, ".", ".host")); chroot '.' or die; chdir '/';
mount('proc', '/proc', 'proc'); mount('sysfs', '/sys', 'sysfs'); mount('devtmpfs', '/dev', 'devtmpfs');
mkdir '/run', 0755; mount('tmpfs', '/run', 'tmpfs', $NOSUID|$NODEV, 'mode=755');
mkdir $_, 0755 for qw(/dev/pts /dev/shm /dev/net /run/netns /run/lock /run/keepalived);
mount('devpts', '/dev/pts', 'devpts', $NOSUID|$NOEXEC, 'mode=620,ptmxmode=666');
mount('tmpfs', '/dev/shm', 'tmpfs', $NOSUID|$NODEV, 'mode=1777');
symlink('/proc/self/fd', '/dev/fd'); symlink("/proc/self/fd/$_->[0]", "/dev/$_->[1]") for [0, 'stdin'], [1, 'stdout'], [2, 'stderr'];
sc(133, "/dev/net/tun", 020666, 10 << 8 | 200) unless -e '/dev/net/tun';
host($job, $job); host($_, $_) for @rw;
# user-mode Linux 6.12 forgets the pages of io_uring at exec, and dies of it; node does without
if (open(my $f, '>', '/proc/sys/kernel/io_uring_disabled')) { print $f 2; close $f }
sc(170, "guest", 5);
socket(my $s, 2, 2, 0) or die "socket: $!\n"; my $ifr = pack('a16 s x22', 'lo', 0x49);
ioctl($s, 0x8914, $ifr) or die "lo up: $!\n"; close $s;
%ENV = map { /^([^=]+)=(.*)$/s ? ($1, $2) : () } slurp("$job/env");
$ENV{PATH} = join ':', ($ENV{PATH} || '/usr/bin'), grep { index(":$ENV{PATH}:", ":$_:") < 0 } qw(/usr/local/sbin /usr/local/bin /usr/sbin /usr/bin);
system('modprobe', '-a', split ' ', $modules) if $modules =~ /\S/;

my (%from, %to, @w);
for my $n (1, 2) {
  my $dev = "/dev/tty$n";
  open(my $t, '+<', $dev) or die "$dev: $!\n"; binmode $t;
  my $tio = "\0" x 64; ioctl($t, 0x5401, $tio) or die "TCGETS: $!\n";    # raw
  my ($i, $o, $c, $l, $rest) = unpack('I4 a*', $tio); $tio = pack('I4 a*', $i & ~02560, $o & ~1, $c, $l & ~0100113, $rest);
  ioctl($t, 0x5402, $tio) or die "TCSETS: $!\n";
  pipe(my $r, my $w) or die; $from{$n} = $r; $to{$n} = $t; push @w, $w;
}
my $pid = fork // die "fork: $!\n";
if (!$pid) {
  sc(112);                                    # setsid
  open(STDIN, '<', "$job/stdin"); open(STDOUT, '>&', $w[0]); open(STDERR, '>&', $w[1]);
  close $_ for @w, values %from, values %to;
  chdir $cwd or do { print STDERR "run-in-vm: $cwd: $!\n"; exit 126 };
  no warnings; exec { $argv[0] } @argv; print STDERR "run-in-vm: $argv[0]: $!\n"; exit($!{ENOENT} ? 127 : 126);
}
close $_ for @w;
my ($rc, $left) = (undef, undef);
$SIG{CHLD} = sub {};                               # only to wake select
while (%from) {
  while ((my $p = waitpid(-1, 1)) > 0) { if ($p == $pid) { $rc = $? & 127 ? 128 + ($? & 127) : $? >> 8 } }
  # after its end: what is still in the pipes, but no waiting for daemons it left behind
  my $in = ''; vec($in, fileno($_), 1) = 1 for values %from;
  my $n = select($in, undef, undef, defined $rc ? 0.1 : 0.25);
  last if defined $rc && $n == 0;
  next if $n <= 0;
  for my $k (keys %from) {
    next unless vec($in, fileno($from{$k}), 1);
    my $got = sysread($from{$k}, my $buf, 65536);
    if (!$got) { delete $from{$k} if defined $got; next }
    for (my $off = 0; $off < $got; ) { my $x = syswrite($to{$k}, $buf, $got - $off, $off); $off += $x if $x; }
  }
}
while (!defined $rc) { my $p = waitpid(-1, 0); if ($p == $pid) { $rc = $? & 127 ? 128 + ($? & 127) : $? >> 8 } }
ioctl($_, 0x5409, 1) for values %to;    # tcdrain
open(my $f, '>', "$job/rc") or die; print $f "$rc\n"; close $f;
sc(169, 0xfee1dead, 672274793, 0x4321fedc, 0); # power off
sleep 9;
EOF
chmod 755 "$job/init"

# ---------------------------------------------------------------- cpu
# The guest's kernel and each of its processes are processes of the host of which one runs at a time. Spread over several
# CPUs, every system call in there wakes a sleeping one: three times as slow as on one CPU. Each guest holds one of its own.
pin=()
if command -v taskset >/dev/null && command -v flock >/dev/null; then
  allowed=$(LC_ALL=C taskset -cp $$) cpus=()
  for part in $(tr , ' ' <<<"${allowed##*: }"); do cpus+=($(seq "${part%-*}" "${part#*-}")); done
  for cpu in "${cpus[@]}"; do
    if { exec 4>"$cache/cpu-$cpu"; } 2>/dev/null && flock -n 4; then pin=(taskset -c "$cpu"); break; fi
  done
  [ ${#pin[@]} -gt 0 ] || pin=(taskset -c "${cpus[RANDOM % ${#cpus[@]}]}")
fi

# ---------------------------------------------------------------- run
# guest memory is a sparse, unlinked file: in /dev/shm where that is large enough (a container's may be 64 MB)
TMPDIR=/dev/shm
[ "$(df -Pm /dev/shm 2>/dev/null | awk 'NR==2{print $4}')" -gt "$mem" ] 2>/dev/null && [ -w /dev/shm ] || TMPDIR=$job
export TMPDIR
exec 6>"$job/log" 8> >(exec cat) 9> >(exec cat >&2)
setsid ${pin[@]+"${pin[@]}"} "$root/usr/bin/linux.uml" "mem=${mem}M" "uml_dir=$job/" umid=vm \
  root=/dev/root rootfstype=hostfs rootflags=/ ro "init=$job/init" \
  panic=-1 printk.time=1 pty.legacy_count=0 initcall_blacklist=raid6_select_algo,init_zswap \
  con=null con0=null,fd:6 con1=null,fd:8 con2=null,fd:9 \
  </dev/null >&6 2>&6 4>&- 7>&- &
vm=$!
exec 6>&- 8>&- 9>&-
exec 5<> <(:)                                      # never readable: a sleep without a process
end=$((${EPOCHREALTIME/[^0-9]/} + timeout * 1000000)) late=0
while kill -0 "$vm" 2>/dev/null; do
  if [ ${EPOCHREALTIME/[^0-9]/} -ge $end ]; then late=1; kill -KILL -- "-$vm" "$vm" 2>/dev/null; break; fi
  read -r -t 0.03 -u 5
done
{ wait "$vm"; } 2>/dev/null
kill -KILL -- "-$vm" 2>/dev/null; vm=
wait                                               # for the two cats: all output is out
[ -z "$log" ] || cp "$job/log" "$log"
if [ -s "$job/rc" ]; then exit "$(cat "$job/rc")"; fi
if [ $late = 1 ]; then echo "run-in-vm: no end after $timeout s, killed" >&2; exit 124; fi
grep -vE '\]  (\[<|[0-9a-f]{8} )' "$job/log" | tail -n 15 >&2
die "the guest died before the command ended (its last lines are above)"
