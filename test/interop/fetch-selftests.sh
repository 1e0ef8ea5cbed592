#!/usr/bin/env bash
# Fetches the kernel's own selftests for ARP (their scripts alone, some kilobytes) out of Debian's newest linux-source into
# build/selftests, where the tests look for them. The package is 150 MB, is not installed, and goes again.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=build/selftests
scripts=(lib.sh arp_ndisc_untracked_subnets.sh test_bridge_neigh_suppress.sh)
[ ! -e "$folder/.from" ] || { echo "selftests of $(cat "$folder/.from")"; exit 0; }

package=$(apt-cache --names-only search '^linux-source-[0-9.]+$' | cut -d' ' -f1 | sort -V | tail -n 1)
[ -n "$package" ] || { echo "no linux-source in the package lists: apt-get update" >&2; exit 1; }
mkdir -p build
work=$(mktemp -d build/selftests.XXXXXX)
trap 'rm -rf "$work"' EXIT
(cd "$work" && apt-get -qq -o APT::Sandbox::User=root download "$package")
wanted=("${scripts[@]/#/*/tools/testing/selftests/net/}")
# Older kernels have fewer of them.
dpkg-deb --fsys-tarfile "$work"/*.deb | tar -xO --wildcards './usr/src/linux-source-*.tar.xz' |
  tar -xJ -C "$work" --transform 's|.*/||' --wildcards "${wanted[@]}" 2>"$work/missing" || true
[ -e "$work/${scripts[1]}" ] || { cat "$work/missing" >&2; exit 1; }
rm -rf "$folder" && mkdir -p "$folder"
for script in "${scripts[@]}"; do [ ! -e "$work/$script" ] || mv "$work/$script" "$folder/"; done
echo "$package" >"$folder/.from"
echo "selftests of $package"
