#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Inside new mount, PID and cgroup namespaces: a machine's root with the installed files, this machine's /usr read-only, and
# systemd as the first process. usage: root.sh FOLDER STAGE PLACE WEDGE
set -eu
root=$1 stage=$2 place=$3 wedge=$4

mount --make-rprivate /
mount -t tmpfs tmpfs "$root"
cd "$root"
mkdir -p usr etc/systemd/system var/lib var/log proc sys dev run tmp old
mount --rbind /usr usr
mount -o remount,ro,bind usr
mount -t tmpfs tmpfs usr/local
cp -a "$stage/usr/local/." usr/local/
cp "$wedge" usr/local/lib/wedge.so
for name in bin sbin lib lib64; do
        [ ! -e "/usr/$name" ] || ln -s "usr/$name" "$name"
done
cp /etc/ld.so.cache /etc/nsswitch.conf etc/
cp -r /etc/fonts etc/ 2>/dev/null || true
printf 'root:x:0:0:root:/root:/bin/sh\n' >etc/passwd
printf 'root:x:0:\ntty:x:5:\naudio:x:29:\nvideo:x:44:\ndialout:x:20:\ninput:x:104:\n' >etc/group
echo 'ID=debian' >etc/os-release
: >etc/machine-id
printf '[Unit]\nDescription=Nothing but what is tested\n' >etc/systemd/system/pickupbox-test.target

mount -t proc proc proc
mount -t sysfs sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs tmpfs dev
for name in null zero full random urandom; do
        : >"dev/$name"
        mount --bind "/dev/$name" "dev/$name"
done
mkdir dev/shm
ln -s /proc/self/fd dev/fd
mount -t tmpfs tmpfs run

systemd-sysusers --root="$root" pickupbox.conf
systemd-tmpfiles --root="$root" --create pickupbox.conf
cp -r "$place/box" var/lib/pickupbox/box
cp -r "$place/box" var/lib/pickupbox/simulated
chroot . /usr/bin/chown -R pickupbox:pickupbox /var/lib/pickupbox

pivot_root . old
umount -l /old
exec env -i container=pickupbox-test PATH=/usr/sbin:/usr/bin /lib/systemd/systemd --unit=pickupbox-test.target --log-target=console
