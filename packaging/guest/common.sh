# common.sh - shared settings of the lab scripts (sourced, not run).
# Everything can be overridden from the environment:
#   LAB_ROOT      where cache/ and run/ live              (default: ~/.cache/stairgate-lab)
#   LAB_CACHE     build results: kernel, initrd, images   (default: $LAB_ROOT/cache)
#   LAB_INSTANCE  name of this running guest              (default: default)
#   LAB_MEM LAB_SMP LAB_CPU LAB_MACHINE LAB_ACCEL         (2048, 2, qemu64+sse4+aes: quickest under TCG, q35, tcg)
#   LAB_FWD_PORTS host 127.0.0.1 ports the guest reaches as 10.0.2.100:PORT ("8443 8080 443 80")
#   LAB_JDK       host JDK copied into the image ("" = none)
#   LAB_MIRROR    Debian mirror for debootstrap           (default: the one this host's apt uses)
LAB_SCRIPTS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
LAB_ROOT=${LAB_ROOT:-${XDG_CACHE_HOME:-$HOME/.cache}/stairgate-lab}
LAB_CACHE=${LAB_CACHE:-$LAB_ROOT/cache}
LAB_INSTANCE=${LAB_INSTANCE:-default}
LAB_RUN=${LAB_RUN:-$LAB_ROOT/run/$LAB_INSTANCE}
LAB_MEM=${LAB_MEM:-2048}
LAB_SMP=${LAB_SMP:-2}
LAB_CPU=${LAB_CPU:-qemu64,+ssse3,+sse4.1,+sse4.2,+popcnt,+aes,+pclmulqdq}
LAB_ACCEL=${LAB_ACCEL:-tcg,thread=multi,tb-size=512}
LAB_MACHINE=${LAB_MACHINE:-q35}
LAB_FWD_PORTS=${LAB_FWD_PORTS-8443 8080 443 80}
LAB_MIRROR=${LAB_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 2>/dev/null | sed 's:/*$::' | grep -m1 '/debian$')}
LAB_SUITE=${LAB_SUITE:-bookworm}
LAB_JDK=${LAB_JDK-}
LAB_DISK=${LAB_DISK:-4G}
LAB_IMAGE=7          # version of the guest's image: a change of `build` that old images lack makes this one more
die() { echo "${0##*/}: $*" >&2; exit 1; }
now_ms() { echo $(( $(date +%s%N) / 1000000 )); }
running() { [ -f "$LAB_RUN/qemu.pid" ] && kill -0 "$(cat "$LAB_RUN/qemu.pid")" 2>/dev/null; }
ssh_opts() {
  printf '%s\n' -F /dev/null -i "$LAB_CACHE/ssh_key" -p "$(cat "$LAB_RUN/ssh.port")" \
    -o BatchMode=yes -o StrictHostKeyChecking=yes -o UserKnownHostsFile="$LAB_CACHE/known_hosts" \
    -o HostKeyAlias=labguest -o LogLevel=ERROR -o ConnectTimeout=20 -o ControlPath="$LAB_RUN/ssh.ctl" "$@"
}
