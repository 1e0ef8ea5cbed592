#!/usr/bin/env bash
# Tries a package as somebody has it who installs it: in a Debian made by debootstrap, without Node and without this clone.
#   tools/pack/try-deb.sh SUITE FILE.deb      as root; the Debian lies in build/, and goes at the end
set -euo pipefail
cd "$(dirname "$0")/../.."
suite=$1
deb=$2
chroot=build/chroot-$suite-$$

trap 'umount -q "$chroot/proc" 2>/dev/null || true; rm -rf --one-file-system "$chroot"' EXIT

debootstrap --variant=minbase --include=systemd,procps,man-db,bash-completion "$suite" "$chroot" >"$chroot.log" 2>&1 ||
  { tail -5 "$chroot.log" >&2; exit 1; }
rm "$chroot.log"
# What minbase leaves out of documentation is what is tried here.
rm -f "$chroot"/etc/dpkg/dpkg.cfg.d/*
mount -t proc proc "$chroot/proc"
cp "$deb" "$chroot/root/arpist.deb"

in_it() {
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
    unshare --net --pid --fork chroot "$chroot" "$@"
}
says() { # words that are to be found in what the command says
  local words=$1 said
  shift
  said=$(in_it "$@" 2>&1) || { echo "$* failed: $said" >&2; exit 1; }
  grep -q -- "$words" <<<"$said" || { echo "$* does not say '$words': $said" >&2; exit 1; }
}
before=$(in_it find / -xdev -path /proc -prune -o -path /dev -prune -o -path /run -prune -o -path /var/cache -prune -o -path /var/lib/dpkg -prune -o -path /var/log -prune -o -print | sort)

in_it dpkg --install /root/arpist.deb
if in_it sh -c 'command -v node'; then echo 'there is a Node in here' >&2; exit 1; fi
says '^arpist [0-9]' arpist version
says 'Raspberry Pi' arpist demo --paper
says 'conflict' arpist demo --paper
says 'who is on my networks' sh -c 'MANPAGER=cat man arpist-scan'
says 'see, explain, prove' sh -c 'MANPAGER=cat man arpist'
says 'scan' bash -ic '. /usr/share/bash-completion/bash_completion; COMP_WORDS=(arpist sc); COMP_CWORD=1; COMP_LINE="arpist sc"; COMP_POINT=9; _completion_loader arpist; $(complete -p arpist | sed "s/.*-F \([^ ]*\).*/\1/") arpist sc arpist; echo "${COMPREPLY[@]}"'
says '' systemd-analyze verify /lib/systemd/system/arpist.service
says '' arpist config check
says '^arpist:' getent passwd arpist
if in_it systemctl --root=/ --quiet is-enabled arpist.service; then echo 'a watch that nobody asked for would start' >&2; exit 1; fi

echo '--- a configuration that was changed outlives an upgrade and a removal:'
in_it sh -c 'echo "site = \"here\"" >>/etc/arpist/arpist.toml; mkdir -p /var/lib/arpist/watch'
in_it dpkg --install --force-confold /root/arpist.deb
says 'site = "here"' cat /etc/arpist/arpist.toml
in_it dpkg --remove arpist
says 'site = "here"' cat /etc/arpist/arpist.toml
if in_it sh -c 'command -v arpist'; then echo 'the program outlived its removal' >&2; exit 1; fi
in_it dpkg --install --force-confold /root/arpist.deb

echo '--- purge leaves nothing:'
in_it dpkg --purge arpist
if in_it getent passwd arpist; then echo 'the user outlived the purge' >&2; exit 1; fi
after=$(in_it find / -xdev -path /proc -prune -o -path /dev -prune -o -path /run -prune -o -path /var/cache -prune -o -path /var/lib/dpkg -prune -o -path /var/log -prune -o -print | sort)
diff <(echo "$before") <(echo "$after") || { echo 'that is what was left' >&2; exit 1; }
echo "$deb: installed, tried, upgraded, removed and purged in $suite"
